package io.jergon.cmd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.jergon.testkit.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The commands that run until they are told to stop, each in a JVM of its own.
class DemoCommandTest {
  private static final Duration START_TIME = Duration.ofSeconds(60);
  private static final long END_SECONDS = 30;

  @TempDir private Path directory;
  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void endAll() throws InterruptedException {
    for (Process process : started) {
      process.destroyForcibly().waitFor();
    }
  }

  private Path out(int index) {
    return directory.resolve("out" + index);
  }

  private Path err(int index) {
    return directory.resolve("err" + index);
  }

  private Process start(String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    command.addAll(List.of(arguments));
    int index = started.size();
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out(index).toFile())
            .redirectError(err(index).toFile())
            .start();
    started.add(process);
    return process;
  }

  private void awaitReady(int index, String node) {
    Awaitility.await()
        .atMost(START_TIME)
        .until(() -> Files.readString(out(index)).equals("ready: " + node + "\n"));
  }

  private static int signalled(Process process, String signal)
      throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + signal, "" + process.pid()).start().waitFor();
    assertThat(process.waitFor(END_SECONDS, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  /// Whether who started the tests had this JVM ignore SIGINT, as shells do with what runs in their
  /// background: then a program that the tests start ignores it, too.
  private static boolean ignoresInt() throws IOException {
    Path status = Path.of("/proc/self/status");
    return Files.exists(status)
        && Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  void demo_signal_exits0AndPrintedOneLine(String signal) throws Exception {
    assumeFalse(signal.equals("INT") && ignoresInt(), "SIGINT is ignored");
    Process demo =
        start(
            "demo", "--name", "d@127.0.0.1", "--cookie", "c", "--epmd-port", FreePort.pick() + "");
    awaitReady(0, "d@127.0.0.1");
    assertThat(signalled(demo, signal)).isZero();
    assertThat(out(0)).hasContent("ready: d@127.0.0.1\n");
    assertThat(Files.readString(err(0))).doesNotContain("WARN", "ERROR", "Exception");
  }

  @Test
  void demo_noName_isJergonOnThisHost() throws Exception {
    start("demo", "--cookie", "c", "--epmd-port", FreePort.pick() + "");
    awaitReady(0, "jergon@" + LocalHost.shortName());
  }

  @Test
  void demo_nameTaken_oneLineAndExitCode1() throws Exception {
    String port = FreePort.pick() + "";
    start("demo", "--name", "d@127.0.0.1", "--cookie", "c", "--epmd-port", port);
    awaitReady(0, "d@127.0.0.1");
    Process second = start("demo", "--name", "d@127.0.0.1", "--cookie", "c", "--epmd-port", port);
    assertThat(second.waitFor(END_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(second.exitValue()).isEqualTo(1);
    assertThat(out(1)).isEmptyFile();
    assertThat(Files.readString(err(1)))
        .hasLineCount(1)
        .contains("cannot start node d@127.0.0.1", "another live node has it");
  }

  @Test
  void epmd_served_isQuietAndEndsWith0() throws Exception {
    String port = FreePort.pick() + "";
    Process epmd = start("epmd", "-port", port);
    Awaitility.await()
        .atMost(START_TIME)
        .until(() -> Invocation.of("names", "--epmd-port", port).code() == 0);
    Process second = start("epmd", "-port", port);
    assertThat(second.waitFor(END_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(second.exitValue()).isZero();
    assertThat(signalled(epmd, "TERM")).isZero();
    for (int i = 0; i < 2; i++) {
      assertThat(out(i)).isEmptyFile();
      assertThat(err(i)).isEmptyFile();
    }
  }
}
