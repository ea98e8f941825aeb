package io.jergon.interop;

import io.jergon.testkit.FreePort;
import io.jergon.testkit.OsProcess;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// `jergon demo` in a JVM of its own, as the launcher starts it; with its embedded EPMD unless the
/// port has one.
record JergonDemo(String node, String cookie, int epmdPort, OsProcess process)
    implements DemoUnderTest {

  private static final Duration START_TIME = Duration.ofSeconds(60);

  static JergonDemo start() {
    return start(FreePort.pick());
  }

  static JergonDemo start(int epmdPort) {
    return start("--name", DemoKind.NODE, epmdPort);
  }

  static JergonDemo start(String nameOption, String name, int epmdPort, String... more) {
    List<String> arguments = new ArrayList<>(List.of("demo", nameOption, name));
    arguments.addAll(List.of("--cookie", DemoKind.COOKIE, "--epmd-port", epmdPort + ""));
    arguments.addAll(Wire.options());
    arguments.addAll(Arrays.asList(more));
    var process = launch(arguments);
    try {
      String ready = process.awaitLine(line -> line.startsWith("ready: "), START_TIME);
      return new JergonDemo(
          ready.substring("ready: ".length()), DemoKind.COOKIE, epmdPort, process);
    } catch (IllegalStateException e) {
      process.close();
      throw e;
    }
  }

  /// Starts the `jergon` command with any arguments.
  static OsProcess launch(List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.add("-XX:+UseSerialGC");
    command.addAll(List.of("-cp", productClassPath(), "io.jergon.cmd.Main"));
    command.addAll(arguments);
    return OsProcess.start(new ProcessBuilder(command));
  }

  // Without the tests' own folders: their Logback configuration is not the product's.
  private static String productClassPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !entry.endsWith(File.separator + "test-classes"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  @Override
  public void close() {
    process.close();
  }
}
