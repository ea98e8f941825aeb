package io.jergon.epmd;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// A JVM of its own with one presence in it, to be killed: arguments are its name and the EPMD
/// port.
final class PresenceProgram implements AutoCloseable {
  private final Process process;

  private PresenceProgram(Process process) {
    this.process = process;
  }

  static PresenceProgram start(String name, int epmdPort) throws IOException {
    var process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                PresenceProgram.class.getName(),
                name,
                Integer.toString(epmdPort))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    var out = process.getInputStream();
    var ready = new String(out.readNBytes("ready\n".length()), StandardCharsets.US_ASCII);
    if (!ready.equals("ready\n")) {
      throw new IOException("presence did not start: " + ready);
    }
    return new PresenceProgram(process);
  }

  /// Kills it as `kill -9` does.
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }

  public static void main(String[] args) throws IOException {
    var group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    EpmdPresence.builder(NodeEntry.hidden(args[0], 1))
        .epmdPort(Integer.parseInt(args[1]))
        .start(group)
        .join();
    System.out.print("ready\n");
    System.out.flush();
    while (System.in.read() >= 0) { // until the parent ends
    }
    System.exit(0);
  }
}
