package io.jergon.node.scheduling;

import io.jergon.node.TimeSource;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Workers without a slot, the one that went idle last on top: it is the likeliest to be in a
/// cache. Who was idle at two sweeps in a row ends, and so does who finds that there are [#MOST]:
/// many processes that blocked at once leave no more than that behind, not even for a while.
///
/// A stack after Treiber; each entry is new, so that an entry seen twice is the same one.
final class IdleWorkers {
  /// So many workers may be idle. Each keeps a thread and its stack, 5.5 KiB measured.
  static final int MOST = 1_000;

  /// @param depth how many there are from here on
  private record Entry(Worker worker, @Nullable Entry below, int depth) {
    static Entry above(@Nullable Entry below, Worker worker) {
      return new Entry(worker, below, below == null ? 1 : below.depth + 1);
    }
  }

  private final AtomicReference<@Nullable Entry> top = new AtomicReference<>();
  private final AtomicBoolean sweepAhead = new AtomicBoolean();
  private final TimeSource machine;
  private final Duration idleTime;

  /// @param machine the machine's time, since it is about its threads
  IdleWorkers(TimeSource machine, Duration idleTime) {
    this.machine = machine;
    this.idleTime = idleTime;
  }

  /// Takes in a worker that has nothing to do, or ends it.
  ///
  /// @throws IllegalStateException when the time is closed; the worker is in
  void add(Worker worker) {
    if (!push(worker)) {
      worker.retire();
    } else if (!sweepAhead.get() && sweepAhead.compareAndSet(false, true)) {
      machine.after(idleTime, this::sweep);
    }
  }

  private boolean push(Worker worker) {
    while (true) {
      Entry below = top.get();
      if (below != null && below.depth >= MOST) {
        return false;
      }
      if (top.compareAndSet(below, Entry.above(below, worker))) {
        return true;
      }
    }
  }

  /// Takes a worker, which the caller has to grant a slot; null when there is none.
  @Nullable Worker take() {
    Entry entry = top.get();
    while (entry != null && !top.compareAndSet(entry, entry.below())) {
      entry = top.get();
    }
    return entry == null ? null : entry.worker();
  }

  private void sweep() {
    sweepAhead.set(false); // first: who comes from now on asks for another
    for (Entry entry = top.getAndSet(null); entry != null; entry = entry.below()) {
      if (entry.worker().idleSinceLastSweep()) {
        entry.worker().retire();
      } else {
        add(entry.worker());
      }
    }
  }

  void retireAll() {
    for (Entry entry = top.getAndSet(null); entry != null; entry = entry.below()) {
      entry.worker().retire();
    }
  }
}
