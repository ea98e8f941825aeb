package io.jergon.node.scheduling;

import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carriers of our own, as many as cores, for the workers of all nodes in the JVM.
///
/// The JDK's carriers are a pool that does not know who hands over to whom: it puts the thread that
/// goes on into a queue and wakes a carrier that is idle, which then looks for it while the first
/// one takes it itself. Here a worker that is about to park says so, and the carrier goes on with
/// the thread that it unparked.
///
/// What anybody else unparks, and threads that handlers start, wait in one queue for any carrier. A
/// *keeper* looks every millisecond, while there is something to do, for carriers that are stuck in
/// one task: they compute, or are in a call that parks the carrier, too. For each it adds one.
final class OwnCarriers implements Carriers, Executor {
  private static final Logger log = LoggerFactory.getLogger(OwnCarriers.class);

  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /// Looks without anything to do before the keeper goes to sleep.
  private static final int MAX_QUIET_LOOKS = 20;

  /// At so many looks in a row a carrier was in the same task: it is stuck.
  private static final int LOOKS_FOR_STUCK = 4;

  private static final int MAX = Integer.getInteger("jdk.virtualThreadScheduler.maxPoolSize", 256);

  /// Made when first asked for: it needs an option of the JVM.
  private static final class Shared {
    static final JdkThreads JDK = JdkThreads.open();
    static final MethodHandle CURRENT = JDK.currentCarrier();
    static final OwnCarriers CARRIERS = new OwnCarriers(Runtime.getRuntime().availableProcessors());
  }

  private final int size;
  private final Queue<Runnable> shared = new ConcurrentLinkedQueue<>();
  private final List<Carrier> carriers = new CopyOnWriteArrayList<>();
  private final AtomicBoolean asleep = new AtomicBoolean();
  private final Thread keeper;
  private int made; // the keeper's own

  private OwnCarriers(int size) {
    this.size = size;
    for (int i = 0; i < size; i++) {
      add();
    }
    keeper = Thread.ofPlatform().name("jergon-carriers").daemon().unstarted(this::keep);
    keeper.start();
  }

  /// The JVM's.
  ///
  /// @throws IllegalStateException if the JDK does not let us, with the option that it takes
  static OwnCarriers ofJvm() {
    JdkThreads.open(); // says what is missing; an error in a class's initializer does so only once
    return Shared.CARRIERS;
  }

  private void add() {
    Carrier carrier = new Carrier(this, "jergon-carrier-" + ++made);
    carrier.start();
    carriers.add(carrier);
    wakeForShared(); // what came before it was in the list
  }

  Queue<Runnable> shared() {
    return shared;
  }

  @Override
  public Thread.Builder.OfVirtual threads() {
    return Shared.JDK.threads(this);
  }

  @Override
  public void unparkNext(Thread thread) {
    Carrier here = current();
    if (here == null) {
      LockSupport.unpark(thread);
    } else {
      here.handsOver(true);
      LockSupport.unpark(thread);
      here.handsOver(false);
    }
  }

  private static @Nullable Carrier current() {
    try {
      return (Thread) Shared.CURRENT.invokeExact() instanceof Carrier carrier ? carrier : null;
    } catch (Throwable e) {
      throw new IllegalStateException("no current carrier", e);
    }
  }

  /// Takes the task to go on with a virtual thread, from the JDK.
  @Override
  public void execute(Runnable task) {
    if (!isTakenHere(task)) {
      share(task);
    }
    if (asleep.get() && asleep.compareAndSet(true, false)) {
      LockSupport.unpark(keeper);
    }
  }

  private boolean isTakenHere(Runnable task) {
    if (Thread.currentThread() instanceof Carrier between) {
      return shared.isEmpty() && between.goesOn(task);
    }
    Carrier here = current();
    return here != null && here.takeOver(task);
  }

  /// Leaves a task to any carrier.
  void share(Runnable task) {
    shared.offer(task);
    wakeForShared();
  }

  /// Wakes a carrier that is parked, if there is one and something for it.
  void wakeForShared() {
    if (!shared.isEmpty()) {
      for (Carrier carrier : carriers) {
        if (carrier.wake()) {
          return;
        }
      }
    }
  }

  @Override
  public boolean wantLookout() {
    return false;
  }

  /// The keeper sees for itself who is stuck.
  @Override
  public void compensate(int computing) {}

  /// They are the JVM's, and idle threads cost nothing.
  @Override
  public void close() {}

  private void keep() {
    int quiet = 0;
    while (true) {
      if (quiet < MAX_QUIET_LOOKS) {
        LockSupport.parkNanos(this, LOOK_NANOS);
        quiet = look() ? 0 : quiet + 1;
      } else {
        asleep.set(true);
        if (shared.isEmpty() && !hasNext()) {
          LockSupport.park(this);
        }
        asleep.set(false);
        quiet = 0;
      }
    }
  }

  private boolean hasNext() {
    for (Carrier carrier : carriers) {
      if (carrier.hasNext()) {
        return true;
      }
    }
    return false;
  }

  /// Whether there is something to do, now or soon.
  private boolean look() {
    int stuck = 0;
    for (Carrier carrier : carriers) {
      if (carrier.looksStuck() >= LOOKS_FOR_STUCK) {
        stuck++;
        Runnable task = carrier.takeNext();
        if (task != null) {
          share(task);
        }
      }
    }
    int wanted = Math.min(size + stuck, Math.max(size, MAX));
    if (carriers.size() < wanted && !shared.isEmpty()) {
      try {
        add();
      } catch (OutOfMemoryError e) {
        log.warn("no further carrier, though {} are stuck", stuck, e);
      }
    } else if (carriers.size() > wanted) {
      retireOne();
    }
    return carriers.size() > size || !shared.isEmpty() || hasNext();
  }

  private void retireOne() {
    for (Carrier carrier : carriers) {
      if (!carrier.isStuck()) {
        carriers.remove(carrier);
        carrier.retire();
        return;
      }
    }
  }
}
