package io.jergon.benchmarks.wire;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A node in a process of its own, which is told what to do line by line.
final class PeerProcess implements AutoCloseable {
  /// Clock ticks in a second, as `/proc` counts them.
  private static final double TICKS = 100;

  private static final Set<String> KNOWN = Set.of("ready", "did", "took");

  private final String name;
  private final Process process;
  private final BufferedReader out;
  private final Writer in;

  private PeerProcess(String name, Process process) {
    this.name = name;
    this.process = process;
    this.out = process.inputReader(StandardCharsets.UTF_8);
    this.in = process.outputWriter(StandardCharsets.UTF_8);
  }

  /// Starts it, and waits until it is ready.
  ///
  /// @param environment what its environment has beside ours
  /// @throws IOException if it ends before
  static PeerProcess start(String name, List<String> command, Map<String, String> environment)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(environment);
    PeerProcess peer = new PeerProcess(name, builder.start());
    peer.expect("ready");
    return peer;
  }

  /// Writes a line.
  void say(String line) throws IOException {
    in.write(line + "\n");
    in.flush();
  }

  /// Reads the line that begins with a word; what other lines say is for who looks on.
  ///
  /// @return its words
  /// @throws IOException if the process ends before
  String[] expect(String word) throws IOException {
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      String[] words = line.split(" ");
      if (words[0].equals(word)) {
        return words;
      }
      if (!KNOWN.contains(words[0])) {
        System.err.println(name + ": " + line);
      }
    }
    throw new IOException(name + " ended without saying " + word);
  }

  /// Seconds of processor time that it has used, in user and in kernel mode.
  double processorSeconds() throws IOException {
    String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS;
  }

  /// Ends it, by the end of its input.
  @Override
  public void close() throws IOException {
    in.close();
    try {
      if (!process.waitFor(Duration.ofSeconds(10))) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
