package io.jergon.node.scheduling;

import io.jergon.node.TimeSource;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs turns: fairly, on few threads, and without being held up by a turn that blocks or computes.
///
/// ```
///                    run queue (first in, first out)
///   execute(turn) -> [ turn | turn | resumed worker | turn ] -> poll
///                                                                |
///       slots (as many as cores):      slot 1: worker A    slot 2: worker B
///       idle workers (no slot):        C, D
///       blocked in a turn (no slot):   E (in a call), F (in receive)
/// ```
///
/// **Slots.** A worker is a virtual thread that takes turns off one shared queue as long as it owns
/// a *slot*. There are as many slots as cores, so that is how many turns make progress at a time.
///
/// **Blocking.** A turn that waits through [Pending] or a process's `receive` gives its slot away
/// before it parks: to the resumed worker, or the turn, that is next in line. When what it waits
/// for arrives, its worker joins the run queue like a turn. So a blocked turn costs a parked
/// virtual thread, and a resumed one waits its turn like everybody else.
///
/// **Waking.** A worker that submits something most often waits, or ends its turn, soon: a caller,
/// a server that replies. Then it takes what it submitted itself. So it wakes no other worker for
/// it unless it submits a second turn, or goes on with something else; if it computes instead, the
/// watchdog wakes one. Who is no worker wakes one at once.
///
/// **Spinning.** Waking a thread takes longer than handling a message. So a worker that finds
/// nothing to do looks for a few microseconds more before it goes idle, if another slot is at work
/// that may soon have something for it; one worker at a time. A turn that begins to wait does so
/// too, while nobody is queued for its slot.
///
/// **Foreign blocking and computing.** A turn may also block where this class cannot see it (JDBC,
/// `Thread.sleep`, a lock), or compute for long. While turns are queued a [Watchdog] looks every
/// millisecond; a worker found in the same turn twice loses its slot to another worker, and goes
/// idle when its turn ends at last. If it computes, it also keeps one of the JDK's carrier threads,
/// which are as many as cores; the watchdog adds one for it until it ends, see [Carriers].
///
/// **Fairness.** One queue for turns submitted by workers, by plain threads and by event loops:
/// none of them can starve another, which the JDK's own pool does not promise (locally forked work
/// runs first there). Workers yield now and then, so that the program's other virtual threads run
/// too.
///
/// **Counting.** `active` is the number of slots handed out. It goes up, by compare-and-set, only
/// in [#claimSlot()], and down only in [#returnSlot()]; in between a slot is passed from worker to
/// worker without touching it. A submitter offers first and reads `spinning` and `active` then; a
/// worker that stops spinning, or returns its slot, writes that first and looks at the queue then;
/// so one of the two sees the other, and no turn is left lying.
///
/// Threads: every method may be called by any thread.
public final class Scheduler implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Scheduler.class);

  /// An idle worker ends after this time, so that a burst of blocked turns leaves no threads.
  private static final Duration IDLE_TIME = Duration.ofSeconds(10);

  /// How often a spinning worker looks; 5 to 20 microseconds in all.
  static final int SPINS = 256;

  private final String name;
  private final int slots;
  private final ConcurrentLinkedQueue<Object> runQueue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger active = new AtomicInteger();
  private final AtomicBoolean spinning = new AtomicBoolean();
  private final AtomicInteger workerNumbers = new AtomicInteger();
  private final Set<Worker> workers = ConcurrentHashMap.newKeySet();
  private final MachineTime machine;
  private final TimeSource time;
  private final Deadlines deadlines;
  private final IdleWorkers idle;
  private final Watchdog watchdog;
  private volatile boolean closed;

  /// Starts a scheduler with as many slots as the machine has cores.
  ///
  /// @param name what its threads are called after
  /// @param time what deadlines go by; null for the machine's
  public Scheduler(String name, @Nullable TimeSource time) {
    this(name, Runtime.getRuntime().availableProcessors(), IDLE_TIME, time);
  }

  /// Starts a scheduler.
  ///
  /// @param name what its threads are called after
  /// @param slots how many turns make progress at a time, at least 1
  public Scheduler(String name, int slots) {
    this(name, slots, IDLE_TIME, null);
  }

  /// Starts a scheduler whose workers end when they were idle for that time, or twice that.
  Scheduler(String name, int slots, Duration idleTime) {
    this(name, slots, idleTime, null);
  }

  private Scheduler(String name, int slots, Duration idleTime, @Nullable TimeSource time) {
    if (slots < 1) {
      throw new IllegalArgumentException("slots: " + slots + " (expected: >= 1)");
    }
    this.name = name;
    this.slots = slots;
    this.machine = new MachineTime(name);
    this.time = time == null ? machine : time;
    this.deadlines = new Deadlines(this, this.time);
    this.idle = new IdleWorkers(machine, idleTime);
    this.watchdog = new Watchdog(name, this);
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
        : time.nanoTime() + Math.max(0, timeout.toNanos());
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
    if (Worker.current() == null && claimSlot()) {
      worker.grantSlot();
    } else {
      submit(worker);
    }
  }

  private void submit(Object work) {
    runQueue.offer(work);
    Worker current = Worker.current();
    if (current != null && current.scheduler() == this && current.defersWaking()) {
      watchdog.watch();
    } else {
      wakeForQueued();
    }
  }

  /// Sees to it that somebody takes what is queued.
  void wakeForQueued() {
    if (!runQueue.isEmpty() && !spinning.get()) {
      wakeWorker();
    }
  }

  /// Takes the next turn, or passes the worker's slot to a resumed worker that is next in line.
  ///
  /// @return a turn, or null when the worker has no slot or nothing to do any more
  @Nullable Turn next(Worker worker) {
    worker.wakesNobody();
    if (!worker.ownsSlot()) {
      return null;
    }
    Object polled = runQueue.poll();
    return switch (polled == null ? spin(worker) : polled) {
      case null -> null;
      case Turn turn -> turn;
      case Worker resumed -> {
        if (worker.loseSlot()) {
          resumed.grantSlot();
        } else {
          resume(resumed); // the watchdog was faster
        }
        yield null;
      }
      case Object other -> throw new AssertionError(other);
    };
  }

  private @Nullable Object spin(Worker worker) {
    if (!mayGetWorkSoon() || !spinning.compareAndSet(false, true)) {
      return null;
    }
    Object work = null;
    for (int i = 0; i < SPINS && work == null && worker.ownsSlot(); i++) {
      Thread.onSpinWait();
      work = runQueue.poll();
    }
    spinning.set(false);
    if (work == null) {
      return worker.ownsSlot() ? runQueue.poll() : null; // the one that relied on this worker
    }
    if (!runQueue.isEmpty()) {
      wakeWorker(); // others relied on it, too
    }
    return work;
  }

  /// Whether others are at work, so that a worker without any may soon have some.
  boolean mayGetWorkSoon() {
    return active.get() > 1;
  }

  /// Whether queued work waits for a slot, and nobody is about to take it.
  boolean isSlotWanted() {
    return !runQueue.isEmpty() && !spinning.get();
  }

  /// Gives away the slot of a worker that waits: to who is next in line.
  void passOn(Worker worker) {
    worker.wakesNobody();
    if (worker.loseSlot()) {
      passSlot();
    }
  }

  /// Passes a slot that the caller owns.
  private void passSlot() {
    switch (runQueue.poll()) {
      case null -> returnSlot();
      case Worker resumed -> resumed.grantSlot();
      case Turn turn -> idleOrNewWorker().grantSlot(turn);
      case Object other -> throw new AssertionError(other);
    }
  }

  /// Gives up a slot that the caller owns, and sees that queued work finds another.
  void returnSlot() {
    active.decrementAndGet();
    if (!runQueue.isEmpty()) {
      wakeWorker();
    }
  }

  private boolean claimSlot() {
    for (int a = active.get(); a < slots; a = active.get()) {
      if (active.compareAndSet(a, a + 1)) {
        return true;
      }
    }
    return false;
  }

  /// Lets a worker with a slot wait for its next one behind what is queued already.
  void requeue(Worker worker) {
    submit(worker);
  }

  private void wakeWorker() {
    if (claimSlot()) {
      passSlot();
    } else {
      watchdog.watch(); // all slots are taken, perhaps by turns that block
    }
  }

  /// Passes a slot that the watchdog took from a stuck worker to another one.
  void reassignSlot() {
    passSlot();
  }

  private Worker idleOrNewWorker() {
    Worker worker = idle.take();
    if (worker == null) {
      worker = new Worker(this, name + "-worker-" + workerNumbers.incrementAndGet());
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
    return !runQueue.isEmpty();
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
    return runQueue.size();
  }

  /// Whether no turn is queued or runs: all turns there are wait.
  public boolean isQuiet() {
    if (active.get() > 0 || !runQueue.isEmpty()) {
      return false;
    }
    for (Worker worker : workers) {
      if (worker.isBusy()) {
        return false;
      }
    }
    return active.get() == 0 && runQueue.isEmpty();
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
