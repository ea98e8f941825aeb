package io.jergon.node.event;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/// A connection to another node is gone.
@Name("io.jergon.NodeDown")
@Label("Node Down")
@Description("A connection to another node is gone")
@Category({"Jergon", "Distribution"})
@StackTrace(false)
public final class NodeDownEvent extends Event {
  @Label("Node")
  String node = "";

  @Label("Peer")
  String peer = "";

  @Label("Reason")
  String reason = "";

  @Label("Unsent")
  @Description("What was queued for the peer and is lost")
  @DataAmount
  long unsent;

  /// Emits it. The texts are made only when somebody records.
  public static void emit(Object node, Object peer, Object reason, long unsent) {
    NodeDownEvent event = new NodeDownEvent();
    if (event.isEnabled()) {
      event.node = node.toString();
      event.peer = peer.toString();
      event.reason = reason.toString();
      event.unsent = unsent;
      event.commit();
    }
  }
}
