package io.jergon.node.scheduling;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// A virtual thread that runs turns while it owns a slot.
///
/// `slot` is 1 while the worker owns a slot. The worker sets it when it takes up a grant; it is
/// cleared by compare-and-set, by the worker itself or by the watchdog, and the winner owns the
/// slot and must pass it on or return it.
///
/// `granted` is how a slot arrives. It is set by one party at a time (whoever took the worker off
/// the idle list, or whoever won the right to resume it) and cleared by the worker. It is apart
/// from `slot` because a worker may be resumed before it has got round to giving its own slot away.
public final class Worker {
  /// Turns between two yields to the program's other virtual threads.
  private static final int TURNS_PER_YIELD = 256;

  private static final ScopedValue<Worker> CURRENT = ScopedValue.newInstance();
  private static final VarHandle SLOT;

  static {
    try {
      SLOT = MethodHandles.lookup().findVarHandle(Worker.class, "slot", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Scheduler scheduler;
  private final Thread thread;

  private volatile int slot;
  private volatile boolean granted;
  private volatile long steps; // turns begun and resumed; written by the worker only
  private long stepsSeen = -1; // the watchdog's own

  private @Nullable Object running; // the worker's own: whose turn it runs

  Worker(Scheduler scheduler, String name) {
    this.scheduler = scheduler;
    this.thread =
        Thread.ofVirtual()
            .name(name)
            .unstarted(() -> ScopedValue.where(CURRENT, this).run(this::work));
  }

  /// The worker whose thread is the current one, or null on any other thread.
  @SuppressWarnings("ReferenceEquality") // a thread is itself
  public static @Nullable Worker current() {
    if (!CURRENT.isBound()) {
      return null;
    }
    Worker worker = CURRENT.get();
    // a structured task forked by a handler inherits the binding, but is no worker
    return worker.thread == Thread.currentThread() ? worker : null;
  }

  /// Whose turn the worker runs, as told to [#running(Object)]. Only for the worker's own thread.
  public @Nullable Object running() {
    return running;
  }

  /// Remembers whose turn the worker runs. Only for the worker's own thread.
  public void running(@Nullable Object owner) {
    running = owner;
  }

  /// The worker's thread, to interrupt it or to look at it.
  public Thread thread() {
    return thread;
  }

  Scheduler scheduler() {
    return scheduler;
  }

  void start() {
    thread.start();
  }

  private void work() {
    try {
      awaitGrant();
      long turnsRun = 0;
      do {
        for (Turn turn = scheduler.next(this); turn != null; turn = scheduler.next(this)) {
          step();
          run(turn);
          if (++turnsRun % TURNS_PER_YIELD == 0) {
            Thread.yield();
          }
        }
        releaseSlot();
        scheduler.goIdle(this);
      } while (awaitGrantOrRetire());
    } finally {
      releaseSlot(); // if an error ended the loop
      scheduler.ended(this);
    }
  }

  private void run(Turn turn) {
    try {
      turn.run(this);
    } catch (Throwable e) {
      Scheduler.failed(turn, e);
    }
    running = null;
    Thread.interrupted(); // the next turn may be another process's
  }

  /// Lets turns that are queued go first, if there are any: for a turn that goes on for long.
  public void giveWay() {
    if (scheduler.hasQueuedWork()) {
      scheduler.requeue(this);
      suspend(Long.MAX_VALUE, () -> false);
    } else {
      Thread.yield();
    }
  }

  /// Gives the slot away, waits until somebody resumes this worker, and comes back with a slot.
  /// Interrupts are kept for later.
  ///
  /// @param deadline `System.nanoTime()` at which to give up, or `Long.MAX_VALUE` for never
  /// @param giveUp called at the deadline; true when it won the right to resume this worker
  public void suspend(long deadline, BooleanSupplier giveUp) {
    releaseSlot();
    boolean interrupted = false;
    boolean waiting = deadline != Long.MAX_VALUE;
    while (!granted) {
      long left = waiting ? deadline - System.nanoTime() : 0;
      if (!waiting) {
        LockSupport.park(this);
      } else if (left > 0) {
        LockSupport.parkNanos(this, left);
      } else {
        waiting = false;
        if (giveUp.getAsBoolean()) {
          scheduler.resume(this);
        }
      }
      interrupted |= Thread.interrupted(); // with the status set, park would return at once
    }
    takeUpGrant();
    if (interrupted) {
      thread.interrupt();
    }
  }

  private void awaitGrant() {
    while (!granted) {
      LockSupport.park(this);
      Thread.interrupted(); // meant for a turn that is over
    }
    takeUpGrant();
  }

  private boolean awaitGrantOrRetire() {
    long deadline = System.nanoTime() + scheduler.idleNanos();
    while (!granted) {
      long left = deadline - System.nanoTime();
      if (left <= 0 || scheduler.isClosed()) {
        if (scheduler.retire(this)) {
          return false;
        }
        break; // off the idle list already: a grant is on its way
      }
      LockSupport.parkNanos(this, left);
      Thread.interrupted();
    }
    awaitGrant();
    return true;
  }

  private void takeUpGrant() {
    granted = false;
    step();
    slot = 1;
  }

  private void step() {
    long before = steps;
    steps = before + 1;
  }

  private void releaseSlot() {
    if (loseSlot()) {
      scheduler.returnSlot();
    }
  }

  boolean ownsSlot() {
    return slot == 1;
  }

  void grantSlot() {
    granted = true;
    LockSupport.unpark(thread);
  }

  /// Takes the slot from this worker; true for the one caller who now has to pass it on.
  boolean loseSlot() {
    return slot == 1 && SLOT.compareAndSet(this, 1, 0);
  }

  /// For the watchdog: whether the worker owns a slot and has not begun or resumed a turn since
  /// last time.
  boolean stuckSinceLastLook() {
    long now = steps;
    boolean same = now == stepsSeen;
    stepsSeen = now;
    return same && ownsSlot();
  }

  @Override
  public String toString() {
    return thread.getName();
  }
}
