package io.jergon.node.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What a turn puts off is done once it waits or ends, and never left undone.
class PostponedTest {
  private final Scheduler scheduler = new Scheduler("test", 1);
  private final Counting work = new Counting();

  private static final class Counting implements Postponed {
    final AtomicInteger now = new AtomicInteger();
    final AtomicInteger byOthers = new AtomicInteger();

    @Override
    public void now() {
      now.incrementAndGet();
    }

    @Override
    public void byOthers() {
      byOthers.incrementAndGet();
    }

    int done() {
      return now.get() + byOthers.get();
    }
  }

  @AfterEach
  void close() {
    scheduler.close();
  }

  private static void passed(CountDownLatch latch) throws InterruptedException {
    assertThat(latch.await(60, TimeUnit.SECONDS)).as("in time").isTrue();
  }

  @Test
  void postpone_turnEnds_isDone() {
    scheduler.execute(worker -> worker.postpone(work));

    await().until(() -> work.done() == 1);
  }

  @Test
  void postpone_turnWaits_isDoneWhileItWaits() throws InterruptedException {
    Pending<Boolean> reply = new Pending<>();
    CountDownLatch over = new CountDownLatch(1);
    scheduler.execute(worker -> {
      worker.postpone(work);
      try {
        reply.await(Pending.FOREVER);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      over.countDown();
    });

    await().until(() -> work.done() == 1);
    assertThat(over.getCount()).isEqualTo(1);
    reply.complete(true);
    passed(over);
  }

  @Test
  void postpone_turnComputes_isLeftToOthers() throws InterruptedException {
    AtomicBoolean stop = new AtomicBoolean();
    CountDownLatch over = new CountDownLatch(1);
    scheduler.execute(worker -> {
      worker.postpone(work);
      while (!stop.get()) {
        Thread.onSpinWait();
      }
      over.countDown();
    });

    await().until(() -> work.byOthers.get() == 1);
    stop.set(true);
    passed(over);
    assertThat(work.now).hasValue(0);
  }

  @Test
  void postpone_againAndAgain_isDoneMeanwhile() throws InterruptedException {
    AtomicInteger times = new AtomicInteger();
    CountDownLatch over = new CountDownLatch(1);
    scheduler.execute(worker -> {
      while (work.done() < 10) {
        worker.postpone(work);
        times.incrementAndGet();
      }
      over.countDown();
    });

    passed(over);
    assertThat(times.get()).isGreaterThan(10);
  }

  @Test
  void postpone_otherTurnsAreQueued_isDoneAfterThem() throws InterruptedException {
    int turns = 10;
    CountDownLatch queued = new CountDownLatch(1);
    CountDownLatch over = new CountDownLatch(turns);
    AtomicInteger doneBefore = new AtomicInteger();
    scheduler.execute(_ -> {
      try {
        queued.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    });
    for (int i = 0; i < turns; i++) {
      scheduler.execute(worker -> {
        doneBefore.addAndGet(work.now.get());
        worker.postpone(work);
        over.countDown();
      });
    }
    queued.countDown();

    passed(over);
    assertThat(doneBefore).hasValue(0);
    await().until(() -> work.done() == 1);
  }

  @Test
  void postpone_anotherWork_leavesTheFirstToOthers() throws InterruptedException {
    Counting second = new Counting();
    CountDownLatch over = new CountDownLatch(1);
    scheduler.execute(worker -> {
      worker.postpone(work);
      worker.postpone(second);
      over.countDown();
    });

    passed(over);
    await().until(() -> second.done() == 1);
    assertThat(work.byOthers).hasValue(1);
  }

  @Test
  void postpone_manyTurnsThatWaitForEachOther_isDoneForEach() throws InterruptedException {
    int turns = 200;
    CountDownLatch over = new CountDownLatch(turns);
    for (int i = 0; i < turns; i++) {
      Counting own = new Counting();
      Pending<Boolean> done = new Pending<>();
      scheduler.execute(worker -> {
        Postponed answering =
            new Postponed() {
              @Override
              public void now() {
                own.now();
                done.complete(true);
              }

              @Override
              public void byOthers() {
                own.byOthers();
                done.complete(true);
              }
            };
        worker.postpone(answering);
        try {
          done.await(Pending.FOREVER);
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
        over.countDown();
      });
    }

    passed(over);
  }
}
