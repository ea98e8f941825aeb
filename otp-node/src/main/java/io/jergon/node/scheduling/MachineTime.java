package io.jergon.node.scheduling;

import io.jergon.node.TimeSource;
import io.jergon.node.scheduling.TimingWheel.Entry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The machine's time, and a thread that does what is due: never early, and within a quarter of a
/// millisecond if it gets a core.
///
/// What is to be done is in a few [TimingWheel]s, so that threads which start and cancel much
/// seldom meet at one lock. The thread takes what is due out of all of them before it does the
/// first, and does it in the order of its times. So what one process is to be sent keeps that
/// order, whichever wheels it was in: of two things that it started one after the other, the first
/// was in its wheel before the second one's time was read, and if both are due at a time that the
/// thread has read, it finds both.
///
/// **Waking.** `wakeAt` is the tick until which the thread sleeps, or [#AWAKE].
///
/// ```
///   thread    wakeAt = AWAKE; do what is due
///             wakeAt = NEVER; look when something is next in each wheel, the least is n
///             wakeAt = n; sleep until n
///   others    add to a wheel, which says n; while n < wakeAt: wakeAt = n, if it was as seen; unpark
/// ```
///
/// Who adds while the thread is awake adds before it says `NEVER`, and it will look at that wheel;
/// or sees `NEVER` or later a tick, and wakes it if need be, which lasts until it sleeps.
public final class MachineTime implements TimeSource, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(MachineTime.class);

  private static final long AWAKE = Long.MIN_VALUE;

  /// 146 years: ticks and nanoseconds until then are a `long`.
  private static final long LONGEST_NANOS = Long.MAX_VALUE / 2;

  private static final int WHEELS_PER_CORE = 4;

  /// Of one wheel in the order of ticks, so most of the work is done.
  private static final Comparator<Entry> BY_TIME = Comparator.comparingLong(Entry::due);

  /// A list for more than this is not kept.
  private static final int MOST_KEPT = 10_000;

  private final long began = System.nanoTime();
  private final TimingWheel[] wheels;
  private final AtomicLong wakeAt = new AtomicLong(AWAKE);
  private final Thread thread;
  private volatile boolean closed;

  private List<Entry> due = new ArrayList<>(); // the thread's own

  /// @param name what its thread is called after
  public MachineTime(String name) {
    int cores = Runtime.getRuntime().availableProcessors();
    wheels = new TimingWheel[Integer.highestOneBit(cores * WHEELS_PER_CORE)];
    for (int i = 0; i < wheels.length; i++) {
      wheels[i] = new TimingWheel();
    }
    thread = Thread.ofPlatform().name(name + "-timers").daemon().start(this::run);
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  /// @throws IllegalStateException when it is closed
  @Override
  public Alarm after(Duration delay, Runnable action) {
    if (closed) {
      throw new IllegalStateException("the node is closed");
    }
    long nanos = Math.max(0, TimeUnit.NANOSECONDS.convert(delay));
    long now = System.nanoTime() - began;
    TimingWheel wheel = wheels[(int) Thread.currentThread().threadId() & (wheels.length - 1)];
    Entry entry = new Entry(wheel, now + Math.min(nanos, LONGEST_NANOS), action);
    wakeFor(wheel.add(entry, now));
    return entry;
  }

  private void wakeFor(long tick) {
    for (long planned = wakeAt.get(); tick < planned; planned = wakeAt.get()) {
      if (wakeAt.compareAndSet(planned, tick)) {
        LockSupport.unpark(thread);
      }
    }
  }

  private void run() {
    while (!closed) {
      wakeAt.set(AWAKE);
      try {
        doWhatIsDue();
      } catch (OutOfMemoryError e) {
        continue; // nothing is lost: what was taken out is in the list, all else in its wheel
      }
      wakeAt.set(TimingWheel.NEVER);
      long next = TimingWheel.NEVER;
      for (TimingWheel wheel : wheels) {
        next = Math.min(next, wheel.next());
      }
      wakeAt.set(next);
      sleepUntil(next);
    }
  }

  private void sleepUntil(long tick) {
    if (closed) {
      return;
    }
    if (tick == TimingWheel.NEVER) {
      LockSupport.park(this);
      return;
    }
    long nanos = (tick << TimingWheel.TICK_BITS) - (System.nanoTime() - began);
    if (nanos > 0) {
      LockSupport.parkNanos(this, nanos);
    }
  }

  private void doWhatIsDue() {
    long now = TimingWheel.tick(System.nanoTime() - began);
    for (TimingWheel wheel : wheels) {
      boolean more = true;
      while (more) {
        more = wheel.advance(now, due);
      }
    }
    due.sort(BY_TIME);
    for (Entry entry : due) {
      Runnable action = entry.take();
      if (action != null) {
        run(action);
      }
    }
    if (due.size() > MOST_KEPT) {
      due = new ArrayList<>();
    } else {
      due.clear();
    }
  }

  private static void run(Runnable action) {
    try {
      action.run();
    } catch (Throwable e) { // the others are to be done
      log.error("failed at its time action={}", action, e);
    }
  }

  /// Nothing is done any more, but what has just begun.
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }
}
