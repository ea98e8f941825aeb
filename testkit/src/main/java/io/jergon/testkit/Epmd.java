package io.jergon.testkit;

import java.nio.file.Path;
import java.time.Duration;

/// A real `epmd` of its own for a test, on a private port, in the foreground.
///
/// ```java
/// try (var epmd = Epmd.start();
///     var erl = ErlangNode.builder("erl@127.0.0.1").epmdPort(epmd.port()).start()) {
///   assertThat(erl.eval("net_adm:names()")).contains("erl");
/// }
/// ```
///
/// It listens on loopback addresses only. Skips or fails the test when no `epmd` is installed, as
/// [RealErlang#require()] does.
public final class Epmd implements AutoCloseable {

  private static final Duration START_TIME = Duration.ofSeconds(20);

  private final int port;
  private final OsProcess process;

  private Epmd(int port, OsProcess process) {
    this.port = port;
    this.process = process;
  }

  /// Starts one on a free port and returns when it listens.
  public static Epmd start() {
    return start(FreePort.pick());
  }

  /// Starts one on `port` and returns when it listens.
  ///
  /// @throws IllegalStateException if it does not come to listen, for example because somebody else
  ///   does
  public static Epmd start(int port) {
    Path program = RealErlang.found("epmd", RealErlang.epmd());
    // With -d -d it says when it listens; -address keeps it off the network.
    var command =
        new ProcessBuilder(
            program.toString(),
            "-d",
            "-d",
            "-port",
            Integer.toString(port),
            "-address",
            "127.0.0.1");
    var process = OsProcess.start(command);
    try {
      process.awaitLine(line -> line.contains("entering the main select() loop"), START_TIME);
      return new Epmd(port, process);
    } catch (IllegalStateException e) {
      process.close();
      throw e;
    }
  }

  /// The port that it listens on: what nodes take as `ERL_EPMD_PORT`.
  public int port() {
    return port;
  }

  /// What it wrote until now.
  public String output() {
    return process.output();
  }

  /// Kills it. Does nothing when called again.
  @Override
  public void close() {
    process.close();
  }
}
