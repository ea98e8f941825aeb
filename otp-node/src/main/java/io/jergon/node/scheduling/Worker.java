package io.jergon.node.scheduling;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// A virtual thread that runs turns while it owns a slot.
///
/// `slot` is the slot that the worker owns. The worker sets it when it takes up a grant; it is
/// cleared by compare-and-set, by the worker itself or by the watchdog, and the winner owns the
/// slot and must pass it on or return it.
///
/// `granted` is how a slot arrives. It is set by one party at a time (whoever took the worker off
/// the idle list, or whoever won the right to resume it) and cleared by the worker. It is apart
/// from `slot` because a worker may be resumed before it has got round to giving its own slot away.
public final class Worker {
  /// Turns between two yields to the program's other virtual threads.
  private static final int TURNS_PER_YIELD = 256;

  /// Steps of a turn, after it submitted something, until it is clear that it goes on: to receive
  /// the answer is one.
  private static final int STEPS_BEFORE_WAKING = 2;

  private static final ScopedValue<Object> CURRENT = ScopedValue.newInstance();
  private static final Object NOBODY = new Object();
  private static final VarHandle SLOT;
  private static final VarHandle GRANTED;
  private static final VarHandle BUSY;
  private static final VarHandle WAITING;
  private static final VarHandle STEPS;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      SLOT = lookup.findVarHandle(Worker.class, "slot", Slot.class);
      GRANTED = lookup.findVarHandle(Worker.class, "granted", Slot.class);
      BUSY = lookup.findVarHandle(Worker.class, "busy", boolean.class);
      WAITING = lookup.findVarHandle(Worker.class, "waiting", Runnable.class);
      STEPS = lookup.findVarHandle(Worker.class, "steps", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Scheduler scheduler;
  private final Thread thread;
  private final String name;
  private volatile boolean named; // its thread is named after a turn

  private volatile @Nullable Slot slot;
  private volatile @Nullable Slot granted;
  private volatile boolean retired;
  private long steps; // turns begun and ended, waits begun and ended; written by the worker only
  private long stepsSeen = -1; // the watchdog's own
  private int looksStuck; // the watchdog's own
  private long stepsSwept = -1; // the sweep's own

  private volatile @Nullable Runnable waiting; // gives up its wait; written by the worker only
  private long waitsUntil; // written before `waiting`
  private volatile long alarm = Deadlines.NEVER; // see Deadlines

  private volatile boolean busy; // runs a turn and does not wait in it, or looks for one

  private @Nullable Turn first; // handed over with the grant
  private boolean spare; // kept by the slot that it had; the worker's own
  private int deferred; // the worker's own: steps until it wakes another one for what it submitted
  private @Nullable Object running; // whose turn it runs; the worker's own, others may read it

  Worker(Scheduler scheduler, Carriers carriers, String name) {
    this.scheduler = scheduler;
    this.name = name;
    this.thread =
        carriers
            .threads()
            .name(name)
            .unstarted(() -> ScopedValue.where(CURRENT, this).run(this::work));
  }

  /// The worker whose thread is the current one, or null on any other thread.
  @SuppressWarnings("ReferenceEquality") // a thread is itself
  public static @Nullable Worker current() {
    // a structured task forked by a handler inherits the binding, but is no worker
    return CURRENT.orElse(NOBODY) instanceof Worker worker
            && worker.thread == Thread.currentThread()
        ? worker
        : null;
  }

  /// Whose turn the worker runs, as told to [#running(Object)]. Reliable only for the worker's own
  /// thread.
  public @Nullable Object running() {
    return running;
  }

  /// Remembers whose turn the worker runs. Only for the worker's own thread.
  public void running(@Nullable Object owner) {
    running = owner;
  }

  /// Names the thread after whose turn it runs, until that ends. For turns that take long enough to
  /// be seen in a thread dump; a name costs more than a message.
  public void nameThread(Object owner) {
    named = true;
    thread.setName(name + " " + owner);
  }

  /// The worker's thread, to interrupt it or to look at it.
  public Thread thread() {
    return thread;
  }

  Scheduler scheduler() {
    return scheduler;
  }

  void start() {
    thread.start();
  }

  private void work() {
    try {
      awaitGrant();
      long turnsRun = 0;
      do {
        for (Turn turn = firstTurn(); turn != null; turn = scheduler.next(this)) {
          run(turn);
          if (++turnsRun % TURNS_PER_YIELD == 0) {
            Thread.yield();
          }
        }
        releaseSlot();
        if (!spare) {
          BUSY.setRelease(this, false);
          scheduler.goIdle(this);
        }
        spare = false;
      } while (awaitGrant());
    } finally {
      releaseSlot(); // if an error ended the loop
      scheduler.ended(this);
    }
  }

  private @Nullable Turn firstTurn() {
    Turn turn = first;
    first = null;
    return turn == null ? scheduler.next(this) : turn;
  }

  private void run(Turn turn) {
    step();
    try {
      turn.run(this);
    } catch (Throwable e) {
      Scheduler.failed(turn, e);
    }
    step();
    if (named) {
      named = false;
      thread.setName(name);
    }
    running = null;
    if (thread.isInterrupted()) {
      Thread.interrupted(); // the next turn may be another process's
    }
  }

  /// Lets turns that are queued go first, if there are any: for a turn that goes on for long.
  public void giveWay() {
    Slot own = slot;
    if (scheduler.isSlotWanted(own)) {
      if (own != null) {
        own.turnsNext();
      }
      wakesNobody();
      scheduler.requeue(this);
      suspend(Long.MAX_VALUE, () -> {});
    } else {
      Thread.yield();
    }
  }

  /// Whether somebody else need not be woken yet for what this worker has submitted: it may be
  /// about to wait, or to end its turn, and take it itself. For the second turn it wakes somebody.
  boolean defersWaking() {
    if (deferred > 0 || !ownsSlot()) {
      deferred = 0;
      return false;
    }
    deferred = STEPS_BEFORE_WAKING;
    return true;
  }

  /// It takes the next turn itself.
  void wakesNobody() {
    deferred = 0;
  }

  /// The turn goes on with something else: then others should not wait for its end. Only for the
  /// worker's own thread.
  public void goesOn() {
    if (deferred > 0 && --deferred == 0) {
      Slot own = slot;
      if (own != null) {
        scheduler.letOthersTake(own);
      }
    }
  }

  /// Puts something off until the worker, or whoever has its slot then, has nothing else to do: the
  /// turn waits, or has ended, and nobody is queued for the slot. Much of the same is done at once
  /// then. After many such calls it is done all the same, and if the turn neither waits nor ends
  /// soon, the watchdog calls [Postponed#byOthers]. Only for the worker's own thread.
  @SuppressWarnings("ReferenceEquality") // a slot is itself
  public void postpone(Postponed work) {
    Slot own = slot;
    if (own == null) {
      work.byOthers();
      return;
    }
    if (own.postpone(work)) {
      scheduler.watch();
    }
    if (slot != own) {
      own.leavePostponed(); // the watchdog took the slot, perhaps before
    }
  }

  /// Looks for a few microseconds whether a wait is over before it has begun: if so, that is much
  /// cheaper than to suspend. Does not look when somebody is queued for the slot.
  ///
  /// @return whether it is over
  public boolean spinUntil(BooleanSupplier over) {
    Slot own = slot;
    if (own != null && own.postpones() && !scheduler.isSlotWanted(own)) {
      own.finishPostponed();
    }
    if (scheduler.mayGetWorkSoon()) {
      for (int i = 0; i < Scheduler.SPINS && !scheduler.isSlotWanted(slot); i++) {
        if (over.getAsBoolean()) {
          return true;
        }
        Thread.onSpinWait();
      }
    }
    return over.getAsBoolean();
  }

  /// Gives the slot away, waits until somebody resumes this worker, and comes back with a slot.
  /// Interrupts are kept for later.
  ///
  /// @param deadline when to give up, see [Scheduler#deadline]; `Long.MAX_VALUE` for never
  /// @param giveUp called at the deadline, by any thread, to resume the worker if it wins the right
  ///   to. It may also be called later, when this wait is over and the worker runs another process:
  ///   so it must resume the one whose wait it ended, and not this worker unseen
  public void suspend(long deadline, Runnable giveUp) {
    step();
    if (deadline != Deadlines.NEVER) {
      waitsUntil = deadline;
      waiting = giveUp;
      scheduler.deadlines().register(this, deadline);
    }
    BUSY.setRelease(this, false);
    scheduler.passOn(this);
    boolean interrupted = false;
    while (granted == null) {
      LockSupport.park(this);
      interrupted |= Thread.interrupted(); // with the status set, park would return at once
    }
    if (deadline != Deadlines.NEVER) {
      WAITING.setRelease(this, (Runnable) null);
    }
    takeUpGrant();
    if (interrupted) {
      thread.interrupt();
    }
  }

  /// Whether it runs a turn that does not wait, or looks for one.
  boolean isBusy() {
    return busy;
  }

  /// Gives up the wait that the worker is in, if it has a deadline and still waits; null for none.
  @Nullable Runnable waiting() {
    return waiting;
  }

  /// The deadline of [#waiting()], read before, or of a later wait.
  long waitsUntil() {
    return waitsUntil;
  }

  /// When the worker's alarm rings, see [Deadlines].
  long alarm() {
    return alarm;
  }

  void alarm(long due) {
    alarm = due;
  }

  /// False when the worker was retired instead.
  private boolean awaitGrant() {
    while (granted == null) {
      if (retired) {
        return false;
      }
      LockSupport.park(this);
      Thread.interrupted(); // meant for a turn that is over
    }
    takeUpGrant();
    return true;
  }

  private void takeUpGrant() {
    Slot arrived = granted;
    GRANTED.setRelease(this, (Slot) null); // before others can know that it is at work
    step();
    BUSY.setRelease(
        this, true); // before it has the slot: at no time does it look as if nothing ran
    SLOT.setRelease(this, arrived);
  }

  private void step() {
    STEPS.setOpaque(this, steps + 1);
  }

  /// How far it has got.
  long steps() {
    return (long) STEPS.getOpaque(this);
  }

  private void releaseSlot() {
    Slot lost = loseSlot();
    if (lost != null) {
      scheduler.returnSlot(lost);
    }
  }

  boolean ownsSlot() {
    return slot != null;
  }

  /// The slot that it owns, or null.
  @Nullable Slot slot() {
    return slot;
  }

  /// It has no work and looks for some: it is not stuck.
  void looksOut() {
    step();
  }

  /// It hands its slot over, and will be the spare worker of that: before anybody can grant it one.
  void becomesSpare() {
    spare = true;
    BUSY.setRelease(this, false);
  }

  /// Hands over a slot.
  void grantSlot(Slot arriving) {
    granted = arriving;
    LockSupport.unpark(thread);
  }

  /// Hands over a slot of the calling worker, which parks at once.
  void takeSlotOver(Slot arriving, Carriers carriers) {
    granted = arriving;
    carriers.unparkNext(thread);
  }

  /// Gives an idle worker the turn to begin with, before it is granted a slot.
  void beginsWith(Turn turn) {
    first = turn;
  }

  /// Ends an idle worker that was taken off the list of those.
  void retire() {
    retired = true;
    LockSupport.unpark(thread);
  }

  /// For the sweep: whether an idle worker has not been at work since last time.
  boolean idleSinceLastSweep() {
    long now = steps();
    boolean same = now == stepsSwept;
    stepsSwept = now;
    return same;
  }

  /// Takes the slot from this worker; not null for the one caller who now has to pass it on.
  @Nullable Slot loseSlot() {
    Slot owned = slot;
    return owned != null && SLOT.compareAndSet(this, owned, null) ? owned : null;
  }

  /// For the watchdog: at how many looks in a row the worker had a slot and had not begun or
  /// resumed a turn since the look before.
  int looksStuck() {
    long now = steps();
    looksStuck = now == stepsSeen && ownsSlot() ? looksStuck + 1 : 0;
    stepsSeen = now;
    return looksStuck;
  }

  @Override
  public String toString() {
    return name;
  }
}
