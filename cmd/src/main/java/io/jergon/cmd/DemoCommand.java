package io.jergon.cmd;

import io.jergon.cmd.demo.DemoNode;
import io.jergon.node.Node;
import io.jergon.node.NodeBuilder;
import io.jergon.node.NodeStartException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `jergon demo`: the demo node in the foreground, until SIGTERM or SIGINT.
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Runs the demo node: the servers echo, counter and kv, the supervisor demo_sup, and the"
          + " functions of module jergon_demo.",
      "Prints one line, ready: NODE, when peers may connect. Logs to standard error. SIGTERM stops"
          + " it."
    })
final class DemoCommand implements Callable<Integer> {
  private static final String DEFAULT_NAME = "jergon";

  @Mixin private NodeNameOptions name = new NodeNameOptions();

  @Option(
      names = "--cookie",
      paramLabel = "C",
      description = "The cookie; that of ~/.erlang.cookie if not given.")
  private @Nullable String cookie;

  @Option(
      names = "--epmd-port",
      paramLabel = "P",
      description = {
        "The port of EPMD; ERL_EPMD_PORT or 4369 if not given.",
        "Uses the EPMD that is there, else serves it."
      })
  private @Nullable Integer epmdPort;

  @Option(
      names = "--hidden",
      description = "Starts a hidden node; for now every node is one, with or without this.")
  @SuppressWarnings("UnusedVariable") // accepted, for a visible node is not there yet
  private boolean hidden;

  @Mixin private TlsOption tls = new TlsOption();

  @Override
  public Integer call() {
    String fullName = name.given().orElseGet(() -> NodeNameOptions.shortName(DEFAULT_NAME));
    Termination termination = new Termination();
    try {
      Node node = DemoNode.start(builder(fullName));
      termination.onSignal(node::close);
      System.out.println("ready: " + node.name());
      termination.await();
      return 0;
    } catch (NodeStartException | IllegalArgumentException e) {
      throw new CommandFailure(e);
    } finally {
      termination.disarm();
    }
  }

  private NodeBuilder builder(String fullName) {
    NodeBuilder builder = Node.builder(fullName).userOutput(System.err::print);
    if (cookie != null) {
      builder.cookie(cookie);
    }
    if (epmdPort != null) {
      builder.epmdPort(epmdPort);
    }
    tls.apply(builder);
    return builder;
  }
}
