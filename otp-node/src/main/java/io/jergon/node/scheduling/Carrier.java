package io.jergon.node.scheduling;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A platform thread that runs virtual threads: each task goes on with one of them until it parks.
///
/// ```
///   next      the task that comes after this one, if the thread that runs has said so
///   shared    what waits for any carrier; after every 64th task it comes first
/// ```
///
/// `next` is set by the carrier's own thread and taken by compare-and-set, since a thread that is
/// pinned parks together with its carrier, and then another carrier has to take it.
final class Carrier extends Thread {
  private static final Logger log = LoggerFactory.getLogger(Carrier.class);

  private static final int TASKS_PER_SHARED = 64;

  private static final VarHandle NEXT;
  private static final VarHandle PARKED;
  private static final VarHandle TASKS;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      NEXT = lookup.findVarHandle(Carrier.class, "next", Runnable.class);
      PARKED = lookup.findVarHandle(Carrier.class, "parked", boolean.class);
      TASKS = lookup.findVarHandle(Carrier.class, "tasks", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final OwnCarriers all;
  private volatile @Nullable Runnable next;
  private volatile boolean parked;
  private volatile boolean surplus;
  private long tasks; // begun and ended; written by this thread only
  private boolean handsOver; // this thread's own
  private long tasksSeen = -1; // the keeper's own
  private int looksStuck; // the keeper's own

  Carrier(OwnCarriers all, String name) {
    super(null, null, name, 0, false);
    setDaemon(true);
    this.all = all;
  }

  /// The next task it is given, by a thread that it runs, it shall run next.
  void handsOver(boolean will) {
    handsOver = will;
  }

  /// Takes a task from a thread that it runs; false if it is for any carrier.
  boolean takeOver(Runnable task) {
    if (!handsOver || next != null) {
      return false;
    }
    next = task;
    return true;
  }

  /// Takes a task that the thread which it has just run leaves: it yields, or was unparked while it
  /// parked. False if others wait.
  boolean goesOn(Runnable task) {
    if (next != null) {
      return false;
    }
    next = task;
    return true;
  }

  @Override
  public void run() {
    while (!surplus) {
      Runnable task = take();
      if (task == null) {
        rest();
      } else {
        run(task);
      }
    }
    Runnable left = takeNext();
    if (left != null) {
      all.share(left);
    }
    all.wakeForShared(); // somebody may have woken this one for it
  }

  private void run(Runnable task) {
    TASKS.setOpaque(this, tasks + 1);
    try {
      task.run();
    } catch (Throwable e) {
      log.error("a virtual thread could not go on", e); // out of memory, most likely
    }
    TASKS.setOpaque(this, tasks + 1);
  }

  private @Nullable Runnable take() {
    Runnable task = tasks % (2 * TASKS_PER_SHARED) == 0 ? all.shared().poll() : null;
    if (task == null) {
      task = takeNext();
    }
    return task == null ? all.shared().poll() : task;
  }

  @Nullable Runnable takeNext() {
    Runnable task = next;
    return task != null && NEXT.compareAndSet(this, task, null) ? task : null;
  }

  private void rest() {
    parked = true;
    if (all.shared().isEmpty() && !surplus) {
      LockSupport.park(this);
    }
    PARKED.setRelease(this, false);
  }

  /// Wakes it if it is parked; false if it is not.
  boolean wake() {
    if (parked && PARKED.compareAndSet(this, true, false)) {
      LockSupport.unpark(this);
      return true;
    }
    return false;
  }

  /// Ends it when its task is over.
  void retire() {
    surplus = true;
    LockSupport.unpark(this);
  }

  /// For the keeper: at how many looks in a row it was in the same task.
  int looksStuck() {
    long now = (long) TASKS.getOpaque(this);
    looksStuck = now == tasksSeen && !parked ? looksStuck + 1 : 0;
    tasksSeen = now;
    return looksStuck;
  }

  boolean hasNext() {
    return next != null;
  }

  /// For the keeper: whether it was in the same task at the last look, and the one before.
  boolean isStuck() {
    return looksStuck > 0;
  }
}
