package io.jergon.node.quota;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// The messages of one peer that lie in mailboxes, by weight.
///
/// To count each of them in and out would cost more than many a message. So about every 16 KiB one
/// message carries the weight of all since the last such one, a [Weighed]. Where exactly is left to
/// chance: a peer cannot send those to a quick process, and all others to one that does not read.
///
/// It also knows which processes with a full mailbox of [io.jergon.node.MailboxLimit.Policy#BLOCK]
/// the peer sent to.
///
/// Owned by the connection's event loop, which is a [ReaderThread]; its messages are given back by
/// any thread.
public final class Inflow {
  private static final int STEP = 8 << 10;

  /// What a message takes beside its bytes: the place in the mailbox, the control message.
  private static final int MESSAGE = 128;

  private final Share share;
  private final Map<Full, Long> full = new HashMap<>(); // and what it had handled when looked at
  private long message; // weight of the one that is being received
  private long uncounted;
  private long next = STEP;
  private long givenBefore;

  /// A mailbox that its limit says is full.
  public interface Full {
    /// Whether there is room again.
    boolean hasRoom();

    /// How many messages it has handled.
    long handled();
  }

  /// @param share what the messages count for
  public Inflow(Share share) {
    this.share = share;
  }

  /// The event loop begins with a message: what it puts into mailboxes until [#ends] counts.
  ///
  /// @param bytes what the message takes
  public void begins(long bytes) {
    message = bytes + MESSAGE;
    ReaderThread thread = ReaderThread.current();
    if (thread != null) {
      thread.inflow(this);
    }
  }

  /// It is done with the message.
  public void ends() {
    ReaderThread thread = ReaderThread.current();
    if (thread != null) {
      thread.inflow(null);
    }
  }

  /// What the message that is being received takes.
  public long messageBytes() {
    return message;
  }

  /// The message as it is put into a mailbox.
  public Object weigh(Object item) {
    uncounted += message;
    if (uncounted < next) {
      return item;
    }
    Weighed weighed = new Weighed(item, share, uncounted);
    share.add(uncounted);
    uncounted = 0;
    next = (long) STEP + ThreadLocalRandom.current().nextInt(2 * STEP);
    return weighed;
  }

  /// The peer sent to a full mailbox.
  public void reached(Full mailbox) {
    full.putIfAbsent(mailbox, mailbox.handled());
  }

  /// Whether the peer should be slowed down.
  public boolean isHigh() {
    return !full.isEmpty() || share.isOver(2);
  }

  /// Whether what it sent has been handled so far that it need not be slowed down any more.
  public boolean isLow() {
    full.keySet().removeIf(Full::hasRoom);
    return full.isEmpty() && !share.isOver(4);
  }

  /// Whether nothing more of it can be taken.
  public boolean isOver() {
    return share.isOver();
  }

  /// What its messages take that lie in mailboxes.
  public long held() {
    return share.held();
  }

  /// Whether something was handled since this was asked last: in every full mailbox, or anywhere.
  public boolean hasMoved() {
    long given = share.given();
    boolean moved = !full.isEmpty() || given != givenBefore;
    givenBefore = given;
    for (Map.Entry<Full, Long> entry : full.entrySet()) {
      long handled = entry.getKey().handled();
      moved &= handled != entry.getValue();
      entry.setValue(handled);
    }
    return moved;
  }

  /// The inflow whose message the current thread receives; null for other threads.
  public static @Nullable Inflow current() {
    ReaderThread thread = ReaderThread.current();
    return thread == null ? null : thread.inflow();
  }
}
