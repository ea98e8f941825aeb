package io.jergon.node.scheduling;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/// Finds workers whose turn blocks where the scheduler cannot see it, and gives their slots to
/// others. It runs only while turns are queued and every slot is taken; otherwise it is parked.
final class Watchdog implements Runnable {
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final Scheduler scheduler;
  private final Thread thread;
  private final AtomicBoolean asleep = new AtomicBoolean();
  private volatile boolean stopped;

  Watchdog(String name, Scheduler scheduler) {
    this.scheduler = scheduler;
    this.thread = Thread.ofPlatform().name(name + "-watchdog").daemon().unstarted(this);
  }

  void start() {
    thread.start();
  }

  void stop() {
    stopped = true;
    LockSupport.unpark(thread);
  }

  /// Wakes the watchdog: work is queued and no slot is free.
  void watch() {
    if (asleep.get() && asleep.compareAndSet(true, false)) {
      LockSupport.unpark(thread);
    }
  }

  @Override
  public void run() {
    while (!stopped) {
      if (scheduler.hasQueuedWork()) {
        LockSupport.parkNanos(this, LOOK_NANOS);
        look();
      } else {
        asleep.set(true);
        if (!scheduler.hasQueuedWork() && !stopped) {
          LockSupport.park(this);
        }
        asleep.set(false);
      }
    }
  }

  private void look() {
    for (Worker worker : scheduler.workers()) {
      if (worker.stuckSinceLastLook() && scheduler.hasQueuedWork() && worker.loseSlot()) {
        scheduler.reassignSlot();
      }
    }
  }
}
