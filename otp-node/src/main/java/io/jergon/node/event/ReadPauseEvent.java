package io.jergon.node.event;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/// Nothing was read from a peer for a time, because it did not take what was queued for it.
@Name("io.jergon.ReadPause")
@Label("Read Pause")
@Description("Nothing was read from a peer, because it did not take what was queued for it")
@Category({"Jergon", "Distribution"})
@StackTrace(false)
public final class ReadPauseEvent extends Event {
  @Label("Peer")
  String peer = "";

  @Label("Queued")
  @Description("What was queued for the peer when the pause began")
  @DataAmount
  long queued;

  /// Begins to measure a pause.
  public static ReadPauseEvent start(long queued) {
    ReadPauseEvent event = new ReadPauseEvent();
    event.queued = queued;
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
