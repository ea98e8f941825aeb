package io.jergon.node.scheduling;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/// Finds workers whose turn blocks where the scheduler cannot see it, or computes for long, and
/// gives their slots to others; see [Scheduler]. For those that compute it adds carrier threads.
///
/// It also wakes a worker for what another one submitted and did not get round to, and has others
/// do what one postponed. It looks while there is anything of the kind, and a little longer;
/// otherwise it is parked.
final class Watchdog implements Runnable {
  /// Looks without anything to do before it goes to sleep: waking it costs more than to look.
  private static final int MAX_QUIET_LOOKS = 20;

  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /// A turn that is at work for so many looks is one that computes.
  private static final int LOOKS_FOR_COMPUTING = 4;

  /// As many turns and resumed workers in the time between two looks, and a lookout pays.
  private static final int HAND_OVERS_FOR_LOOKOUT = 32;

  private final Scheduler scheduler;
  private final Thread thread;
  private final AtomicBoolean asleep = new AtomicBoolean();
  private volatile boolean stopped;

  // the watchdog's own
  private final Map<Worker, Long> slotless = new HashMap<>(); // and the steps they had made
  private int quietLooks = MAX_QUIET_LOOKS;
  private final long[] takenAtLook; // per slot
  private long allTakenAtLook;
  private final Carriers carriers;

  Watchdog(String name, Scheduler scheduler, Carriers carriers) {
    this.scheduler = scheduler;
    this.carriers = carriers;
    this.takenAtLook = new long[scheduler.queues().slots().length];
    this.thread = Thread.ofPlatform().name(name + "-watchdog").daemon().unstarted(this);
  }

  void start() {
    thread.start();
  }

  void stop() {
    stopped = true;
    LockSupport.unpark(thread);
  }

  /// Wakes the watchdog: work is queued that nobody may take.
  void watch() {
    if (asleep.get() && asleep.compareAndSet(true, false)) {
      LockSupport.unpark(thread);
    }
  }

  @Override
  public void run() {
    try {
      while (!stopped) {
        if (quietLooks < MAX_QUIET_LOOKS) {
          LockSupport.parkNanos(this, LOOK_NANOS);
          look();
        } else {
          sleep();
        }
      }
    } finally {
      carriers.close();
    }
  }

  private void sleep() {
    asleep.set(true);
    if (!scheduler.hasQueuedWork() && !scheduler.queues().postpones() && !stopped) {
      LockSupport.park(this);
    }
    asleep.set(false);
    quietLooks = 0;
  }

  /// Looks once. For its thread.
  void look() {
    long taken = scheduler.queues().taken();
    long handOvers = taken - allTakenAtLook;
    allTakenAtLook = taken;
    boolean quiet =
        handOvers == 0
            && !scheduler.hasQueuedWork()
            && slotless.isEmpty()
            && !scheduler.queues().postpones();
    quietLooks = quiet ? quietLooks + 1 : 0;
    List<Worker> stuck = new ArrayList<>();
    for (Worker worker : scheduler.workers()) {
      if (isStuck(worker)) {
        stuck.add(worker);
      }
    }
    int slotsTaken = 0;
    for (Worker worker : stuck) {
      Slot slot = scheduler.hasQueuedWork() ? worker.loseSlot() : null;
      if (slot != null) {
        slot.leavePostponed();
        slotless.put(worker, worker.steps());
        Object owner = worker.running();
        if (owner != null) {
          worker.nameThread(owner);
        }
        slotsTaken++;
        carriers.compensate(computing()); // first: whoever gets the slot needs one
        scheduler.passSlot(slot);
      }
    }
    if (slotsTaken == 0) {
      carriers.compensate(computing());
    }
    openNeglectedSlots();
    if (handOvers >= HAND_OVERS_FOR_LOOKOUT && carriers.wantLookout()) {
      scheduler.manLookout();
    }
  }

  /// Whether a worker's turn blocks, or computes for long. A thread that the operating system does
  /// not run looks as if it computed; on a busy machine that lasts some milliseconds.
  private static boolean isStuck(Worker worker) {
    int looks = worker.looksStuck();
    Slot slot = looks > 0 ? worker.slot() : null;
    if (slot != null) {
      slot.leavePostponed();
    }
    return looks >= LOOKS_FOR_COMPUTING
        || (looks > 0 && worker.thread().getState() != Thread.State.RUNNABLE);
  }

  /// Who submitted something may compute on, instead of taking it. And what was not worth moving
  /// may be by now: when nobody looks out, nobody finds out.
  private void openNeglectedSlots() {
    Slot[] slots = scheduler.queues().slots();
    for (int i = 0; i < slots.length; i++) {
      Slot slot = slots[i];
      long taken = slot.taken();
      boolean left = slot.isOpen() && slot.patience() > 0 && !scheduler.isLookedOut();
      if ((left || taken == takenAtLook[i]) && !slot.isEmpty()) {
        scheduler.haveOthersTake(slot);
      }
      takenAtLook[i] = taken;
    }
  }

  /// How many of those that lost their slot still compute, in the turn that they lost it in.
  private int computing() {
    slotless.entrySet().removeIf(e -> e.getKey().steps() != e.getValue());
    int computing = 0;
    for (Worker worker : slotless.keySet()) {
      if (worker.thread().getState() == Thread.State.RUNNABLE) {
        computing++;
      }
    }
    return computing;
  }
}
