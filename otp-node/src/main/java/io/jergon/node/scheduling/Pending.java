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
///   null  ->  waiter  ->  value | EXPIRED    await came first; complete or the deadline wakes the waiter
///   null  ->  value                          complete came first; await does not wait at all
/// ```
///
/// A waiter is a [Worker] or a [Thread]. Whoever takes it out wakes it, so it is woken exactly
/// once.
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

  /// A value that looks like somebody who waits.
  private record Boxed(Object value) {}

  private static final Object EXPIRED = new Object();

  private volatile @Nullable Object state;

  /// Sets the value, unless there is one already or the wait was given up.
  ///
  /// @return whether this call set it
  public final boolean complete(V value) {
    return finish(isWaiter(value) ? new Boxed(value) : value);
  }

  private static boolean isWaiter(@Nullable Object s) {
    return s instanceof Worker || s instanceof Thread;
  }

  private boolean finish(Object end) {
    while (true) {
      Object s = state;
      if (s != null && !isWaiter(s)) {
        return false;
      }
      if (STATE.compareAndSet(this, s, end)) {
        wake(s);
        return true;
      }
    }
  }

  private static void wake(@Nullable Object waiter) {
    switch (waiter) {
      case null -> {}
      case Worker worker -> worker.scheduler().resume(worker);
      case Thread thread -> LockSupport.unpark(thread);
      case Object other -> throw new AssertionError(other);
    }
  }

  /// Whether the value is there or the wait was given up.
  public final boolean isDone() {
    Object s = state;
    return s != null && !isWaiter(s);
  }

  /// Waits for the value.
  ///
  /// @param timeout how long; a `Duration` too long for nanoseconds means for ever
  /// @return the value, or null when the time is over; from then on [#complete] returns false
  /// @throws InterruptedException when a plain thread is interrupted while it waits; the wait is
  ///   then given up. A worker is not disturbed by interrupts: a process that is killed completes
  ///   what it waits for.
  @SuppressWarnings({"unchecked", "ReferenceEquality"}) // only complete(V) puts values in
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
    return s == EXPIRED ? null : (V) (s instanceof Boxed(Object value) ? value : s);
  }

  private void awaitAsWorker(Worker worker, long deadline) {
    if (STATE.compareAndSet(this, null, worker)) {
      worker.suspend(deadline, this::giveUp);
    }
  }

  /// At the deadline, or later: nobody waits any more then.
  private void giveUp() {
    Object s = state;
    if (isWaiter(s) && STATE.compareAndSet(this, s, EXPIRED)) {
      wake(s);
    }
  }

  private void awaitAsThread(long deadline) throws InterruptedException {
    if (!STATE.compareAndSet(this, null, Thread.currentThread())) {
      return;
    }
    while (!isDone()) {
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
    return System.nanoTime() + (timeout.isNegative() ? 0 : timeout.toNanos());
  }

  /// A timeout that never ends: 100 years.
  public static final Duration FOREVER = Duration.ofDays(36_500);
}
