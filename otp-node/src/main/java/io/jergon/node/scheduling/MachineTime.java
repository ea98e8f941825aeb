package io.jergon.node.scheduling;

import io.jergon.node.TimeSource;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// The machine's time, and a thread that does what is due.
public final class MachineTime implements TimeSource, AutoCloseable {
  private final ScheduledThreadPoolExecutor executor;

  /// @param name what its thread is called after
  public MachineTime(String name) {
    executor =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name(name + "-timers").daemon().factory());
    executor.setRemoveOnCancelPolicy(true);
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  /// @throws IllegalStateException when it is closed
  @Override
  public Alarm after(Duration delay, Runnable action) {
    try {
      // 292 years for more
      Future<?> future =
          executor.schedule(
              action, Math.max(0, TimeUnit.NANOSECONDS.convert(delay)), TimeUnit.NANOSECONDS);
      return () -> future.cancel(false);
    } catch (RejectedExecutionException e) {
      throw new IllegalStateException("the node is closed", e);
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
