package io.jergon.epmd;

import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/// The daemon of the Erlang installation, in the foreground on a port of its own.
final class RealEpmd implements AutoCloseable {
  private final Process process;
  final int port;

  private RealEpmd(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /// Starts it. Without an Erlang installation the test is skipped, or fails if one is required.
  static RealEpmd start(int port, String... flags) throws IOException {
    List<String> command =
        new ArrayList<>(List.of(require("epmd"), "-address", "127.0.0.1", "-port", "" + port));
    command.addAll(List.of(flags));
    var process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    await().until(() -> accepts(port));
    return new RealEpmd(process, port);
  }

  static RealEpmd start() throws IOException {
    return start(freePort());
  }

  /// Ends it at once, as a crash would.
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }

  /// The path of a program of the Erlang installation.
  static String require(String program) {
    var found =
        Stream.of(System.getenv("PATH").split(":"))
            .map(directory -> Path.of(directory, program))
            .filter(Files::isExecutable)
            .findFirst();
    if (found.isEmpty() && Boolean.getBoolean("jergon.erl.required")) {
      fail(program + " is required, but not in PATH");
    }
    assumeTrue(found.isPresent(), program + " is not in PATH");
    return found.get().toString();
  }

  /// A port that was free a moment ago on all addresses, and that no socket gets that asks for any.
  static int freePort() {
    while (true) {
      try (var socket = new ServerSocket(ThreadLocalRandom.current().nextInt(10_000, 30_000))) {
        return socket.getLocalPort();
      } catch (IOException inUse) {
        // then another one
      }
    }
  }

  static boolean accepts(int port) {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }
}
