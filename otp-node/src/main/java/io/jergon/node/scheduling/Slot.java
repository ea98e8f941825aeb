package io.jergon.node.scheduling;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/// A place at which turns make progress, one at a time, and what its worker has submitted and waits
/// for the place: turns to begin, and resumed workers, whose turns go on.
///
/// **Order.** Both wait first in, first out. To go over from one worker to another costs more than
/// to run a turn, so a worker that comes to the end of a turn prefers to begin another, and one
/// that suspends prefers to let another go on; but after [#MAX_IN_ROW] of one kind comes one of the
/// other, if any waits.
///
/// **Who takes.** What is here is for the slot's own worker, unless the slot is *open*: then it is
/// for everybody who has nothing else to do. It is opened when its worker is not about to take it,
/// and closes when nothing is left.
///
/// **What is worth it.** To move a process to another core takes as long as a short turn. Whoever
/// took something from here measures how long it kept it busy; if that was short, others are
/// patient from then on, more so each time, and leave it to this slot's worker. A worker that
/// spawns a thousand processes that end at once runs them itself in half the time that two workers
/// need.
///
/// **The next one.** A lone turn or worker does not go through a queue, which costs more than half
/// of its way: it is put into a field, by compare-and-set, since a worker that has just lost the
/// slot may do the same, and others may take it.
///
/// **What is postponed** (see [Worker#postpone]) stays with the slot, whoever owns it, until there
/// is nothing else to do here. It is set by the owner and taken off by whoever is first: the owner,
/// or the watchdog.
///
/// **Counting.** How many were put in and taken out is counted without care for who counts at the
/// same time: for looking only.
///
/// [#take], [#turnsNext], [#isOutsideNext], [#keepSpare], [#takeSpare], [#postpone] and
/// [#finishPostponed], [#moved] and [#settle] are for the one who owns the slot; all else is for
/// any thread.
final class Slot {
  private static final int MAX_IN_ROW = 64;

  /// What is postponed is done after so much more of it, even if there is other work.
  private static final int MAX_POSTPONED = 64;

  /// What takes less time is not worth to be moved to another core: to fetch what it works on from
  /// there takes about as long.
  private static final long SHORT_NANOS = 2_000;

  private static final int MAX_PATIENCE = 512;

  private static final VarHandle NEXT;
  private static final VarHandle ADDED;
  private static final VarHandle TAKEN;
  private static final VarHandle POSTPONED;

