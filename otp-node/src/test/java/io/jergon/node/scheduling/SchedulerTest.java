package io.jergon.node.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import jdk.management.VirtualThreadSchedulerMXBean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

class SchedulerTest {
  private static final Duration BRIEF_IDLE_TIME = Duration.ofMillis(20);

  private final List<Scheduler> schedulers = new ArrayList<>();

  private Scheduler scheduler(int slots) {
    Scheduler scheduler = new Scheduler("test", slots, BRIEF_IDLE_TIME, Carriers.chosen());
    schedulers.add(scheduler);
    return scheduler;
  }

  @AfterEach
  void close() {
    schedulers.forEach(Scheduler::close);
  }

  private static void passed(CountDownLatch latch) throws InterruptedException {
    assertThat(latch.await(60, TimeUnit.SECONDS)).as("in time").isTrue();
  }

  /// Waits without the scheduler's knowledge, as JDBC or a lock does.
  private static void blockOn(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void execute_fromManyThreads_runsEachTurnOnce() throws InterruptedException {
    Scheduler scheduler = scheduler(2);
    int threads = 4;
    int each = 10_000;
    AtomicLongArray runs = new AtomicLongArray(threads * each);
    CountDownLatch all = new CountDownLatch(threads * each);
    for (int t = 0; t < threads; t++) {
      int first = t * each;
      Thread.startVirtualThread(() ->
          IntStream.range(first, first + each)
              .forEach(i ->
                  scheduler.execute(worker -> {
                    runs.incrementAndGet(i);
                    all.countDown();
                  })));
    }
    passed(all);
    assertThat(IntStream.range(0, runs.length()).filter(i -> runs.get(i) != 1)).isEmpty();
  }

  /// Short turns were moved from a slot, so others leave much time to its worker, who goes on
  /// taking; and nobody looks out who would find that they are long now.
  @Test
  void look_patientSlotWhereNobodyLooksOut_hasOthersTakeWhatWaitsThere()
      throws InterruptedException {
    Scheduler scheduler = new Scheduler("looked-at", 2, BRIEF_IDLE_TIME, Carriers.chosen());
    schedulers.add(scheduler);
    Thread own =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().equals("looked-at-watchdog"))
            .findAny()
            .orElseThrow();
    await().until(() -> own.getState() == Thread.State.WAITING); // nobody wakes it here
    CountDownLatch taken = new CountDownLatch(1);
    Slot slot = scheduler.queues().slots()[1];
    while (slot.patience() < 500) {
      slot.moved(slot);
      slot.settle();
    }
    slot.add(worker -> {});
    slot.add(worker -> taken.countDown());
    slot.open();
    assertThat(slot.take(true)).isNotNull(); // as its worker, since the look before

    new Watchdog("by hand", scheduler, Carriers.chosen()).look();

    passed(taken);
  }

  @Test
  void execute_turnsThatSubmitThemselves_letEachOtherGetOn() throws InterruptedException {
    Scheduler scheduler = scheduler(2);
    int turns = 8;
    CountDownLatch gotOn = new CountDownLatch(turns);
    CountDownLatch ended = new CountDownLatch(turns);
    for (int i = 0; i < turns; i++) {
      scheduler.execute(
          new Turn() {
            private int runs; // a turn is never run by two workers at a time

            @Override
            public void run(Worker worker) {
              runs++;
              if (runs == 5_000) {
                gotOn.countDown();
              }
              if (gotOn.getCount() > 0) { // nobody leaves before the last one got on
                scheduler.execute(this);
              } else {
                ended.countDown();
              }
            }
          });
    }
    passed(gotOn);
    passed(ended);
  }

  @Test
  void execute_turnThatFails_leavesTheWorkerAtWork() throws InterruptedException {
    Scheduler scheduler = scheduler(1);
    CountDownLatch next = new CountDownLatch(1);
    scheduler.execute(worker -> {
      throw new StackOverflowError("on purpose: a turn that fails");
    });
    scheduler.execute(worker -> next.countDown());
    passed(next);
  }

