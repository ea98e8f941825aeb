package io.jergon.node.process;

import io.jergon.node.scheduling.Pending;
import java.lang.invoke.VarHandle;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Where senders wait for room in a full mailbox.
///
/// Senders are let go, all at once, when the process has handled half of what the mailbox takes.
/// They look again then, so that a mailbox may exceed its limit by as many messages as senders are
/// let go, but not by more.
///
/// A sender joins the queue first and looks at the length then; the process takes a message out
/// first and looks at the queue then. So one of the two sees the other, and no sender is forgotten.
final class Room {
  private final int limit;
  private final Queue<Pending<Boolean>> waiting = new ConcurrentLinkedQueue<>();

  Room(int limit) {
    this.limit = limit;
  }

  /// Whether a sender has to wait. What a selective receive passed over does not count: a process
  /// that waits for a certain message must get it, however many others it leaves lying.
  boolean isFull(Mailbox mailbox) {
    return mailbox.unseen() >= limit;
  }

  /// Whether those who wait may go on.
  boolean isHalfEmpty(Mailbox mailbox) {
    return mailbox.unseen() <= limit / 2;
  }

  /// Joins the queue; the sender has to look once more then whether the mailbox is full.
  Pending<Boolean> join() {
    Pending<Boolean> place = new Pending<>();
    waiting.add(place);
    return place;
  }

  /// Leaves the queue, when the wait is over for whatever reason.
  void leave(Pending<Boolean> place) {
    waiting.remove(place);
  }

  /// The process took a message out.
  void taken(Mailbox mailbox) {
    VarHandle.fullFence();
    if (!waiting.isEmpty() && isHalfEmpty(mailbox)) {
      letAllGo();
    }
  }

  /// There is room, or will never be.
  void letAllGo() {
    for (Pending<Boolean> place = waiting.poll(); place != null; place = waiting.poll()) {
      place.complete(true);
    }
  }
}
