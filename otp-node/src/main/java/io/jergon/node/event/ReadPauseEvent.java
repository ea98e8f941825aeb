package io.jergon.node.event;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/// Little or nothing was read from a peer for a time, because it did not take what was queued for
/// it, or because its messages piled up in mailboxes.
@Name("io.jergon.ReadPause")
@Label("Read Pause")
@Description("Little was read from a peer: it took nothing, or its messages piled up in mailboxes")
@Category({"Jergon", "Distribution"})
@StackTrace(false)
public final class ReadPauseEvent extends Event {
  @Label("Peer")
  String peer = "";

  @Label("Queued")
  @Description("What was queued for the peer when the pause began")
  @DataAmount
  long queued;

  @Label("Unhandled")
  @Description("What the peer's messages in mailboxes took when the pause began")
  @DataAmount
  long unhandled;

  /// Begins to measure a pause.
  public static ReadPauseEvent start(long queued, long unhandled) {
    ReadPauseEvent event = new ReadPauseEvent();
    event.queued = queued;
    event.unhandled = unhandled;
    event.begin();
    return event;
  }

  /// The pause is over.
  public void finish(Object peer) {
    end();
    if (shouldCommit()) {
      this.peer = peer.toString();
      commit();
    }
  }
}
