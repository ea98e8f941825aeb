package io.jergon.node.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PendingTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  private final Scheduler scheduler = new Scheduler("test", 2);

  @AfterEach
  void close() {
    scheduler.close();
  }

  /// Who waits.
  private enum Waiter {
    THREAD,
    WORKER
  }

  private interface Wait<V> {
    V run() throws InterruptedException;
  }

  /// Runs something as a plain thread or as a worker.
  private <V> CompletableFuture<V> by(Waiter waiter, Wait<V> wait) {
    CompletableFuture<V> result = new CompletableFuture<>();
    Runnable run =
        () -> {
          try {
            result.complete(wait.run());
          } catch (Throwable e) {
            result.completeExceptionally(e);
          }
        };
    switch (waiter) {
      case THREAD -> Thread.ofPlatform().start(run);
      case WORKER -> scheduler.execute(worker -> run.run());
    }
    return result;
  }

  @ParameterizedTest
  @EnumSource
  void await_valueIsThere_returnsIt(Waiter waiter) {
    Pending<String> pending = new Pending<>();
    assertThat(pending.complete("value")).isTrue();
    assertThat(by(waiter, () -> pending.await(LONG)).join()).isEqualTo("value");
    assertThat(pending.complete("another")).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void await_valueComesLater_returnsIt(Waiter waiter) {
    Pending<String> pending = new Pending<>();
    CompletableFuture<String> result = by(waiter, () -> pending.await(LONG));
    by(waiter, () -> pending.complete("value"));
    assertThat(result.join()).isEqualTo("value");
  }

  @ParameterizedTest
  @EnumSource
  void await_noValueInTime_returnsNullAndRefusesALateOne(Waiter waiter) {
    Pending<String> pending = new Pending<>();
    assertThat(by(waiter, () -> pending.await(Duration.ofMillis(5))).join()).isNull();
    assertThat(pending.isDone()).isTrue();
    assertThat(pending.complete("late")).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void await_noTimeAtAll_returnsNull(Waiter waiter) {
    assertThat(by(waiter, () -> new Pending<String>().await(Duration.ZERO)).join()).isNull();
    assertThat(by(waiter, () -> new Pending<String>().await(Duration.ofDays(-1))).join()).isNull();
  }

  @ParameterizedTest
  @EnumSource
  void await_moreTimeThanNanosecondsCanSay_waits(Waiter waiter) {
    Pending<String> pending = new Pending<>();
    CompletableFuture<String> result =
        by(waiter, () -> pending.await(Duration.ofSeconds(Long.MAX_VALUE)));
    by(waiter, () -> pending.complete("value"));
    assertThat(result.join()).isEqualTo("value");
  }

  @Test
  void await_threadInterrupted_throwsAndGivesUp() throws InterruptedException {
    Pending<String> pending = new Pending<>();
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread thread =
        Thread.ofPlatform()
            .start(() -> {
              try {
                pending.await(LONG);
              } catch (InterruptedException e) {
                thrown.set(e);
              }
            });
    await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
    thread.interrupt();
    thread.join();
    assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
    assertThat(pending.complete("late")).isFalse();
  }

  @Test
  void await_threadInterruptedBefore_throwsUnlessTheValueIsThere() throws InterruptedException {
    Pending<String> there = new Pending<>();
    there.complete("value");
    Thread.currentThread().interrupt();
    assertThat(there.await(LONG)).isEqualTo("value");
    assertThat(Thread.currentThread().isInterrupted()).isTrue();
    assertThatThrownBy(() -> new Pending<String>().await(LONG))
        .isInstanceOf(InterruptedException.class);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void await_workerInterrupted_goesOnWaitingAndStaysInterrupted() {
    Pending<String> pending = new Pending<>();
    CompletableFuture<Thread> thread = new CompletableFuture<>();
    CompletableFuture<Boolean> interrupted =
        by(
            Waiter.WORKER,
            () -> {
              thread.complete(Thread.currentThread());
              return "value".equals(pending.await(LONG)) && Thread.currentThread().isInterrupted();
            });
    await().until(() -> thread.join().getState() == Thread.State.WAITING);
    thread.join().interrupt();
    by(Waiter.WORKER, () -> pending.complete("value"));
    assertThat(interrupted.join()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void await_valueAndTimeoutAtOnce_agreeOnOne(Waiter waiter) {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("PendingTest -Dseed=" + seed);
    SplittableRandom random = new SplittableRandom(seed);
    int values = 0;
    int rounds = 3_000;
    for (int i = 0; i < rounds; i++) {
      Pending<Integer> pending = new Pending<>();
      int number = i;
      Duration timeout = Duration.ofNanos(random.nextInt(60_000));
      long spin = random.nextInt(60_000);
      CompletableFuture<Integer> result = by(waiter, () -> pending.await(timeout));
      long begin = System.nanoTime();
      while (System.nanoTime() - begin < spin) {
        Thread.onSpinWait();
      }
      boolean completed = pending.complete(number);
      assertThat(result.join()).isEqualTo(completed ? number : null);
      values += completed ? 1 : 0;
    }
    assertThat(values).as("both ends were seen").isBetween(1, rounds - 1);
  }
}
