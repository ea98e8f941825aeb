package io.jergon.node.remote;

import io.jergon.etf.Pid;
import io.jergon.etf.Term;
import io.jergon.node.NodeEvent;
import io.jergon.node.NodeType;
import io.jergon.node.channel.Connection;
import io.jergon.node.process.LocalProcess;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// The processes that are told of connections that come up and go down: `net_kernel:monitor_nodes`.
///
/// A process that asks twice is told twice. Events of one peer come on its connection's event loop,
/// one after the other, and are in the mailboxes when these methods return: that gives the order
/// that [NodeEvent] promises.
final class NodeMonitors {
  private record Subscription(LocalProcess process, NodeType type) {}

  private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();

  /// @throws IllegalArgumentException if nodes of that type do not come and go
  void add(LocalProcess process, NodeType type) {
    checkType(type);
    subscriptions.add(new Subscription(process, type));
  }

  /// Ends all that a process asked for with that type.
  void remove(Pid process, NodeType type) {
    checkType(type);
    subscriptions.removeIf(s -> s.process().pid().equals(process) && s.type() == type);
  }

  /// Ends all that a process asked for.
  void removeAll(Pid process) {
    subscriptions.removeIf(s -> s.process().pid().equals(process));
  }

  private static void checkType(NodeType type) {
    switch (type) {
      case VISIBLE, HIDDEN, CONNECTED -> {}
      case THIS, KNOWN ->
          throw new IllegalArgumentException(
              "node type: " + type + " (expected: VISIBLE, HIDDEN or CONNECTED)");
    }
  }

  void up(Connection connection) {
    if (!subscriptions.isEmpty()) {
      NodeType type = type(connection);
      tell(type, new NodeEvent.Up(connection.peer().text(), type, connection.id()));
    }
  }

  void down(Connection connection, Term reason) {
    if (!subscriptions.isEmpty()) {
      NodeType type = type(connection);
      tell(type, new NodeEvent.Down(connection.peer().text(), type, connection.id(), reason));
    }
  }

  /// [NodeType#VISIBLE] or [NodeType#HIDDEN].
  static NodeType type(Connection connection) {
    return connection.hidden() ? NodeType.HIDDEN : NodeType.VISIBLE;
  }

  private void tell(NodeType type, NodeEvent event) {
    for (Subscription subscription : subscriptions) {
      if (subscription.type() == type || subscription.type() == NodeType.CONNECTED) {
        subscription.process().deliver(null, event);
      }
    }
  }
}
