package io.jergon.cmd.demo;

import io.jergon.behaviour.ChildSpec;
import io.jergon.behaviour.Supervisor;
import io.jergon.behaviour.SupervisorSpec;
import io.jergon.node.Node;
import io.jergon.node.NodeBuilder;
import io.jergon.observer.ErlangFunctions;
import java.time.Duration;

/// The node that a newcomer talks to first.
///
/// ```java
/// try (Node node = DemoNode.start(Node.builder("demo@127.0.0.1").cookie("secret"))) { ... }
/// ```
///
/// | name | is |
/// |---|---|
/// | `echo` | an [Echo] |
/// | `counter` | a [Counter], child of `demo_sup` |
/// | `kv` | a [Kv] |
/// | `demo_sup` | a supervisor, `one_for_one`, at most 3 restarts in 5 seconds |
///
/// and the functions of module `jergon_demo`, beside those of [ErlangFunctions].
public final class DemoNode {
  private static final int OFTEN = 100;

  private DemoNode() {}

  /// Starts a node with everything on it. When `demo_sup` gives up, the rest stays: `echo` and `kv`
  /// have a supervisor of their own, without a name.
  ///
  /// @throws io.jergon.node.NodeStartException when the node cannot be started
  public static Node start(NodeBuilder builder) {
    Node node = builder.start();
    Supervisor.start(
        node,
        SupervisorSpec.oneForOne()
            .intensity(OFTEN, Duration.ofSeconds(1))
            .child(ChildSpec.server("echo", Echo::new))
            .child(ChildSpec.server("kv", Kv::new)));
    Supervisor.start(
        node,
        "demo_sup",
        SupervisorSpec.oneForOne()
            .intensity(3, Duration.ofSeconds(5))
            .child(ChildSpec.server("counter", Counter::new)));
    DemoFunctions.offerTo(node);
    ErlangFunctions.offerTo(node);
    return node;
  }
}
