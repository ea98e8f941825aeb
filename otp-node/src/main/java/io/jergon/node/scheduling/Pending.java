package io.jergon.node.scheduling;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// One value that one thread waits for: a call's reply, a started process's first word.
///
/// A worker that waits gives its slot away (see [Scheduler]); any other thread parks.
///
/// The whole state is one field, which moves forward only:
///
/// ```
///   null  ->  Waiter  ->  Done        await came first; complete or the deadline wakes the waiter
///   null  ->  Done                    complete came first; await does not wait at all
/// ```
///
/// Whoever moves a `Waiter` to `Done` wakes it, so a waiter is woken exactly once.
///
/// @param <V> what is waited for
public class Pending<V> {
  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(Pending.class, "state", Object.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /// A worker that has to be resumed, or a thread that has to be unparked.
  private sealed interface Waiter {
    record OfWorker(Scheduler scheduler, Worker worker) implements Waiter {
      @Override
      public void wake() {
        scheduler.resume(worker);
      }
    }

    record OfThread(Thread thread) implements Waiter {
      @Override
      public void wake() {
        LockSupport.unpark(thread);
      }
    }

    void wake();
  }

  private record Done(@Nullable Object value) {}

  private static final Done EXPIRED = new Done(null);

  private volatile @Nullable Object state;

  /// Sets the value, unless there is one already or the wait was given up.
  ///
  /// @return whether this call set it
  public final boolean complete(V value) {
    return finish(new Done(value));
  }

  private boolean finish(Done done) {
    while (true) {
      Object s = state;
      if (s instanceof Done) {
        return false;
      }
      if (STATE.compareAndSet(this, s, done)) {
        if (s instanceof Waiter waiter) {
          waiter.wake();
        }
        return true;
      }
    }
  }

  /// Whether the value is there or the wait was given up.
  public final boolean isDone() {
    return state instanceof Done;
  }

  /// Waits for the value.
  ///
  /// @param timeout how long; a `Duration` too long for nanoseconds means for ever
  /// @return the value, or null when the time is over; from then on [#complete] returns false
  /// @throws InterruptedException when a plain thread is interrupted while it waits; the wait is
  ///   then given up. A worker is not disturbed by interrupts: a process that is killed completes
  ///   what it waits for.
  @SuppressWarnings("unchecked") // only complete(V) puts values in
  public final @Nullable V await(Duration timeout) throws InterruptedException {
    if (!isDone()) {
      Worker worker = Worker.current();
      if (worker == null) {
        awaitAsThread(deadline(timeout));
      } else if (!worker.spinUntil(this::isDone)) {
        awaitAsWorker(worker, worker.scheduler().deadline(timeout));
      }
    }
    Object s = state;
    return s instanceof Done(Object value) ? (V) value : null;
  }

  private void awaitAsWorker(Worker worker, long deadline) {
    Waiter waiter = new Waiter.OfWorker(worker.scheduler(), worker);
    if (STATE.compareAndSet(this, null, waiter)) {
      worker.suspend(deadline, () -> giveUp(waiter));
    }
  }

  private void giveUp(Waiter waiter) {
    if (STATE.compareAndSet(this, waiter, EXPIRED)) {
      waiter.wake();
    }
  }

  private void awaitAsThread(long deadline) throws InterruptedException {
    if (!STATE.compareAndSet(this, null, new Waiter.OfThread(Thread.currentThread()))) {
      return;
    }
    while (!(state instanceof Done)) {
      if (Thread.interrupted()) {
        finish(EXPIRED);
        throw new InterruptedException("interrupted while waiting for " + this);
      }
      if (deadline == Long.MAX_VALUE) {
        LockSupport.park(this);
      } else {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          finish(EXPIRED);
        } else {
          LockSupport.parkNanos(this, left);
        }
      }
    }
  }

  /// The `System.nanoTime()` at which a wait that starts now ends; `Long.MAX_VALUE` for never.
  private static long deadline(Duration timeout) {
    if (timeout.compareTo(FOREVER) >= 0) {
      return Long.MAX_VALUE;
    }
    return System.nanoTime() + Math.max(0, timeout.toNanos());
  }

  /// A timeout that never ends: 100 years.
  public static final Duration FOREVER = Duration.ofDays(36_500);
}
