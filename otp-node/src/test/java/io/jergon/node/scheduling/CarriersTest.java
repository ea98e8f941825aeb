package io.jergon.node.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

class CarriersTest {

  @Test
  void of_unknownName_saysWhichThereAre() {
    assertThatIllegalStateException()
        .isThrownBy(() -> Carriers.of("mine"))
        .withMessage("jergon.carriers: mine (expected: jdk or own)");
  }

  @Test
  @DisabledIfSystemProperty(named = Carriers.PROPERTY, matches = "own")
  void own_packageNotOpen_saysWhichOptionItTakes() {
    for (int i = 0; i < 2; i++) {
      assertThatIllegalStateException()
          .isThrownBy(() -> Carriers.of("own"))
          .withMessage("own carriers need the option --add-opens java.base/java.lang=ALL-UNNAMED");
    }
  }

  @Test
  @EnabledIfSystemProperty(named = Carriers.PROPERTY, matches = "own")
  void own_manyThreadsThatWakeEachOther_allGetOn() throws InterruptedException {
    int threads = 50;
    int rounds = 2_000;
    List<Thread> ring = new ArrayList<>();
    AtomicInteger turn = new AtomicInteger();
    CountDownLatch ended = new CountDownLatch(threads);
    for (int i = 0; i < threads; i++) {
      int me = i;
      ring.add(
          Carriers.of("own")
              .threads()
              .unstarted(() -> {
                for (int round = 0; round < rounds; round++) {
                  while (turn.get() != round * threads + me) {
                    LockSupport.park();
                  }
                  turn.incrementAndGet();
                  LockSupport.unpark(ring.get((me + 1) % threads));
                }
                ended.countDown();
              }));
    }
    ring.forEach(Thread::start);
    assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  @EnabledIfSystemProperty(named = Carriers.PROPERTY, matches = "own")
  void own_threadThatHandsOverAndGoesOn_doesNotKeepTheOther() throws InterruptedException {
    Carriers carriers = Carriers.of("own");
    AtomicBoolean stopped = new AtomicBoolean();
    CountDownLatch other = new CountDownLatch(1);
    Thread next =
        carriers
            .threads()
            .start(() -> {
              LockSupport.park();
              other.countDown();
            });
    Thread first =
        carriers
            .threads()
            .start(() -> {
              while (next.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
              }
              carriers.unparkNext(next);
              while (!stopped.get()) {
                Thread.onSpinWait();
              }
            });
    try {
      assertThat(other.await(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      stopped.set(true);
    }
    first.join();
  }
}