  @Test
  void execute_turnThatWaits_leavesItsSlotToOthers() throws InterruptedException {
    Scheduler scheduler = scheduler(1);
    int waiting = 50;
    Pending<String> pending = new Pending<>();
    CountDownLatch got = new CountDownLatch(waiting);
    List<Pending<String>> all = new ArrayList<>();
    for (int i = 0; i < waiting; i++) {
      Pending<String> mine = i == 0 ? pending : new Pending<>();
      all.add(mine);
      scheduler.execute(worker -> {
        if ("now".equals(awaitUninterrupted(mine))) {
          got.countDown();
        }
      });
    }
    scheduler.execute(worker -> all.forEach(p -> p.complete("now")));
    passed(got);
  }

  private static <V> V awaitUninterrupted(Pending<V> pending) {
    return awaitUninterrupted(pending, Duration.ofSeconds(60));
  }

  private static <V> V awaitUninterrupted(Pending<V> pending, Duration timeout) {
    try {
      return pending.await(timeout);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void execute_moreTurnsBlockedOnALatchThanSlots_runsOthers() throws InterruptedException {
    Scheduler scheduler = scheduler(2);
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(20);
    for (int i = 0; i < 20; i++) {
      scheduler.execute(worker -> {
        blockOn(release);
        ended.countDown();
      });
    }
    scheduler.execute(worker -> release.countDown());
    passed(ended);
  }

  @Test
  void execute_moreTurnsBlockedInMonitorsAndLocksThanSlots_runsOthers()
      throws InterruptedException {
    Scheduler scheduler = scheduler(2);
    Object monitor = new Object();
    ReentrantLock lock = new ReentrantLock();
    CountDownLatch ended = new CountDownLatch(20);
    CountDownLatch other = new CountDownLatch(1);
    synchronized (monitor) {
      lock.lock();
      for (int i = 0; i < 10; i++) {
        scheduler.execute(worker -> {
          synchronized (monitor) {
            ended.countDown();
          }
        });
        scheduler.execute(worker -> {
          lock.lock();
          lock.unlock();
          ended.countDown();
        });
      }
      scheduler.execute(worker -> other.countDown());
      passed(other);
      lock.unlock();
    }
    passed(ended);
  }

  @Test
  void execute_whileTheLastSlotGoesToATurnThatBlocks_isNotForgotten() throws Exception {
    // Two submitters see a free slot, one gets it, and its turn blocks until the other's has run.
    for (int i = 0; i < 300; i++) {
      Scheduler scheduler = new Scheduler("test", 1, BRIEF_IDLE_TIME, Carriers.chosen());
      CyclicBarrier start = new CyclicBarrier(2);
      CountDownLatch release = new CountDownLatch(1);
      CountDownLatch ended = new CountDownLatch(2);
      Thread other =
          Thread.ofPlatform()
              .start(() -> {
                pass(start);
                scheduler.execute(worker -> {
                  release.countDown();
                  ended.countDown();
                });
              });
      pass(start);
      scheduler.execute(worker -> {
        blockOn(release);
        ended.countDown();
      });
      passed(ended);
      other.join();
      scheduler.close();
    }
  }

  private static void pass(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void execute_afterATurnThatInterruptedItself_isNotInterrupted() throws InterruptedException {
    Scheduler scheduler = scheduler(1);
    Queue<Thread> threads = new ConcurrentLinkedQueue<>();
    AtomicBoolean interrupted = new AtomicBoolean();
    CountDownLatch ended = new CountDownLatch(2);
    scheduler.execute(worker -> {
      threads.add(Thread.currentThread());
      scheduler.execute(next -> {
        threads.add(Thread.currentThread());
        interrupted.set(Thread.currentThread().isInterrupted());
        ended.countDown();
      });
      Thread.currentThread().interrupt();
      ended.countDown();
    });
    passed(ended);
    assertThat(threads.stream().distinct()).as("one worker").hasSize(1);
    assertThat(interrupted).isFalse();
  }

  @Test
  void giveWay_turnsQueued_runsThemFirst() throws InterruptedException {
    Scheduler scheduler = scheduler(1);
    Queue<String> order = new ConcurrentLinkedQueue<>();
    CountDownLatch ended = new CountDownLatch(3);
    scheduler.execute(worker -> {
      order.add("begin");
      for (String name : List.of("a", "b")) {
        scheduler.execute(other -> {
          order.add(name);
          ended.countDown();
        });
      }
      worker.giveWay();
      order.add("end");
      ended.countDown();
    });
    passed(ended);
    assertThat(order).containsExactly("begin", "a", "b", "end");
  }

  @Test
  void stuck_turnThatGoesOn_isOneThatDidNotPauseBetweenTwoLooks() throws InterruptedException {
    Scheduler scheduler = scheduler(1);
    Queue<Integer> looks = new ConcurrentLinkedQueue<>();
    CountDownLatch ended = new CountDownLatch(1);
    scheduler.execute(worker -> {
      looks.add(worker.looksStuck());
      looks.add(worker.looksStuck());
      Pending<String> pending = new Pending<>();
      scheduler.execute(other -> pending.complete("go on"));
      awaitUninterrupted(pending);
      looks.add(worker.looksStuck());
      ended.countDown();
    });
    passed(ended);
    assertThat(looks).containsExactly(0, 1, 0);
  }

  @Test
  void execute_moreTurnsThatComputeThanSlots_addsCarriersWhileTheyDo() throws InterruptedException {
    boolean ofJdk = Carriers.chosen() instanceof JdkCarriers;
    int cores = Runtime.getRuntime().availableProcessors();
    VirtualThreadSchedulerMXBean carriers =
        ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);
    int before = carriers.getParallelism();
    Scheduler scheduler = scheduler(cores);
    AtomicBoolean stopped = new AtomicBoolean();
    CountDownLatch ended = new CountDownLatch(3 * cores);
    for (int i = 0; i < 3 * cores; i++) {
      scheduler.execute(worker -> {
        while (!stopped.get()) {
          Thread.onSpinWait();
        }
        ended.countDown();
      });
    }
    try {
      CountDownLatch other = new CountDownLatch(1);
      Pending<String> pending = new Pending<>();
      scheduler.execute(worker -> {
        awaitUninterrupted(pending);
        other.countDown();
      });
      scheduler.execute(worker -> pending.complete("go on"));
      passed(other);
      assertThat(carriers.getParallelism() > before).as("more of the JDK's").isEqualTo(ofJdk);
    } finally {
      stopped.set(true);
    }
    passed(ended);
    await().atMost(Duration.ofSeconds(60)).until(() -> carriers.getParallelism() == before);
  }

  @Test
  @EnabledIfSystemProperty(
      named = Carriers.PROPERTY,
      matches = "own",
      disabledReason = "those of the JDK are all parked then")
  void execute_turnsThatParkTheirCarriers_runsOthers() throws InterruptedException {
    Scheduler scheduler = scheduler(2);
    CountDownLatch stopped = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(4);
    for (int i = 0; i < 4; i++) {
      scheduler.execute(worker -> {
        pinned(() -> blockOn(stopped));
        ended.countDown();
      });
    }
    CountDownLatch other = new CountDownLatch(1);
    scheduler.execute(worker -> other.countDown());
    passed(other);
    stopped.countDown();
    passed(ended);
  }

  /// Runs it below a frame of native code, which a virtual thread cannot leave.
  private static void pinned(Runnable body) {
    try (Arena arena = Arena.ofConfined()) {
      MethodHandle compare =
          MethodHandles.lookup()
              .findStatic(
                  SchedulerTest.class,
                  "compare",
                  MethodType.methodType(
                      int.class, Runnable.class, MemorySegment.class, MemorySegment.class))
              .bindTo(body);
      MemorySegment callback =
          Linker.nativeLinker()
              .upcallStub(
                  compare,
                  FunctionDescriptor.of(
                      ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS),
                  arena);
      MethodHandle sort =
          Linker.nativeLinker()
              .downcallHandle(
                  Linker.nativeLinker().defaultLookup().findOrThrow("qsort"),
                  FunctionDescriptor.ofVoid(
                      ValueLayout.ADDRESS,
                      ValueLayout.JAVA_LONG,
                      ValueLayout.JAVA_LONG,
                      ValueLayout.ADDRESS));
      sort.invoke(arena.allocate(2), 2L, 1L, callback);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  static int compare(Runnable body, MemorySegment a, MemorySegment b) {
    body.run();
    return 0;
  }

  @Test
  void await_deadlinesOneAfterTheOther_endsEachWait() throws InterruptedException {
    Scheduler scheduler = scheduler(2);
    CountDownLatch ended = new CountDownLatch(1);
    scheduler.execute(worker -> {
      for (int millis : List.of(30, 1, 2, 10, 1, 40, 3)) {
        long begin = System.nanoTime();
        Pending<String> never = new Pending<>();
        assertThat(awaitUninterrupted(never, Duration.ofMillis(millis))).isNull();
        assertThat(System.nanoTime() - begin)
            .isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(millis));
      }
      ended.countDown();
    });
    passed(ended);
  }

  @Test
  void workers_afterABurstOfTenThousandBlockedTurns_retire() throws InterruptedException {
    Scheduler scheduler = scheduler(2);
    int n = 10_000;
    List<Pending<String>> all = new ArrayList<>();
    CountDownLatch ended = new CountDownLatch(n);
    for (int i = 0; i < n; i++) {
      Pending<String> pending = new Pending<>();
      all.add(pending);
      scheduler.execute(worker -> {
        awaitUninterrupted(pending);
        ended.countDown();
      });
    }
    await().until(() -> scheduler.workerCount() >= n);
    all.forEach(pending -> pending.complete("end"));
    passed(ended);
    await().until(() -> scheduler.workerCount() == 0);
    CountDownLatch again = new CountDownLatch(1);
    scheduler.execute(worker -> again.countDown());
    passed(again);
  }

  @Test
  void workers_manyShortTurns_areAsManyAsSlots() throws InterruptedException {
    Scheduler scheduler = new Scheduler("test", 2);
    schedulers.add(scheduler);
    for (int round = 0; round < 100; round++) {
      CountDownLatch ended = new CountDownLatch(100);
      IntStream.range(0, 100).forEach(i -> scheduler.execute(worker -> ended.countDown()));
      passed(ended);
    }
    // the watchdog may have taken a worker for stuck that its carrier did not run for a while
    assertThat(scheduler.workerCount()).isLessThan(10);
  }

  @Test
  void execute_manyTurnsThatBlocked_leaveAThousandWorkersAtMost() throws InterruptedException {
    Scheduler scheduler = new Scheduler("test", 2, Duration.ofDays(1), Carriers.chosen());
    schedulers.add(scheduler);
    int many = 3 * IdleWorkers.MOST;
    List<Worker> waiting = new CopyOnWriteArrayList<>();
    CountDownLatch ended = new CountDownLatch(many);
    for (int i = 0; i < many; i++) {
      scheduler.execute(worker -> {
        waiting.add(worker);
        worker.suspend(Long.MAX_VALUE, () -> {});
        ended.countDown();
      });
    }
    await().until(() -> waiting.size() == many);
    assertThat(scheduler.workerCount()).isGreaterThanOrEqualTo(many);

    waiting.forEach(scheduler::resume);

    passed(ended);
    await()
        .untilAsserted(
            () -> assertThat(scheduler.workerCount()).isBetween(1, IdleWorkers.MOST + 10));
  }

  @Test
  void close_idleWorkers_leavesNoThread() throws InterruptedException {
    Scheduler scheduler = new Scheduler("leaves-no-thread", 2);
    CountDownLatch ran = new CountDownLatch(2);
    scheduler.execute(worker -> ran.countDown());
    scheduler.execute(worker -> ran.countDown());
    passed(ran);
    scheduler.close();
    await().until(() -> scheduler.workerCount() == 0);
    await()
        .until(() ->
            Thread.getAllStackTraces().keySet().stream()
                .noneMatch(t -> t.getName().startsWith("leaves-no-thread")));
  }

  @Test
  void close_turnsQueued_runsThemAndTakesInNoMore() throws InterruptedException {
    Scheduler scheduler = scheduler(1);
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch queued = new CountDownLatch(1);
    AtomicBoolean late = new AtomicBoolean();
    scheduler.execute(worker -> {
      begun.countDown();
      awaitUninterrupted(
          new Pending<>() {
            {
              Thread.startVirtualThread(() -> {
                blockOn(release);
                complete("go on");
              });
            }
          });
    });
    passed(begun);
    scheduler.execute(worker -> queued.countDown());
    scheduler.close();
    scheduler.execute(worker -> late.set(true));
    release.countDown();
    passed(queued);
    await().until(() -> scheduler.workerCount() == 0);
    assertThat(late).isFalse();
  }

  @Test
  void scheduler_noSlots_isRefused() {
    org.assertj.core.api.Assertions.assertThatIllegalArgumentException()
        .isThrownBy(() -> new Scheduler("none", 0))
        .withMessage("slots: 0 (expected: >= 1)");
  }
}
