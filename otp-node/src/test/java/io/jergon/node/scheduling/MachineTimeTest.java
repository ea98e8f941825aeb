package io.jergon.node.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.jergon.node.TimeSource.Alarm;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MachineTimeTest {
  private static final Duration HOUR = Duration.ofHours(1);

  private final String name = "time-test-" + System.nanoTime();
  private final MachineTime time = new MachineTime(name);

  @AfterEach
  void close() {
    time.close();
  }

  private Thread thread() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals(name + "-timers"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void after_manyDelays_isNeverEarly() throws InterruptedException {
    Queue<Long> early = new ConcurrentLinkedQueue<>();
    CountDownLatch done = new CountDownLatch(1_000);
    for (int i = 0; i < 1_000; i++) {
      long due = time.nanoTime() + i * 50_000L;
      time.after(
          Duration.ofNanos(i * 50_000L),
          () -> {
            long left = due - time.nanoTime();
            if (left > 0) {
              early.add(left);
            }
            done.countDown();
          });
    }
    done.await();
    assertThat(early).isEmpty();
  }

  /// Each thread is another wheel's, perhaps, as a process is that goes from worker to worker.
  @Test
  void after_oneAfterTheOtherByManyThreads_isDoneInTheOrderOfTimes() throws InterruptedException {
    int count = 20_000;
    long seed = Long.getLong("seed", System.nanoTime());
    Random random = new Random(seed);
    List<Long> done = new ArrayList<>(); // of the time's thread
    CountDownLatch all = new CountDownLatch(count);
    AtomicLong last = new AtomicLong();
    Runnable start =
        () -> {
          for (int i = 0; i < count / 4; i++) {
            synchronized (last) { // one after the other
              // within a millisecond if it can be, and later than all before
              long due = Math.max(last.get() + 1, time.nanoTime() + random.nextLong(1_000_000));
              Duration delay = Duration.ofNanos(Math.max(0, due - time.nanoTime()));
              long least = time.nanoTime() + delay.toNanos();
              time.after(
                  delay,
                  () -> {
                    done.add(least);
                    all.countDown();
                  });
              last.set(time.nanoTime() + delay.toNanos());
            }
          }
        };
    for (int i = 0; i < 4; i++) {
      Thread.ofPlatform().start(start);
    }
    all.await();
    assertThat(done).as("-Dseed=" + seed).isSorted();
  }

  /// What threads start and cancel at random, while the time's thread does what is due, happens or
  /// was cancelled: one of both, once.
  @Test
  void after_startedAndCancelledByManyThreads_happensOrIsCancelled() throws InterruptedException {
    int threads = 4;
    int each = 20_000;
    long seed = Long.getLong("seed", System.nanoTime());
    AtomicIntegerArray done = new AtomicIntegerArray(threads * each);
    CountDownLatch all = new CountDownLatch(threads * each);
    Queue<Alarm> shared = new ConcurrentLinkedQueue<>();
    for (int t = 0; t < threads; t++) {
      int first = t * each;
      Random random = new Random(seed + t);
      Thread.ofPlatform()
          .start(() -> {
            for (int i = first; i < first + each; i++) {
              int number = i;
              shared.add(
                  time.after(
                      Duration.ofNanos(random.nextLong(1L << random.nextInt(1, 26))),
                      () -> {
                        done.incrementAndGet(number);
                        all.countDown();
                      }));
              if (random.nextBoolean()) {
                Alarm any = shared.poll(); // of any thread
                if (any != null && any.cancel()) {
                  all.countDown();
                }
              }
            }
          });
    }
    all.await();
    for (Alarm alarm : shared) {
      assertThat(alarm.cancel()).as("-Dseed=" + seed).isFalse();
    }
    for (int i = 0; i < done.length(); i++) {
      assertThat(done.get(i)).as("-Dseed=" + seed).isLessThanOrEqualTo(1);
    }
  }

  /// Each time the thread is about to sleep, or sleeps already.
  @Test
  void after_oneAtATime_wakesTheThread() throws InterruptedException {
    for (int i = 0; i < 2_000; i++) {
      CountDownLatch done = new CountDownLatch(1);
      time.after(Duration.ofNanos(i * 100L), done::countDown);
      done.await();
    }
  }

  @Test
  void after_soonerThanWhatTheThreadSleepsFor_wakesIt() throws InterruptedException {
    time.after(HOUR, () -> {});
    await().until(() -> thread().getState() == Thread.State.TIMED_WAITING);
    CountDownLatch done = new CountDownLatch(1);
    time.after(Duration.ofMillis(1), done::countDown);
    done.await();
  }

  @Test
  void time_nothingToBeDone_sleepsWithoutATimeout() throws InterruptedException {
    await().until(() -> thread().getState() == Thread.State.WAITING);
    CountDownLatch done = new CountDownLatch(1);
    time.after(Duration.ZERO, done::countDown);
    done.await();
    await().until(() -> thread().getState() == Thread.State.WAITING);
  }

  @Test
  void cancel_farAhead_leavesNothingOfIt() {
    WeakReference<Object> held = startAndCancel();
    await()
        .until(() -> {
          System.gc();
          return held.refersTo(null);
        });
  }

  private WeakReference<Object> startAndCancel() {
    Object message = new Object();
    Alarm alarm = time.after(HOUR, message::notifyAll);
    assertThat(alarm.cancel()).isTrue();
    return new WeakReference<>(message);
  }

  @Test
  void after_actionThatFails_leavesTheOthers() throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    AtomicInteger failed = new AtomicInteger();
    time.after(
        Duration.ZERO,
        () -> {
          failed.incrementAndGet();
          throw new LinkageError("of the test");
        });
    time.after(Duration.ofMillis(1), done::countDown);
    done.await();
    assertThat(failed).hasValue(1);
  }

  @Test
  void after_closed_isRefusedAndTheThreadEnds() {
    Thread thread = thread();
    time.after(HOUR, () -> {});
    time.close();
    await().until(() -> !thread.isAlive());
    assertThatThrownBy(() -> time.after(Duration.ZERO, () -> {}))
        .isInstanceOf(IllegalStateException.class);
  }
}
