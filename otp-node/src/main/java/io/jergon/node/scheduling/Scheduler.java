package io.jergon.node.scheduling;

import io.jergon.node.TimeSource;
import io.jergon.node.quota.ReaderThread;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs turns: fairly, on few threads, and without being held up by a turn that blocks or computes.
///
/// ```
///   outside:  [ turn | resumed worker | turn ]
///                                                    at work
///   slot 1:   [ turn | turn ]  [ resumed worker ]    worker A
///   slot 2:   [ turn ]         [ ]                   worker B
///
///   idle workers (no slot):        C, D
///   blocked in a turn (no slot):   E (in a call), F (in receive)
/// ```
///
/// **Slots.** A worker is a virtual thread that takes turns as long as it owns a *slot*. There are
/// as many slots as cores, so that is how many turns make progress at a time. What a worker submits
/// waits at its own slot, where no other core needs to touch it; what comes from outside waits in
/// one queue for all. See [RunQueues] for who takes what when.
///
/// **Blocking.** A turn that waits through [Pending] or a process's `receive` gives its slot away
/// before it parks: to the resumed worker, or the turn, that is next in line. When what it waits
/// for arrives, its worker waits for a slot like a turn. So a blocked turn costs a parked virtual
/// thread, and a resumed one waits its turn like everybody else.
///
/// **Waking.** A worker that submits something most often waits, or ends its turn, soon: a caller,
/// a server that replies. Then it takes what it submitted itself. So it wakes no other worker for
/// it unless it submits a second turn, or goes on with something else; if it computes instead, the
/// one that looks out takes it, or else the watchdog wakes one. Who is no worker wakes one at once;
/// an event loop when it has read what there is, see [ReaderThread].
///
/// **Postponing.** What a turn sends to another node is written to the socket by a worker, when it
/// has nothing else to do: that costs less than to wake a thread for it. See [Worker#postpone].
///
/// **Looking out.** Waking a thread takes longer than handling a message. So a worker that finds
/// nothing to do does not go idle at once; see [Lookout]. A turn that begins to wait looks for a
/// few microseconds, too, while nobody is queued for its slot.
///
/// **Foreign blocking and computing.** A turn may also block where this class cannot see it (JDBC,
/// `Thread.sleep`, a lock), or compute for long. While turns are queued a [Watchdog] looks every
/// millisecond; a worker whose thread is found blocked in the same turn twice loses its slot to
/// another worker, one that runs is given some milliseconds more, and both go idle when their turn
/// ends at last. If it computes, it also keeps one of the JDK's carrier threads, which are as many
/// as cores; the watchdog adds one for it until it ends, see [Carriers].
///
/// **Fairness.** What comes from plain threads and event loops is every other thing that a slot
/// takes, as long as there is any, so that neither side can starve the other, which the JDK's own
/// pool does not promise (locally forked work runs first there). At a slot each kind waits first
/// in, first out, and both take turns. Workers yield now and then, so that the program's other
/// virtual threads run too.
///
/// **Counting.** A slot is free, or it belongs to one worker, or is on its way from one to another;
/// [#claimSlot()] takes it off the free ones and [#returnSlot] puts it back. A submitter puts in
/// first and looks then whether somebody looks out or a slot is free; a worker that stops looking
/// out, or returns its slot, says so first and looks for what is queued then; so one of the two
/// sees the other, and no turn is left lying. The same holds for a worker that puts something in at
/// a slot that it loses at this moment: it puts in first and looks then whether the slot is still
/// its own; who took the slot looks at what is there after taking it.
///
/// Threads: every method may be called by any thread.
public final class Scheduler implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Scheduler.class);

  /// An idle worker ends after this time, so that a burst of blocked turns leaves no threads.
  private static final Duration IDLE_TIME = Duration.ofSeconds(10);

  /// How often a turn that begins to wait looks whether it needs to; 5 to 20 microseconds in all.
  static final int SPINS = 256;

  private final String name;
  private final RunQueues queues;
  private final Carriers carriers;
  private final Queue<Slot> free = new ConcurrentLinkedQueue<>();
  private final AtomicInteger active = new AtomicInteger();
  private final Lookout lookout;
  private final AtomicInteger workerNumbers = new AtomicInteger();
  private final Set<Worker> workers = ConcurrentHashMap.newKeySet();
  private final MachineTime machine;
  private final TimeSource time;
  private final Deadlines deadlines;
  private final IdleWorkers idle;
  private final Watchdog watchdog;
  private final Runnable wakingForQueued = this::wakeForQueued;
  private volatile boolean closed;

  /// Starts a scheduler with as many slots as the machine has cores.
  ///
  /// @param name what its threads are called after
  /// @param time what deadlines go by; null for the machine's
  public Scheduler(String name, @Nullable TimeSource time) {
    this(name, Runtime.getRuntime().availableProcessors(), IDLE_TIME, time, Carriers.chosen());
  }

  /// Starts a scheduler.
  ///
  /// @param name what its threads are called after
  /// @param slots how many turns make progress at a time, at least 1
  public Scheduler(String name, int slots) {
    this(name, slots, IDLE_TIME, null, Carriers.chosen());
  }

  /// Starts a scheduler whose workers end when they were idle for that time, or twice that.
  Scheduler(String name, int slots, Duration idleTime, Carriers carriers) {
    this(name, slots, idleTime, null, carriers);
  }

  private Scheduler(
      String name, int slots, Duration idleTime, @Nullable TimeSource time, Carriers carriers) {
    if (slots < 1) {
      throw new IllegalArgumentException("slots: " + slots + " (expected: >= 1)");
    }
    this.name = name;
    this.queues = new RunQueues(slots);
    this.carriers = carriers;
    this.lookout = new Lookout(queues);
    free.addAll(List.of(queues.slots()));
    this.machine = new MachineTime(name);
    this.time = time == null ? machine : time;
    this.deadlines = new Deadlines(this.time);
    this.idle = new IdleWorkers(machine, idleTime);
    this.watchdog = new Watchdog(name, this, carriers);
    watchdog.start();
  }

  /// What deadlines and timers go by.
  public TimeSource time() {
    return time;
  }

  /// When a wait that starts now ends, in the time of [#time()]; `Long.MAX_VALUE` for never.
  public long deadline(Duration timeout) {
    return timeout.compareTo(Pending.FOREVER) >= 0
        ? Deadlines.NEVER
        : time.nanoTime() + (timeout.isNegative() ? 0 : timeout.toNanos());
  }

  /// Runs a turn as soon as a slot is free. After [#close()] turns are dropped.
  public void execute(Turn turn) {
    if (!closed) {
      submit(turn);
    }
  }

  /// Lets a suspended worker go on. The caller must have won the right to do so: exactly one resume
  /// for each [Worker#suspend].
  public void resume(Worker worker) {
    boolean outside = Worker.current() == null && ReaderThread.current() == null;
    Slot slot = outside ? claimSlot() : null;
    if (slot == null) {
      submit(worker);
    } else {
      worker.grantSlot(slot);
    }
  }

  @SuppressWarnings("ReferenceEquality") // a slot is itself
  private void submit(Object work) {
    Worker current = Worker.current();
    Slot slot = current == null || current.scheduler() != this ? null : current.slot();
    if (current == null || slot == null) {
      queues.add(work);
      ReaderThread reader = ReaderThread.current();
      if (reader == null || !reader.putsOff(wakingForQueued)) {
        wakeForQueued();
      }
      return;
    }
    switch (work) {
      case Turn turn -> slot.add(turn);
      case Worker worker -> slot.add(worker);
      default -> throw new AssertionError(work);
    }
    if (current.slot() == slot && current.defersWaking()) {
      watchdog.watch();
    } else {
      letOthersTake(slot);
    }
  }

  /// Sees to it that somebody takes what is queued at a slot, if its worker does not.
  void letOthersTake(Slot slot) {
    slot.open();
    if (slot.patience() == 0) {
      wakeForQueued();
    } else {
      watchdog.watch(); // most often its worker takes it itself soon
    }
  }

  /// Sees to it that somebody takes what is queued at a slot, since its worker has not.
  void haveOthersTake(Slot slot) {
    slot.losePatience();
    letOthersTake(slot);
  }

  private void wakeForQueued() {
    if (!lookout.isManned()) {
      wakeWorker();
    }
  }

  /// Takes the next turn, or passes the worker's slot to a resumed worker that is next in line.
  ///
  /// @return a turn, or null when the worker has no slot or nothing to do any more
  @Nullable Turn next(Worker worker) {
    worker.wakesNobody();
    Slot slot = worker.slot();
    if (slot == null) {
      return null;
    }
    Object work = queues.take(slot, true);
    if (work == null && slot.postpones()) {
      slot.finishPostponed();
      work = queues.take(slot, true);
    }
    return switch (work == null ? lookOut(worker) : work) {
      case null -> null;
      case Turn turn -> turn;
      case Worker resumed -> {
        Slot lost = worker.loseSlot();
        if (lost != null) {
          if (lost.keepSpare(worker)) {
            worker.becomesSpare();
          }
          resumed.takeSlotOver(lost, carriers);
        } else {
          resume(resumed); // the watchdog was faster
        }
        yield null;
      }
      case Object other -> throw new AssertionError(other);
    };
  }

  private @Nullable Object lookOut(Worker worker) {
    Slot own = worker.slot();
    if (!mayGetWorkSoon() || !carriers.wantLookout() || !lookout.begin()) {
      return own == null ? null : queues.takeOpen(own, 0);
    }
    @Nullable Object work;
    try {
      work = lookout.look(worker);
    } finally {
      lookout.end();
    }
    Slot slot = worker.slot();
    if (work == null && slot != null) {
      work = queues.takeAny(slot, true); // of somebody who relied on this worker
    }
    if ((work != null || slot == null) && queues.isHelpWanted()) {
      wakeWorker(); // others relied on it, too
    }
    return work;
  }

  /// Whether others are at work, so that a worker without any may soon have some.
  boolean mayGetWorkSoon() {
    return active.get() > 1;
  }

  /// Whether work waits for a slot in particular, or for any slot, and nobody is about to take it.
  boolean isSlotWanted(@Nullable Slot slot) {
    return (slot != null && !slot.isEmpty()) || (!queues.isOutsideEmpty() && !lookout.isManned());
  }

  /// Gives away the slot of a worker that waits: to who is next in line.
  void passOn(Worker worker) {
    worker.wakesNobody();
    Slot slot = worker.loseSlot();
    if (slot != null) {
      Worker next = nextFor(slot);
      if (next != null) {
        next.takeSlotOver(slot, carriers);
      }
    }
  }

  /// Passes a slot that the caller owns.
  void passSlot(Slot slot) {
    Worker next = nextFor(slot);
    if (next != null) {
      next.grantSlot(slot);
    }
  }

  /// Who is to have a slot that the caller owns; null when nobody needs it, and it was returned.
  private @Nullable Worker nextFor(Slot slot) {
    return switch (queues.takeAny(slot, false)) {
      case null -> {
        returnSlot(slot);
        yield null;
      }
      case Worker resumed -> resumed;
      case Turn turn -> {
        Worker worker = workerFor(slot);
        worker.beginsWith(turn);
        yield worker;
      }
      case Object other -> throw new AssertionError(other);
    };
  }

  /// Gives up a slot that the caller owns, and sees that queued work finds another.
  void returnSlot(Slot slot) {
    slot.finishPostponed();
    Worker spare = slot.takeSpare();
    active.decrementAndGet();
    free.offer(slot);
    if (spare != null) {
      goIdle(spare);
    }
    if (!slot.isEmpty()) {
      slot.losePatience();
      slot.open(); // added by a worker that had just lost it
    }
    if (queues.isHelpWanted()) {
      wakeForQueued();
    }
  }

  private @Nullable Slot claimSlot() {
    Slot slot = free.poll();
    if (slot != null) {
      active.incrementAndGet();
    }
    return slot;
  }

  /// Lets a worker with a slot wait for its next one behind what is queued already.
  void requeue(Worker worker) {
    submit(worker);
  }

  private void wakeWorker() {
    Slot slot = claimSlot();
    if (slot != null) {
      passSlot(slot);
    } else {
      watchdog.watch(); // all slots are taken, perhaps by turns that block
    }
  }

  /// Has a worker look out that has nothing to do, if none does and there is a slot for it.
  void manLookout() {
    if (!lookout.isManned() && !closed) {
      Slot slot = claimSlot();
      if (slot != null) {
        idleOrNewWorker().grantSlot(slot);
      }
    }
  }

  /// Whether a worker looks out.
  boolean isLookedOut() {
    return lookout.isManned();
  }

  private Worker workerFor(Slot slot) {
    Worker spare = slot.takeSpare();
    return spare == null ? idleOrNewWorker() : spare;
  }

  private Worker idleOrNewWorker() {
    Worker worker = idle.take();
    if (worker == null) {
      worker = new Worker(this, carriers, name + "-worker-" + workerNumbers.incrementAndGet());
      workers.add(worker);
      worker.start();
    }
    return worker;
  }

  void goIdle(Worker worker) {
    try {
      idle.add(worker);
    } catch (IllegalStateException e) {
      log.trace("closed meanwhile", e);
    }
    if (closed) {
      idle.retireAll();
    }
  }

  void ended(Worker worker) {
    workers.remove(worker);
  }

  boolean hasQueuedWork() {
    return !queues.isEmpty();
  }

  /// Something is postponed that its worker may not get round to.
  void watch() {
    watchdog.watch();
  }

  RunQueues queues() {
    return queues;
  }

  Deadlines deadlines() {
    return deadlines;
  }

  Iterable<Worker> workers() {
    return workers;
  }

  /// How many workers exist, running, blocked or idle.
  public int workerCount() {
    return workers.size();
  }

  /// How many turns and resumed workers wait for a slot. Walks the queue.
  public int queueLength() {
    return queues.size();
  }

  /// Whether no turn is queued or runs: all turns there are wait.
  public boolean isQuiet() {
    if (active.get() > 0 || !queues.isEmpty()) {
      return false;
    }
    for (Worker worker : workers) {
      if (worker.isBusy()) {
        return false;
      }
    }
    return active.get() == 0 && queues.isEmpty();
  }

  /// How many turns run, those that block behind the scheduler's back included.
  public int runningCount() {
    int running = 0;
    for (Worker worker : workers) {
      running += worker.isBusy() ? 1 : 0;
    }
    return running;
  }

  static void failed(Turn turn, Throwable failure) {
    log.error("turn failed turn={}", turn, failure);
  }

  /// Stops: no further turn is taken in, what is queued is still run, and workers end as they find
  /// nothing more to do.
  @Override
  public void close() {
    closed = true;
    watchdog.stop();
    machine.close();
    idle.retireAll();
  }
}
