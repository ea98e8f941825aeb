package io.jergon.epmd;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Real Erlang nodes on 127.0.0.1 that use the EPMD on a port and never start one.
final class Erl implements AutoCloseable {
  private final Process process;

  private Erl(Process process) {
    this.process = process;
  }

  /// Starts a node `NAME@127.0.0.1` that stays until it is closed, or until this program ends.
  static Erl start(String name, int epmdPort) throws IOException {
    var builder =
        builder(
            epmdPort,
            "-name",
            name + "@127.0.0.1",
            "-eval",
            "io:get_line(standard_io, ''), halt().");
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    return new Erl(builder.start());
  }

  /// Evaluates Erlang expressions in a fresh `erl` that is no node, and returns what they print.
  static String eval(int epmdPort, String expressions) throws IOException, InterruptedException {
    var process = builder(epmdPort, "-eval", expressions + ", halt().").start();
    var printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    return printed;
  }

  /// Runs a node to its end and returns what it printed: for nodes that cannot start.
  static String failToStart(String name, int epmdPort) throws IOException, InterruptedException {
    var process = builder(epmdPort, "-name", name + "@127.0.0.1", "-eval", "halt().").start();
    var printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return printed;
  }

  private static ProcessBuilder builder(int epmdPort, String... arguments) {
    List<String> command = new ArrayList<>(List.of(RealEpmd.require("erl")));
    command.addAll(List.of("-noshell", "-start_epmd", "false", "-setcookie", "epmdtest"));
    command.addAll(List.of("-kernel", "inet_dist_use_interface", "{127,0,0,1}"));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("ERL_EPMD_PORT", Integer.toString(epmdPort));
    builder.environment().put("ERL_CRASH_DUMP", "/dev/null");
    return builder;
  }

  /// Kills it.
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
