package io.jergon.node.process;

import io.jergon.etf.Ref;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// The timers of a node: one thread, and a table of what has not fired yet.
public final class Timers implements AutoCloseable {
  private final ScheduledThreadPoolExecutor executor;
  private final ConcurrentMap<Ref, Future<?>> running = new ConcurrentHashMap<>();

  Timers(String name) {
    executor =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name(name + "-timers").daemon().factory());
    executor.setRemoveOnCancelPolicy(true);
  }

  /// Does something after a delay. The action must be short.
  ///
  /// @param timer names the timer for [#cancel]
  public void after(Duration delay, Ref timer, Runnable action) {
    Runnable fire =
        () -> {
          if (running.remove(timer) != null) {
            action.run();
          }
        };
    try {
      // the table entry comes first for a timer that fires at once: fire() waits for it
      running.compute(
          timer,
          (key, none) ->
              executor.schedule(fire, Math.max(0, delay.toNanos()), TimeUnit.NANOSECONDS));
    } catch (RejectedExecutionException e) {
      throw new IllegalStateException("the node is closed", e);
    }
  }

  /// Cancels a timer; false when it fired already or never was.
  public boolean cancel(Ref timer) {
    Future<?> future = running.remove(timer);
    return future != null && future.cancel(false);
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
