package io.jergon.cmd;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// The options that all one-shot clients take.
final class ClientOptions {
  @Mixin NodeNameOptions name = new NodeNameOptions();

  @Option(
      names = "--cookie",
      paramLabel = "C",
      description = "The cookie; that of ~/.erlang.cookie if not given.")
  @Nullable String cookie;

  @Option(
      names = "--epmd-port",
      paramLabel = "P",
      description = "The port of EPMD; ERL_EPMD_PORT or 4369 if not given.")
  @Nullable Integer epmdPort;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "5",
      description = "How long to wait for the answer; ${DEFAULT-VALUE} if not given.")
  double seconds = 5;

  @Mixin TlsOption tls = new TlsOption();

  Duration timeout() {
    return timeout(seconds);
  }

  static Duration timeout(double seconds) {
    if (!(seconds > 0 && seconds < 1e9)) {
      throw new CommandFailure("--timeout " + seconds + " (expected: seconds, more than 0)");
    }
    return Duration.ofNanos((long) (seconds * 1e9));
  }
}
