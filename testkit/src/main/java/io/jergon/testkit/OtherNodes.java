package io.jergon.testkit;

import io.jergon.node.Node;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/// More nodes for a test, in this JVM, which reach each other and the test's own node by name.
///
/// ```java
/// @Test
/// void counter_calledFromAnotherNode_counts(Node node, OtherNodes others) {
///   GenServer.start(node, "counter", Counter::new);
///   ServerRef<Counter> counter =
///       GenServer.ref(others.start(), "counter", node.name(), Counter.class);
///   assertThat(counter.call(new Counter.Add(2))).isEqualTo(2);
/// }
/// ```
///
/// They are closed after the test, the last one first. They have the test's [ManualClock], if it
/// has one. What is on its way between two nodes no clock and no [Quiet] waits for.
///
/// Threads: any.
public final class OtherNodes implements AutoCloseable {
  private final Supplier<Node> starter;
  private final Deque<Node> started = new ArrayDeque<>(); // guarded by this

  OtherNodes(Supplier<Node> starter) {
    this.starter = starter;
  }

  /// Starts a node. It is connected to none yet.
  public synchronized Node start() {
    Node node = starter.get();
    started.push(node);
    return node;
  }

  /// Closes all that were started.
  @Override
  public synchronized void close() {
    started.forEach(Node::close);
    started.clear();
  }
}
