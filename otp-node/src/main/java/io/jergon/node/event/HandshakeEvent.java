package io.jergon.node.event;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/// A handshake ended, well or not. Its duration is that of the handshake.
@Name("io.jergon.Handshake")
@Label("Handshake")
@Description("A distribution handshake ended")
@Category({"Jergon", "Distribution"})
@StackTrace(false)
public final class HandshakeEvent extends Event {
  @Label("Address")
  String address = "";

  @Label("Peer")
  @Description("The peer's name, if it came to that")
  String peer = "";

  @Label("Success")
  boolean success;

  @Label("Failure")
  @Description("Why it failed, in one line; empty if it did not")
  String failure = "";

  /// Begins to measure.
  public static HandshakeEvent start() {
    HandshakeEvent event = new HandshakeEvent();
    event.begin();
    return event;
  }

  /// The peer has proven that it knows the cookie.
  public void succeeded(@Nullable Object address, Object peer) {
    finish(address, peer.toString(), "");
  }

  /// It failed.
  public void failed(@Nullable Object address, String line) {
    finish(address, "", line);
  }

  private void finish(@Nullable Object where, String who, String why) {
    end();
    if (shouldCommit()) {
      address = String.valueOf(where);
      peer = who;
      success = why.isEmpty();
      failure = why;
      commit();
    }
  }
}
