package io.jergon.node.scheduling;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/// All that waits to be run: what workers submitted, at their [Slot]s, and what came from outside,
/// in one queue for all.
///
/// ```
///   outside: [ turn | resumed worker | turn ]        every other one that a slot takes, if any waits
///   slot 1:  [ turn | turn ] [ worker | worker ]
///   slot 2:  [ turn ] [ ]
/// ```
///
/// A slot without work takes from those that are open. A slot with much less than another takes
/// from that now and then, so that all get on at about the same rate.
///
/// Threads: any, but for a slot's own methods, which are for who owns it.
final class RunQueues {
  /// What a slot takes itself between two looks at how much the others have.
  private static final int TAKEN_PER_BALANCE = 64;

  /// A slot may have so many more than twice as many as another.
  private static final int IMBALANCE = 8;

  static final int MAX_PATIENCE = Integer.MAX_VALUE;

  private final Queue<Object> outside = new ConcurrentLinkedQueue<>();
  private final Slot[] slots;

  RunQueues(int slots) {
    this.slots = new Slot[slots];
    for (int i = 0; i < slots; i++) {
      this.slots[i] = new Slot();
    }
  }

  Slot[] slots() {
    return slots;
  }

  /// Puts in what comes from outside.
  void add(Object work) {
    outside.offer(work);
  }

  boolean isOutsideEmpty() {
    return outside.isEmpty();
  }

  /// Whether something waits that a slot without work may take at once.
  boolean isHelpWanted() {
    if (!outside.isEmpty()) {
      return true;
    }
    for (Slot slot : slots) {
      if (slot.isOpen() && slot.patience() == 0 && !slot.isEmpty()) {
        return true;
      }
    }
    return false;
  }

  boolean isEmpty() {
    if (!outside.isEmpty()) {
      return false;
    }
    for (Slot slot : slots) {
      if (!slot.isEmpty()) {
        return false;
      }
    }
    return true;
  }

  /// Whether something is postponed at a slot.
  boolean postpones() {
    for (Slot slot : slots) {
      if (slot.postpones()) {
        return true;
      }
    }
    return false;
  }

  int size() {
    int size = outside.size();
    for (Slot slot : slots) {
      size += slot.size();
    }
    return size;
  }

  /// About how many were taken off all slots' queues.
  long taken() {
    long taken = 0;
    for (Slot slot : slots) {
      taken += slot.taken();
    }
    return taken;
  }

  /// Takes what is next for a slot, or else what is open elsewhere, for its owner.
  @Nullable Object takeAny(Slot slot, boolean prefersTurns) {
    Object work = take(slot, prefersTurns);
    return work == null ? takeOpen(slot, MAX_PATIENCE) : work;
  }

  /// Takes what is next for a slot, for its owner.
  @Nullable Object take(Slot slot, boolean prefersTurns) {
    Object work = slot.isOutsideNext() ? outside.poll() : null;
    if (work == null && slot.taken() % TAKEN_PER_BALANCE == 0) {
      work = balance(slot);
    }
    if (work == null) {
      work = slot.take(prefersTurns);
    }
    if (work == null) {
      work = outside.poll();
    }
    if (work == null) {
      slot.settle();
    }
    return work;
  }

  /// What came from outside, if anything.
  @Nullable Object takeOutside() {
    return outside.poll();
  }

  /// Takes something that is open at another slot, for the owner of `mine`.
  ///
  /// @param patience of slots for which there is more, nothing is taken
  @SuppressWarnings("ReferenceEquality") // a slot is itself
  @Nullable Object takeOpen(Slot mine, int patience) {
    for (Slot slot : slots) {
      if (slot != mine && slot.isOpen() && slot.patience() <= patience) {
        Object work = slot.give();
        if (work != null) {
          mine.moved(slot);
          return work;
        }
      }
    }
    return null;
  }

  private @Nullable Object balance(Slot mine) {
    long enough = 2 * mine.length() + IMBALANCE;
    for (Slot slot : slots) {
      if (slot.length() > enough) {
        return slot.give();
      }
    }
    return null;
  }
}
