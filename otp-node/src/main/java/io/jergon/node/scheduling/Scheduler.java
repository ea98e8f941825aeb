package io.jergon.node.scheduling;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs turns: fairly, on few threads, and without being held up by a turn that blocks.
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
/// before it parks. When what it waits for arrives, its worker joins the run queue like a turn; the
/// worker that polls it passes its own slot on and goes idle. So a blocked turn costs a parked
/// virtual thread, and a resumed one waits its turn like everybody else.
///
/// **Foreign blocking.** A turn may also block where this class cannot see it: JDBC,
/// `Thread.sleep`, a lock. While turns are queued a watchdog looks every millisecond; a worker
/// found in the same turn twice loses its slot to another worker, and goes idle when its turn ends
/// at last.
///
/// **Fairness.** One queue for turns submitted by workers, by plain threads and by event loops:
/// none of them can starve another, which the JDK's own pool does not promise (locally forked work
/// runs first there). Workers yield now and then, so that the program's other virtual threads run
/// too.
///
/// **Counting.** `active` is the number of slots handed out. It goes up, by compare-and-set, only
/// in [#claimSlot()], and down only in [#returnSlot()]; in between a slot is passed from worker to
/// worker without touching it. A submitter offers first and reads `active` then; a worker that
/// returns its slot lowers `active` first and looks at the queue then; so one of the two sees the
/// other, and no turn is left lying.
///
/// Threads: every method may be called by any thread.
public final class Scheduler implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Scheduler.class);

  /// An idle worker ends after this time, so that a burst of blocked turns leaves no threads.
  private static final Duration IDLE_TIME = Duration.ofSeconds(10);

  private final String name;
  private final int slots;
  private final long idleNanos;
  private final ConcurrentLinkedQueue<Object> runQueue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger active = new AtomicInteger();
  private final AtomicInteger workerNumbers = new AtomicInteger();
  private final ConcurrentLinkedDeque<Worker> idle = new ConcurrentLinkedDeque<>();
  private final Set<Worker> workers = ConcurrentHashMap.newKeySet();
  private final Watchdog watchdog;
  private volatile boolean closed;

  /// Starts a scheduler with as many slots as the machine has cores.
  ///
  /// @param name what its threads are called after
  public Scheduler(String name) {
    this(name, Runtime.getRuntime().availableProcessors());
  }

  /// Starts a scheduler.
  ///
  /// @param name what its threads are called after
  /// @param slots how many turns make progress at a time, at least 1
  public Scheduler(String name, int slots) {
    this(name, slots, IDLE_TIME);
  }

  /// Starts a scheduler whose workers end when they were idle for that time.
  Scheduler(String name, int slots, Duration idleTime) {
    if (slots < 1) {
      throw new IllegalArgumentException("slots: " + slots + " (expected: >= 1)");
    }
    this.name = name;
    this.slots = slots;
    this.idleNanos = idleTime.toNanos();
    this.watchdog = new Watchdog(name, this);
    watchdog.start();
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
    if (claimSlot()) {
      worker.grantSlot();
    } else {
      submit(worker);
    }
  }

  private void submit(Object work) {
    runQueue.offer(work);
    wakeWorker();
  }

  /// Takes the next turn, or passes the worker's slot to a resumed worker that is next in line.
  ///
  /// @return a turn, or null when the worker has no slot or nothing to do any more
  @Nullable Turn next(Worker worker) {
    return switch (worker.ownsSlot() ? runQueue.poll() : null) {
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

  /// Gives up a slot that the caller took from a worker, and sees that queued work finds another.
  void returnSlot() {
    active.decrementAndGet();
    if (!runQueue.isEmpty()) {
      wakeWorker();
    }
  }

  /// Passes a slot that the watchdog took from a stuck worker to another one.
  void reassignSlot() {
    idleOrNewWorker().grantSlot();
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
      idleOrNewWorker().grantSlot();
    } else {
      watchdog.watch(); // all slots are taken, perhaps by turns that block
    }
  }

  private Worker idleOrNewWorker() {
    Worker worker = idle.pollFirst();
    if (worker == null) {
      worker = new Worker(this, name + "-worker-" + workerNumbers.incrementAndGet());
      workers.add(worker);
      worker.start();
    }
    return worker;
  }

  void goIdle(Worker worker) {
    idle.addFirst(worker);
  }

  /// Takes a worker off the idle list; false when somebody is about to hand it a slot. Who is idle
  /// for longest is last in the list.
  boolean retire(Worker worker) {
    return idle.removeLastOccurrence(worker);
  }

  void ended(Worker worker) {
    workers.remove(worker);
  }

  boolean hasQueuedWork() {
    return !runQueue.isEmpty();
  }

  Iterable<Worker> workers() {
    return workers;
  }

  /// How many workers exist, running, blocked or idle.
  public int workerCount() {
    return workers.size();
  }

  boolean isClosed() {
    return closed;
  }

  long idleNanos() {
    return idleNanos;
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
    for (Worker worker : workers) {
      LockSupport.unpark(worker.thread());
    }
  }
}
