package io.jergon.node.process;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The messages of a process, in the order they came, and whether anybody is at work on them.
///
/// Who may run the process's code is decided by one field:
///
/// ```
///          arrived: compare-and-set, the winner submits a turn
///   IDLE  ------------------------------------------------------>  BUSY   (a turn is queued or running)
///         <------------------------------------------------------
///          rest: at the end of a turn that left nothing; then one more look at the messages
///
///   BUSY  ------- beginWait: a receive found nothing ------------>  WAITING  (its worker is suspended)
///         <------ endWait: compare-and-set, the winner resumes the worker ---
/// ```
///
/// A sender enqueues first and reads the state then; the process writes `IDLE` or `WAITING` first
/// and looks at the messages then. So one of the two sees the other, and no message is left lying.
///
/// The messages are a linked list, after Dmitry Vyukov's intrusive queue for many producers:
///
/// ```
///   oldest -> [taken] -> [ m1 ] -> [ m2 ] -> [ m3 ] <- newest
///   (owner)                                            (senders: exchange, then link the one before)
/// ```
///
/// A sender that was held up between the two steps leaves a gap, which the owner waits for.
///
/// **Counting.** Senders count what they put in with one atomic addition, the owner what it took
/// out with plain writes. The difference is the length, for any thread and without walking the
/// list.
///
/// Any thread may call [#offer], [#arrived], [#endWait], [#seize] and what only looks; all else is
/// for the thread that runs the process.
final class Mailbox {
  private static final int IDLE = 0;
  private static final int BUSY = 1;
  private static final int WAITING = 2;
  private static final VarHandle STATE;
  private static final VarHandle NEWEST;
  private static final VarHandle SENT;
  private static final VarHandle TAKEN;
  private static final VarHandle PASSED_OVER;
  private static final VarHandle ALARM;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      STATE = lookup.findVarHandle(Mailbox.class, "state", int.class);
      NEWEST = lookup.findVarHandle(Mailbox.class, "newest", Cell.class);
      SENT = lookup.findVarHandle(Mailbox.class, "sent", long.class);
      TAKEN = lookup.findVarHandle(Mailbox.class, "taken", long.class);
      PASSED_OVER = lookup.findVarHandle(Mailbox.class, "passedOver", int.class);
      ALARM = lookup.findVarHandle(Mailbox.class, "alarm", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /// What somebody has to do for the process.
  enum Wake {
    /// It is at work already.
    NOTHING,
    /// Submit a turn.
    SUBMIT,
    /// Resume the worker that waits in a receive.
    RESUME
  }

  private static final class Cell {
    @Nullable Object message;
    volatile @Nullable Cell next;

    Cell(@Nullable Object message) {
      this.message = message;
    }
  }

  private final int highWater;
  private final @Nullable Room room;

  private volatile Cell newest = new Cell(null);
  private volatile long sent;
  private volatile int alarm; // the length at which to raise it next
  private volatile int state = BUSY; // a process's first turn is submitted by its start

  // written by the owner alone
  private Cell oldest = newest;
  private volatile long taken;
  private volatile int passedOver;

  /// Older than all that `oldest` leads to: what a selective receive passed over.
  private @Nullable Deque<Object> skipped;

  /// @param highWater the length from which on it is to be reported
  /// @param room where senders wait who have to; null when they never do
  Mailbox(int highWater, @Nullable Room room) {
    this.highWater = highWater;
    this.alarm = highWater;
    this.room = room;
  }

  Mailbox() {
    this(Integer.MAX_VALUE, null);
  }

  // ---- any thread ----

  /// Puts a message in; [#arrived] has to follow.
  ///
  /// @return the length, if this message made it reach the high-water mark, or twice that, four
  ///   times and so on, for the first time since it was empty; else 0
  int offer(Object message) {
    Cell cell = new Cell(message);
    Cell before = (Cell) NEWEST.getAndSet(this, cell);
    before.next = cell;
    long length = (long) SENT.getAndAdd(this, 1L) + 1 - (long) TAKEN.getOpaque(this);
    return length >= alarm ? raiseAlarm(length) : 0;
  }

  private int raiseAlarm(long arrivedLength) {
    int length = (int) Math.min(Integer.MAX_VALUE, arrivedLength);
    int threshold = alarm;
    while (length >= threshold && threshold < Integer.MAX_VALUE) {
      int next = Math.max(threshold, (int) Math.min(Integer.MAX_VALUE, 2L * threshold));
      if (ALARM.compareAndSet(this, threshold, next)) {
        return length;
      }
      threshold = alarm;
    }
    return 0;
  }

  /// After a message was put in: what the caller has to do.
  Wake arrived() {
    return switch (state) {
      case IDLE -> seize() ? Wake.SUBMIT : Wake.NOTHING;
      case WAITING -> endWait() ? Wake.RESUME : Wake.NOTHING;
      default -> Wake.NOTHING;
    };
  }

  /// Ends a wait; true for the one caller who has to resume the worker.
  boolean endWait() {
    return STATE.compareAndSet(this, WAITING, BUSY);
  }

  /// Makes an idle process busy; true for the one caller who has to submit its turn, or to bury it.
  boolean seize() {
    return STATE.compareAndSet(this, IDLE, BUSY);
  }

  /// How many wait, those included that a receive has passed over. A snapshot.
  int size() {
    return clamp(unseen() + (int) PASSED_OVER.getOpaque(this));
  }

  /// How many arrived that no receive has seen yet. A snapshot.
  long unseen() {
    long out = (long) TAKEN.getOpaque(this); // first: the other way round it could be less than 0
    return sent - out;
  }

  /// How many the process has taken for good, ever.
  long handled() {
    return Math.max(0, (long) TAKEN.getOpaque(this) - (int) PASSED_OVER.getOpaque(this));
  }

  private static int clamp(long length) {
    return (int) Math.max(0, Math.min(Integer.MAX_VALUE, length));
  }

  /// Whether a process rests, and has nothing to do; or waits in a receive.
  boolean isWaiting() {
    return state != BUSY;
  }

  // ---- the thread that runs the process ----

  /// Ends a turn that found nothing more to do; false when something came after all, and another
  /// turn has to be submitted.
  boolean rest() {
    calmAlarm();
    state = IDLE;
    return isEmpty() || !seize();
  }

  /// Begins to wait; false when something came after all. If true, somebody who calls [#endWait],
  /// or [#arrived], will have to resume the worker.
  boolean beginWait() {
    if (passedOver == 0) {
      calmAlarm();
    }
    state = WAITING;
    return isEmpty() || !endWait();
  }

  private void calmAlarm() {
    if (alarm != highWater) {
      alarm = highWater;
    }
  }

  /// Whether nothing arrived that a receive has not seen yet.
  boolean hasNothingNew() {
    return isEmpty();
  }

  private boolean isEmpty() {
    return oldest == newest;
  }

  private @Nullable Object poll() {
    Cell before = oldest;
    Cell cell = before.next;
    if (cell == null) {
      if (before == newest) {
        return null;
      }
      cell = awaitLink(before);
    }
    Object message = cell.message;
    cell.message = null;
    oldest = cell;
    TAKEN.setOpaque(this, taken + 1);
    if (room != null) {
      room.taken(this);
    }
    return message;
  }

  /// A sender is between its two steps.
  private static Cell awaitLink(Cell before) {
    Cell cell = before.next;
    while (cell == null) {
      Thread.onSpinWait();
      cell = before.next;
    }
    return cell;
  }

  /// Takes the oldest message; null when there is none.
  @Nullable Object next() {
    if (skipped != null) {
      Object message = skipped.poll();
      if (message != null) {
        passedOver(skipped.size());
        return message;
      }
      skipped = null;
    }
    return poll();
  }

  /// Takes the first match of those that an earlier receive passed over; null when there is none.
  @Nullable Object takeSkipped(Predicate<Object> matches) {
    if (skipped != null) {
      for (Iterator<Object> i = skipped.iterator(); i.hasNext(); ) {
        Object message = i.next();
        if (matches.test(message)) {
          i.remove();
          passedOver(skipped.size());
          return message;
        }
      }
    }
    return null;
  }

  /// Takes the first match of those that no receive has seen yet; null when there is none.
  ///
  /// @param each runs after each message that does not match
  @Nullable Object take(Predicate<Object> matches, Runnable each) {
    for (Object message = poll(); message != null; message = poll()) {
      boolean taken = false;
      try {
        taken = matches.test(message);
      } finally {
        if (!taken) {
          skip(message); // also when the predicate threw
        }
      }
      if (taken) {
        return message;
      }
      each.run();
    }
    return null;
  }

  private void skip(Object message) {
    if (skipped == null) {
      skipped = new ArrayDeque<>();
    }
    skipped.add(message);
    passedOver(skipped.size());
  }

  private void passedOver(int n) {
    PASSED_OVER.setOpaque(this, n);
  }
}
