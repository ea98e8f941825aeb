package io.jergon.cmd;

import io.jergon.epmd.EpmdClient;
import io.jergon.epmd.EpmdException;
import io.jergon.epmd.EpmdNames;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `jergon names [HOST]`: as `epmd -names`, for any host.
@Command(
    name = "names",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Prints the nodes that the EPMD of a host knows.")
final class NamesCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "HOST",
      defaultValue = "127.0.0.1",
      description = "A host name or address; this machine if not given.")
  private String host = "127.0.0.1";

  @Option(
      names = "--epmd-port",
      paramLabel = "P",
      description = "The port of EPMD; ERL_EPMD_PORT or 4369 if not given.")
  private @Nullable Integer epmdPort;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "5",
      description = "How long to wait for the answer; ${DEFAULT-VALUE} if not given.")
  private double seconds = 5;

  @Override
  public Integer call() {
    try {
      int port = epmdPort != null ? epmdPort : EpmdPort.fromEnvironment();
      System.out.print(ask(host, port, ClientOptions.timeout(seconds)).text());
      return 0;
    } catch (EpmdException | IllegalArgumentException e) {
      throw new CommandFailure(e);
    }
  }

  /// Asks the EPMD of a host for its names.
  ///
  /// @throws EpmdException when there is no answer
  static EpmdNames ask(String host, int port, Duration timeout) {
    EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    try {
      return new EpmdClient(group, port).withTimeout(timeout).names(host).join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof EpmdException cause ? cause : e;
    } finally {
      group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
  }
}
