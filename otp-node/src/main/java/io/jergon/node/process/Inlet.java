package io.jergon.node.process;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// The end of a [Mailbox] that senders use: its newest message, how many were put in, and who sees
/// to it that they are handled.
///
/// What the owner writes for each message that it takes is a cache line away, behind the [Gap].
/// Side by side, a sender and a receiver on two cores took the line from each other with each
/// message, and managed three quarters of what they do now. For the same reason senders look at
/// what the owner counts only when they have put in enough to reach the high-water mark.
///
/// Threads: any.
abstract sealed class Inlet permits Inlet.Gap {
  static final int IDLE = 0;
  static final int BUSY = 1;
  static final int WAITING = 2;

  private static final VarHandle STATE;
  private static final VarHandle NEWEST;
  private static final VarHandle NEXT;
  private static final VarHandle SENT;
  private static final VarHandle ALARM;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      STATE = lookup.findVarHandle(Inlet.class, "state", int.class);
      NEWEST = lookup.findVarHandle(Inlet.class, "newest", Cell.class);
      NEXT = lookup.findVarHandle(Cell.class, "next", Cell.class);
      SENT = lookup.findVarHandle(Inlet.class, "sent", long.class);
      ALARM = lookup.findVarHandle(Inlet.class, "alarm", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /// A message in the list; the oldest one is empty.
  static final class Cell {
    @Nullable Object message;
    volatile @Nullable Cell next;

    Cell(@Nullable Object message) {
      this.message = message;
    }
  }

  volatile Cell newest = new Cell(null);
  volatile long sent;
  private long takenSeen; // at most as many as were taken; whoever looks writes it
  volatile int alarm; // the length at which to raise it next
  volatile int state = BUSY; // a process's first turn is submitted by its start

  Inlet(int alarm) {
    this.alarm = alarm;
  }

  /// How many the owner has taken out. From another core that is slow.
  abstract long taken();

  /// Puts a message in; [#arrived] has to follow.
  ///
  /// @return the length, if this message made it reach the high-water mark, or twice that, four
  ///   times and so on, for the first time since it was empty; else 0
  final int offer(Object message) {
    Cell cell = new Cell(message);
    Cell before = (Cell) NEWEST.getAndSet(this, cell);
    NEXT.setRelease(before, cell);
    return counted();
  }

  /// Counts a message.
  ///
  /// @return as [#offer]
  final int counted() {
    long now = (long) SENT.getAndAdd(this, 1L) + 1;
    if (now - takenSeen < alarm) {
      return 0;
    }
    long taken = taken();
    takenSeen = taken;
    return now - taken >= alarm ? raiseAlarm(now - taken) : 0;
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
  final Mailbox.Wake arrived() {
    return switch (state) {
      case IDLE -> seize() ? Mailbox.Wake.SUBMIT : Mailbox.Wake.NOTHING;
      case WAITING -> endWait() ? Mailbox.Wake.RESUME : Mailbox.Wake.NOTHING;
      default -> Mailbox.Wake.NOTHING;
    };
  }

  /// Ends a wait; true for the one caller who has to resume the worker.
  final boolean endWait() {
    return state == WAITING && STATE.compareAndSet(this, WAITING, BUSY);
  }

  /// Makes an idle process busy; true for the one caller who has to submit its turn, or to bury it.
  final boolean seize() {
    return state == IDLE && STATE.compareAndSet(this, IDLE, BUSY);
  }

  /// Nothing, as long as a cache line: a class's fields come after those of its superclass.
  @SuppressWarnings("unused")
  abstract static sealed class Gap extends Inlet permits Mailbox {
    private long gap1;
    private long gap2;
    private long gap3;
    private long gap4;
    private long gap5;
    private long gap6;
    private long gap7;

    Gap(int alarm) {
      super(alarm);
    }
  }
}
