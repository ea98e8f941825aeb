package io.jergon.node.process;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.function.Predicate;
import org.jctools.queues.varhandle.unpadded.MpscLinkedVarHandleUnpaddedQueue;
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
/// Any thread may call [#offer], [#arrived], [#endWait] and [#seize]; all else is for the thread
/// that runs the process.
final class Mailbox {
  private static final int IDLE = 0;
  private static final int BUSY = 1;
  private static final int WAITING = 2;
  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(Mailbox.class, "state", int.class);
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

  private final MpscLinkedVarHandleUnpaddedQueue<Object> arrived =
      new MpscLinkedVarHandleUnpaddedQueue<>();

  private volatile int state = BUSY; // a process's first turn is submitted by its start

  /// Older than all of `arrived`: what a selective receive passed over.
  private @Nullable Deque<Object> skipped;

  // ---- any thread ----

  /// Puts a message in; [#arrived] has to follow.
  void offer(Object message) {
    arrived.offer(message);
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

  /// How many arrived that no receive has seen yet. A snapshot.
  int size() {
    return arrived.size();
  }

  // ---- the thread that runs the process ----

  /// Ends a turn that found nothing more to do; false when something came after all, and another
  /// turn has to be submitted.
  boolean rest() {
    state = IDLE;
    return arrived.isEmpty() || !seize();
  }

  /// Begins to wait; false when something came after all. If true, somebody who calls [#endWait],
  /// or [#arrived], will have to resume the worker.
  boolean beginWait() {
    state = WAITING;
    return arrived.isEmpty() || !endWait();
  }

  /// Whether nothing arrived that a receive has not seen yet.
  boolean hasNothingNew() {
    return arrived.isEmpty();
  }

  /// Takes the oldest message; null when there is none.
  @Nullable Object next() {
    if (skipped != null) {
      Object message = skipped.poll();
      if (message != null) {
        return message;
      }
      skipped = null;
    }
    return arrived.poll();
  }

  /// Takes the first match of those that an earlier receive passed over; null when there is none.
  @Nullable Object takeSkipped(Predicate<Object> matches) {
    if (skipped != null) {
      for (Iterator<Object> i = skipped.iterator(); i.hasNext(); ) {
        Object message = i.next();
        if (matches.test(message)) {
          i.remove();
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
    for (Object message = arrived.poll(); message != null; message = arrived.poll()) {
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
  }

  /// Drops all.
  void clear() {
    arrived.clear();
    skipped = null;
  }
}
