package io.jergon.node.event;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/// A connection to another node is up.
@Name("io.jergon.NodeUp")
@Label("Node Up")
@Description("A connection to another node is up")
@Category({"Jergon", "Distribution"})
@StackTrace(false)
public final class NodeUpEvent extends Event {
  @Label("Node")
  String node = "";

  @Label("Peer")
  String peer = "";

  @Label("Direction")
  @Description("Who dialled: in or out")
  String direction = "";

  /// Emits it. The texts are made only when somebody records.
  public static void emit(Object node, Object peer, String direction) {
    NodeUpEvent event = new NodeUpEvent();
    if (event.isEnabled()) {
      event.node = node.toString();
      event.peer = peer.toString();
      event.direction = direction;
      event.commit();
    }
  }
}
