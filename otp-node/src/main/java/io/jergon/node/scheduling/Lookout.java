package io.jergon.node.scheduling;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// The one worker that has a slot and no work, and looks for some before it goes idle.
///
/// To wake a thread takes longer than to handle a message. So a worker that finds nothing to do
/// looks out for a while, as long as others are at work that may soon have something for it:
///
/// * what comes from outside, and what is at an open slot, it takes at once;
/// * what is at another slot it leaves to that slot's worker, who is most often about to take it
///   itself and has it in its cache; unless more than one waits there, or nothing was taken there
///   for a number of looks. To take it too early costs more than to leave it: the pair that hands
///   over there goes on at another core, where all of it is slow at first, and nobody looks out.
///
/// It looks rarely, since each look takes cache lines from those who work. It gives up when no slot
/// took anything for a while, which is longer than the operating system interrupts who works. While
/// others hand over all the time it stays; now and then it yields to the program's other virtual
/// threads.
///
/// **Why it stays.** The JDK wakes one of its carrier threads for each `unpark`, as long as one is
/// idle. That carrier looks for work, takes the thread that the waking one is just about to run
/// itself, and a pair of processes moves to another core with every message. A carrier that is kept
/// by a worker which looks out is not idle: where there are two, nobody is woken, and a hand-over
/// costs less than half.
///
/// Owned by whoever has set `busy`.
final class Lookout {
  /// Between two looks; 2 to 5 microseconds.
  private static final int SPINS_PER_LOOK = 128;

  /// Looks without anything going on anywhere before it gives up; 100 to 300 microseconds.
  private static final int QUIET_LOOKS = 64;

  /// Looks at which something waits at a slot and nothing was taken there, until it is stuck.
  private static final int STUCK_LOOKS = 16;

  private static final int LOOKS_PER_YIELD = 32;

  private final RunQueues queues;
  private final AtomicBoolean busy = new AtomicBoolean();
  private final long[] takenAtLook; // per slot
  private final long[] lengthAtLook; // per slot
  private final int[] stuckLooks; // per slot

  Lookout(RunQueues queues) {
    this.queues = queues;
    this.takenAtLook = new long[queues.slots().length];
    this.lengthAtLook = new long[queues.slots().length];
    this.stuckLooks = new int[queues.slots().length];
  }

  /// Whether somebody looks out. Who puts something in first and asks then need wake nobody if so.
  boolean isManned() {
    return busy.get();
  }

  /// Makes the caller the one; false when there is one.
  boolean begin() {
    return !busy.get() && busy.compareAndSet(false, true);
  }

  /// Ends it. Whoever relied on it has put something in before: so the caller has to look once
  /// more.
  void end() {
    busy.set(false);
  }

  /// Looks out for a worker.
  ///
  /// @return what it found, or null when it lost its slot or gave up
  @Nullable Object look(Worker worker) {
    long progress = -1;
    int quiet = 0;
    for (int looks = 1; quiet < QUIET_LOOKS && worker.ownsSlot(); looks++) {
      Object work = queues.takeOutside();
      if (work == null) {
        work = takeFromOthers(worker, looks);
      }
      if (work != null) {
        return work;
      }
      long now = queues.taken();
      quiet = now == progress ? quiet + 1 : 0;
      progress = now;
      if (looks % LOOKS_PER_YIELD == 0) {
        Thread.yield();
      }
      worker.looksOut();
      for (int i = 0; i < SPINS_PER_LOOK && queues.isOutsideEmpty(); i++) {
        Thread.onSpinWait();
      }
    }
    return null;
  }

  @SuppressWarnings("ReferenceEquality") // a slot is itself
  private @Nullable Object takeFromOthers(Worker worker, int looks) {
    Slot[] slots = queues.slots();
    Slot mine = worker.slot();
    for (int i = 0; i < slots.length; i++) {
      Slot slot = slots[i];
      boolean stuck = isStuck(i);
      boolean offered = (slot.isOpen() || lengthAtLook[i] > 1) && looks > slot.patience();
      if ((offered || stuck) && slot != mine && mine != null) {
        Object work = slot.give();
        if (work != null) {
          mine.moved(slot);
          return work;
        }
      }
    }
    return null;
  }

  /// Whether something waits at a slot, and for some time nothing was taken or added there.
  private boolean isStuck(int i) {
    Slot slot = queues.slots()[i];
    long taken = slot.taken();
    long length = slot.length();
    boolean same = length != 0 && taken == takenAtLook[i] && length == lengthAtLook[i];
    stuckLooks[i] = same ? stuckLooks[i] + 1 : 0;
    takenAtLook[i] = taken;
    lengthAtLook[i] = length;
    return stuckLooks[i] >= STUCK_LOOKS;
  }
}
