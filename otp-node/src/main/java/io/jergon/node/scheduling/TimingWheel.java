package io.jergon.node.scheduling;

import io.jergon.node.TimeSource;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is to be done later, in lists by when that is: to add to one and to take out of one costs
/// the same however many there are.
///
/// After George Varghese and Tony Lauck, "Hashed and Hierarchical Timing Wheels", 1987, their
/// scheme 7. Time goes in ticks of 0.26 ms. A tick is a number with digits to the base of 64; the
/// level of an entry is the highest digit in which its tick differs from the present one, and its
/// slot there is that digit:
///
/// ```
///   level 2   [ .. | 7 | .. ]     the present tick is  5 60 62
///   level 1   [ .. | 61 | .. ]    an entry for         5 60 63   is at level 0, slot 63
///   level 0   [ .. | 62 | 63 ]    an entry for         5 61  3   is at level 1, slot 61
///                                 an entry for         7  0  0   is at level 2, slot 7
/// ```
///
/// So all of a level is before all of the next one, and within a level one slot before the next.
/// When the present comes to the beginning of a slot of an upper level, its entries move to levels
/// below: once for each digit at most, and not at all if they are cancelled before. When the tick
/// of a slot at level 0 is over, its entries are due: never early, and less than a tick late.
///
/// A bit for each slot says whether there is something in it, so the next one is found at once, and
/// time may jump.
///
/// The list of a slot is a ring with the slot itself in it, so an entry is taken out without a look
/// at which slot it is in.
///
/// Threads: any. One at a time is in here, and not for long: [#advance] goes by steps.
final class TimingWheel {
  /// Of a tick in nanoseconds.
  static final int TICK_BITS = 18;

  /// Nothing is to be done: no tick.
  static final long NEVER = Long.MAX_VALUE;

  private static final int DIGIT_BITS = 6;
  private static final int SLOTS = 1 << DIGIT_BITS;
  private static final int LEVELS = 8; // 63 bits of nanoseconds are 45 of ticks

  /// Entries that are moved before somebody else may have the lock.
  private static final int STEP = 256;

  private static final VarHandle ACTION;

  static {
    try {
      ACTION = MethodHandles.lookup().findVarHandle(Entry.class, "action", Runnable.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /// A link of a ring.
  static class Link {
    // guarded by the wheel; itself when it is in no ring, or alone in its own
    Link previous = this;
    Link next = this;

    @SuppressWarnings("ReferenceEquality") // a link is itself
    final boolean isAlone() {
      return next == this;
    }

    /// Puts a link in at the end of this ring.
    final void append(Link last) {
      last.previous = previous;
      last.next = this;
      previous.next = last;
      previous = last;
    }

    final void unlink() {
      previous.next = next;
      next.previous = previous;
      previous = this;
      next = this;
    }

    /// Moves all but itself to an empty ring.
    final void moveTo(Link other) {
      other.previous = previous;
      other.next = next;
      previous.next = other;
      next.previous = other;
      previous = this;
      next = this;
    }
  }

  private static final class Slot extends Link {
    private final int index; // the level's and the digit's bits

    Slot(int index) {
      this.index = index;
    }
  }

  /// Something that is to be done. Whoever takes the action decides whether it happens.
  static final class Entry extends Link implements TimeSource.Alarm {
    private final TimingWheel wheel;
    private final long due;
    private volatile @Nullable Runnable action;

    /// @param due nanoseconds since time began
    Entry(TimingWheel wheel, long due, Runnable action) {
      this.wheel = wheel;
      this.due = due;
      this.action = action;
    }

    long due() {
      return due;
    }

    /// The action, for the one who is to do it; null when it was cancelled.
    @Nullable Runnable take() {
      return action == null ? null : (Runnable) ACTION.getAndSet(this, (Runnable) null);
    }

    @Override
    public boolean cancel() {
      if (take() == null) {
        return false;
      }
      wheel.remove(this);
      return true;
    }
  }

  // all guarded by this
  private final @Nullable Slot[] slots = new Slot[LEVELS * SLOTS];
  private final long[] occupied = new long[LEVELS]; // a bit for each slot
  private final Link due = new Link(); // their tick is over
  private final Link falling = new Link(); // to levels below
  private long present; // tick

  /// The tick in which a time is, in nanoseconds since time began.
  static long tick(long nanos) {
    return nanos >> TICK_BITS;
  }

  /// Adds an entry.
  ///
  /// @param now the time, or a little before it
  /// @return when [#advance] has to be called next, a tick
  synchronized long add(Entry entry, long now) {
    long tick = tick(now);
    if (tick > present && next() > tick) {
      present = tick; // nothing in between: so it is nearer, and has fewer levels to fall
    }
    place(entry);
    return next();
  }

  private void place(Entry entry) {
    long tick = Math.max(tick(entry.due), present);
    int level = (Long.SIZE - 1 - Long.numberOfLeadingZeros((tick ^ present) | 1)) / DIGIT_BITS;
    int digit = (int) (tick >> (level * DIGIT_BITS)) & (SLOTS - 1);
    int index = level * SLOTS + digit;
    Slot slot = slots[index];
    if (slot == null) {
      slot = new Slot(index);
      slots[index] = slot;
    }
    slot.append(entry);
    occupied[level] |= 1L << digit;
  }

  private synchronized void remove(Entry entry) {
    Link neighbour = entry.next;
    entry.unlink();
    if (neighbour instanceof Slot slot && slot.isAlone()) {
      emptied(slot);
    }
  }

  private void emptied(Slot slot) {
    occupied[slot.index / SLOTS] &= ~(1L << (slot.index % SLOTS));
  }

  /// When [#advance] has to be called next: a tick, or [#NEVER].
  synchronized long next() {
    if (!due.isAlone() || !falling.isAlone()) {
      return present;
    }
    Slot slot = first();
    return slot == null ? NEVER : eventOf(slot);
  }

  /// The slot that comes first of those with something in it.
  private @Nullable Slot first() {
    for (int level = 0; level < LEVELS; level++) {
      if (occupied[level] != 0) {
        return slots[level * SLOTS + Long.numberOfTrailingZeros(occupied[level])];
      }
    }
    return null;
  }

  /// The tick that a slot begins with.
  private long begin(Slot slot) {
    int bits = slot.index / SLOTS * DIGIT_BITS;
    long above = present >> (bits + DIGIT_BITS) << (bits + DIGIT_BITS);
    return above | ((long) (slot.index % SLOTS) << bits);
  }

  /// The tick in which something is to be done with a slot: at level 0 when its tick is over.
  private long eventOf(Slot slot) {
    return slot.index < SLOTS ? begin(slot) + 1 : begin(slot);
  }

  /// Goes on to a tick, and takes out what is due then, in the order of ticks.
  ///
  /// @param now the present tick, as it is or was
  /// @return whether there is more to do: then it has to be called again
  synchronized boolean advance(long now, List<Entry> into) {
    for (int left = STEP; left > 0; left--) {
      if (falling.next instanceof Entry entry) {
        entry.unlink();
        place(entry);
      } else if (due.next instanceof Entry entry) {
        into.add(entry); // first: without memory for it, it stays
        entry.unlink();
      } else {
        Slot slot = first();
        if (slot == null || eventOf(slot) > now) {
          present = Math.max(present, now);
          return false;
        }
        present = begin(slot);
        slot.moveTo(slot.index < SLOTS ? due : falling);
        emptied(slot);
      }
    }
    return true;
  }
}