  static {
    try {
      NEXT = MethodHandles.lookup().findVarHandle(Slot.class, "next", Object.class);
      ADDED = MethodHandles.lookup().findVarHandle(Slot.class, "added", long.class);
      TAKEN = MethodHandles.lookup().findVarHandle(Slot.class, "taken", long.class);
      POSTPONED = MethodHandles.lookup().findVarHandle(Slot.class, "postponed", Postponed.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Queue<Turn> turns = new ConcurrentLinkedQueue<>();
  private final Queue<Worker> resumed = new ConcurrentLinkedQueue<>();
  private volatile @Nullable Object next; // older than all in the queues
  private volatile boolean open;
  private volatile int patience; // written without care: an old value does no harm
  private volatile @Nullable Postponed postponed;
  private long added;
  private long taken;

  // the owner's own
  private boolean lastWasTurn;
  private int inRow;
  private boolean outsideNext;
  private @Nullable Worker spare;
  private int postponements;
  private @Nullable Slot movedFrom; // what the owner runs; null if it was this slot's
  private long movedAt;

  void add(Turn turn) {
    if (!addNext(turn)) {
      turns.offer(turn);
    }
    ADDED.setOpaque(this, added + 1);
  }

  void add(Worker worker) {
    if (!addNext(worker)) {
      resumed.offer(worker);
    }
    ADDED.setOpaque(this, added + 1);
  }

  private boolean addNext(Object work) {
    return next == null && areQueuesEmpty() && NEXT.compareAndSet(this, null, work);
  }

  private boolean areQueuesEmpty() {
    return turns.isEmpty() && resumed.isEmpty();
  }

  /// Lets others take what waits here, until there is nothing.
  void open() {
    if (!open) {
      open = true;
    }
  }

  boolean isOpen() {
    return open;
  }

  boolean isEmpty() {
    return next == null && areQueuesEmpty();
  }

  /// About how many wait.
  long length() {
    return (long) ADDED.getOpaque(this) - taken();
  }

  /// About how many have been taken, ever.
  long taken() {
    return (long) TAKEN.getOpaque(this);
  }

  int size() {
    return (next == null ? 0 : 1) + turns.size() + resumed.size();
  }

  /// Takes what is next.
  ///
  /// @param prefersTurns for a worker that can begin a turn without going over to another worker
  @Nullable Object take(boolean prefersTurns) {
    Object work = takeNext();
    boolean turn = work instanceof Turn;
    if (work == null) {
      boolean enough = lastWasTurn == prefersTurns && inRow >= MAX_IN_ROW;
      turn = prefersTurns != enough;
      work = poll(turn);
      if (work == null) {
        turn = !turn;
        work = poll(turn);
      }
    }
    if (open && isEmpty()) {
      open = false; // who adds something and opens it right now is seen when the slot is returned
    }
    if (work == null) {
      ADDED.setOpaque(this, taken);
    } else {
      inRow = turn == lastWasTurn ? inRow + 1 : 1;
      lastWasTurn = turn;
      TAKEN.setOpaque(this, taken + 1);
    }
    return work;
  }

  private @Nullable Object takeNext() {
    Object work = next;
    return work != null && NEXT.compareAndSet(this, work, null) ? work : null;
  }

  /// Whether what came from outside is next, which it is every other time.
  boolean isOutsideNext() {
    outsideNext = !outsideNext;
    return outsideNext;
  }

  private @Nullable Object poll(boolean turn) {
    return turn ? turns.poll() : resumed.poll();
  }

  /// Has turns come first, for once.
  void turnsNext() {
    lastWasTurn = false;
    inRow = MAX_IN_ROW;
  }

  /// Takes something for another slot.
  @Nullable Object give() {
    Object work = takeNext();
    if (work == null) {
      work = turns.poll();
    }
    if (work == null) {
      work = resumed.poll();
    }
    if (work != null) {
      TAKEN.setOpaque(this, taken + 1);
    }
    return work;
  }

  /// At how many looks others leave to the slot's own worker what is here, if that goes on taking
  /// or adding: 0 if what was moved from here was long enough to be worth it.
  int patience() {
    return patience;
  }

  /// It is to be moved, whatever was before.
  void losePatience() {
    patience = 0;
  }

  /// The owner begins something that it took from another slot.
  void moved(Slot from) {
    movedFrom = from;
    movedAt = System.nanoTime();
  }

  /// The owner has come to the end of what it had moved here, if it had, and of all that came of
  /// it.
  void settle() {
    Slot from = movedFrom;
    if (from != null) {
      movedFrom = null;
      boolean tooShort = System.nanoTime() - movedAt < SHORT_NANOS;
      from.patience = tooShort ? Math.min(MAX_PATIENCE, 2 * from.patience + 1) : from.patience / 2;
    }
  }

  /// Puts something off until there is nothing else to do.
  ///
  /// @return whether nothing of the kind was put off before
  @SuppressWarnings("ReferenceEquality") // the same work
  boolean postpone(Postponed work) {
    Postponed before = postponed;
    if (before == work) {
      if (++postponements >= MAX_POSTPONED) {
        finishPostponed();
      }
      return false;
    }
    postponements = 1;
    postponed = work;
    if (before != null) {
      before.byOthers();
    }
    return true;
  }

  /// Does what was put off.
  void finishPostponed() {
    Postponed work = takePostponed();
    if (work != null) {
      work.now();
    }
  }

  /// Leaves to others what was put off.
  void leavePostponed() {
    Postponed work = takePostponed();
    if (work != null) {
      work.byOthers();
    }
  }

  private @Nullable Postponed takePostponed() {
    return postponed == null ? null : (Postponed) POSTPONED.getAndSet(this, (Postponed) null);
  }

  /// Whether something is put off.
  boolean postpones() {
    return postponed != null;
  }

  /// Keeps a worker that has nothing to do for the next turn; false when there is one.
  boolean keepSpare(Worker worker) {
    if (spare != null) {
      return false;
    }
    spare = worker;
    return true;
  }

  /// The worker that was kept, or null.
  @Nullable Worker takeSpare() {
    Worker worker = spare;
    spare = null;
    return worker;
  }
}
