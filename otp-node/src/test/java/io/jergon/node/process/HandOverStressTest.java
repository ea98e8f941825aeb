package io.jergon.node.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.node.Behaviour;
import io.jergon.node.ProcessBody;
import io.jergon.node.Self;
import io.jergon.node.SpawnOptions;
import io.jergon.node.handshake.OwnName;
import io.jergon.node.name.NodeName;
import io.jergon.node.scheduling.Scheduler;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Messages that arrive just when a process has found nothing more to do: one that wakes nobody, or
/// the wrong worker, is left lying, and the test does not end.
class HandOverStressTest {
  private static final SpawnOptions PLAIN = SpawnOptions.DEFAULT;
  private static final int ROUNDS = 20_000;
  private static final int ROUNDS_THAT_WAIT = 2_000;
  private static final int TOKENS = 6;
  private static final int HOPS = 100_000; // of each token

  @RegisterExtension static final OneNode ONE = new OneNode();

  private record Token(int hopsLeft) {}

  private final List<Pid> ring = new CopyOnWriteArrayList<>();
  private final CountDownLatch arrived = new CountDownLatch(TOKENS);
  private SplittableRandom random;
  private LocalNode local;

  private void start(int slots) {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("HandOverStressTest -Dseed=" + seed);
    random = new SplittableRandom(seed);
    local =
        new LocalNode(
            ONE.node(),
            OwnName.of(NodeName.of("stress@here")),
            1,
            node -> null,
            ProcessSettings.DEFAULT,
            new Scheduler("stress", slots));
  }

  @AfterEach
  void end() {
    local.shut();
    local.endAll(Atom.KILLED);
    local.awaitEmpty(OneNode.LONG);
    local.close();
    assertThat(local.isEmpty()).isTrue();
  }

  // ---- bursts of two, and then nothing that could make up for a lost wake-up ----

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void send_twoAtOnceToACallback_handlesBoth(int slots) {
    start(slots);
    AtomicLong handled = new AtomicLong();
    Behaviour counting = (self, message) -> handled.incrementAndGet();
    bursts(ROUNDS, local.spawn(PLAIN, () -> counting).pid(), handled);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void send_twoAtOnceToAReceive_handlesBoth(int slots) {
    start(slots);
    AtomicLong handled = new AtomicLong();
    ProcessBody body =
        self -> {
          while (true) {
            self.receive();
            handled.incrementAndGet();
          }
        };
    bursts(ROUNDS, local.spawn(PLAIN, body).pid(), handled);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void send_twoAtOnceToAReceiveWithATimeInACallback_handlesBoth(int slots) {
    start(slots);
    AtomicLong handled = new AtomicLong();
    SplittableRandom times = random.split();
    Behaviour receiving =
        (self, message) -> {
          handled.incrementAndGet();
          self.receive(Duration.ofNanos(times.nextInt(40_000)))
              .ifPresent(next -> handled.incrementAndGet());
        };
    bursts(ROUNDS_THAT_WAIT, local.spawn(PLAIN, () -> receiving).pid(), handled);
  }

  private void bursts(int rounds, Pid to, AtomicLong handled) {
    Other sender = new Other(local, to);
    Thread.ofPlatform().daemon().start(sender);
    for (int round = 1; round <= rounds; round++) {
      sender.delay = random.nextInt(100);
      int delay = random.nextInt(100);
      sender.go.set(round);
      spin(delay);
      local.signals().send(local.init(), to, "message");
      long deadline = System.nanoTime() + OneNode.LONG.toNanos();
      while (handled.get() < 2L * round) {
        assertThat(System.nanoTime()).as("round " + round).isLessThan(deadline);
        Thread.onSpinWait();
      }
    }
    sender.go.set(-1);
  }

  /// Sends one message each time that it is told to.
  private static final class Other implements Runnable {
    final AtomicInteger go = new AtomicInteger();
    volatile int delay;
    private final LocalNode local;
    private final Pid to;

    Other(LocalNode local, Pid to) {
      this.local = local;
      this.to = to;
    }

    @Override
    public void run() {
      int round = 0;
      while (true) {
        int next = go.get();
        if (next < 0) {
          return;
        }
        if (next == round) {
          Thread.onSpinWait();
        } else {
          round = next;
          spin(delay);
          local.signals().send(local.init(), to, "message");
        }
      }
    }
  }

  private static void spin(int n) {
    for (int i = 0; i < n; i++) {
      Thread.onSpinWait();
    }
  }

  // ---- many tokens among few processes, which receive in all ways ----

  private void pass(Self self, SplittableRandom random, Object message) {
    if (message instanceof Token(int hopsLeft)) {
      if (hopsLeft == 0) {
        arrived.countDown();
      } else {
        self.send(ring.get(random.nextInt(ring.size())), new Token(hopsLeft - 1));
      }
    }
  }

  /// Takes each message in a callback.
  private Behaviour callback(SplittableRandom random) {
    return (self, message) -> pass(self, random, message);
  }

  /// Receives within the callback as well, on whichever worker runs it, with times so short that
  /// they cross the message's arrival.
  private Behaviour receiving(SplittableRandom random) {
    return (self, message) -> {
      pass(self, random, message);
      Optional<Object> next = self.receive(Duration.ofNanos(random.nextInt(40_000)));
      next.ifPresent(token -> pass(self, random, token));
    };
  }

  /// Receives by itself, now this, now that kind of token first.
  private ProcessBody body(SplittableRandom random) {
    return self -> {
      while (true) {
        int bit = random.nextInt(2);
        Optional<Object> preferred =
            self.receive(
                m -> m instanceof Token(int left) && (left & 1) == bit,
                Duration.ofNanos(random.nextInt(20_000)));
        pass(self, random, preferred.orElseGet(self::receive));
      }
    };
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void send_amongFewProcesses_losesNoWakeUp(int slots) throws InterruptedException {
    start(slots);
    for (int i = 0; i < 2; i++) {
      SplittableRandom a = random.split();
      SplittableRandom b = random.split();
      SplittableRandom c = random.split();
      ring.add(local.spawn(PLAIN, () -> callback(a)).pid());
      ring.add(local.spawn(PLAIN, () -> receiving(b)).pid());
      ring.add(local.spawn(PLAIN, body(c)).pid());
    }
    for (int i = 0; i < TOKENS; i++) {
      local.signals().send(local.init(), ring.get(i), new Token(HOPS));
    }
    assertThat(arrived.await(120, TimeUnit.SECONDS))
        .as(() -> "tokens lost: " + arrived.getCount())
        .isTrue();
  }
}
