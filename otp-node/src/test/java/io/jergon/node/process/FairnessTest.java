package io.jergon.node.process;

import static io.jergon.node.process.OneNode.LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.node.Behaviour;
import io.jergon.node.Node;
import io.jergon.node.ProcessBody;
import io.jergon.node.Self;
import io.jergon.node.SpawnOptions;
import io.jergon.node.gen.GenMessage;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Whatever some processes do, others are not kept waiting.
///
/// The bound is generous, for busy machines; without fairness an answer takes many seconds or
/// forever. How long it really takes is measured by the benchmarks.
class FairnessTest {
  private static final SpawnOptions PLAIN = SpawnOptions.DEFAULT;
  private static final int PAIRS = 2 * Runtime.getRuntime().availableProcessors();
  private static final Duration BOUND = Duration.ofSeconds(2);

  @RegisterExtension static final OneNode ONE = new OneNode();

  private final Node node = ONE.node();

  /// Calls a server from a plain thread, again and again; each answer has to come in time.
  private void answersOutsiders(int times) {
    Pid server =
        node.spawn(
            PLAIN,
            () ->
                (Self self, Object message) -> {
                  if (message instanceof GenMessage.Call(var from, var request)) {
                    from.reply(request);
                  }
                });
    for (int i = 0; i < times; i++) {
      assertThat(node.call(server, i, BOUND)).isEqualTo(i);
    }
  }

  @Test
  void call_fromOutsideWhileCallbacksPlayPingPong_isAnsweredInTime() {
    AtomicLong played = new AtomicLong();
    Supplier<Behaviour> player =
        () ->
            (Self self, Object message) -> {
              played.incrementAndGet();
              self.send((Pid) message, self.pid());
            };
    List<Pid> players = new ArrayList<>();
    for (int i = 0; i < PAIRS; i++) {
      Pid one = node.spawn(PLAIN, player);
      Pid other = node.spawn(PLAIN, player);
      node.send(one, other);
      players.addAll(List.of(one, other));
    }
    answersOutsiders(200);
    long soFar = played.get();
    await().until(() -> played.get() > soFar);
    end(players);
  }

  @Test
  void call_fromOutsideWhileBodiesPlayPingPong_isAnsweredInTime() {
    ProcessBody player =
        self -> {
          while (true) {
            self.send((Pid) self.receive(), self.pid());
          }
        };
    List<Pid> players = new ArrayList<>();
    for (int i = 0; i < PAIRS; i++) {
      Pid one = node.spawn(player);
      Pid other = node.spawn(player);
      node.send(one, other);
      players.addAll(List.of(one, other));
    }
    answersOutsiders(200);
    end(players);
  }

  @Test
  void call_fromOutsideWhileOthersSendWithoutEnd_isAnsweredInTime() {
    Pid nobody = node.spawn(self -> {});
    List<Pid> senders = new ArrayList<>();
    for (int i = 0; i < PAIRS; i++) {
      senders.add(
          node.spawn(self -> {
            while (true) {
              self.send(nobody, "into the void");
            }
          }));
    }
    answersOutsiders(50);
    end(senders);
  }

  @Test
  void call_fromOutsideWhileOthersReceiveWithoutEnd_isAnsweredInTime() {
    List<Pid> readers = new ArrayList<>();
    for (int i = 0; i < PAIRS; i++) {
      readers.add(
          node.spawn(self -> {
            self.send(self.pid(), "kept busy");
            while (true) {
              self.send(self.pid(), self.receive());
            }
          }));
    }
    answersOutsiders(50);
    end(readers);
  }

  /// Ends those who kept the node busy, which they have to be still.
  private void end(List<Pid> pids) {
    assertThat(pids).allMatch(node::isAlive);
    for (Pid pid : pids) {
      node.exit(pid, Atom.KILL);
    }
  }

  @Test
  void call_whileMoreHandlersBlockThanThereAreCores_isAnsweredInTime() {
    CountDownLatch release = new CountDownLatch(1);
    int blocked = 10 * PAIRS;
    CountDownLatch ended = new CountDownLatch(blocked);
    for (int i = 0; i < blocked; i++) {
      node.spawn(self -> {
        release.await();
        ended.countDown();
      });
    }
    answersOutsiders(50);
    release.countDown();
    assertThat(node.<Boolean>inProcess(self -> awaited(ended))).isTrue();
  }

  @Test
  void call_whileMoreHandlersComputeThanThereAreCores_isAnswered() throws InterruptedException {
    int computing = 4 * Runtime.getRuntime().availableProcessors();
    AtomicBoolean stopped = new AtomicBoolean();
    CountDownLatch begun = new CountDownLatch(computing);
    CountDownLatch ended = new CountDownLatch(computing);
    for (int i = 0; i < computing; i++) {
      node.spawn(self -> {
        begun.countDown();
        while (!stopped.get()) {
          Thread.onSpinWait();
        }
        ended.countDown();
      });
    }
    try {
      assertThat(begun.await(LONG.toSeconds(), TimeUnit.SECONDS)).as("all compute").isTrue();
      Pid relay = node.spawn(PLAIN, () -> relayTo(null));
      for (int i = 0; i < 10; i++) {
        Pid next = relay;
        relay = node.spawn(PLAIN, () -> relayTo(next)); // its handler waits, and has to go on
      }
      assertThat(node.call(relay, 0, LONG)).isEqualTo(11);
    } finally {
      stopped.set(true);
    }
    assertThat(ended.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  private static boolean awaited(CountDownLatch latch) {
    try {
      return latch.await(LONG.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void call_aChainOfAThousandCalls_returns() {
    Pid last = node.spawn(PLAIN, () -> relayTo(null));
    for (int i = 0; i < 1_000; i++) {
      Pid next = last;
      last = node.spawn(PLAIN, () -> relayTo(next));
    }
    assertThat(node.call(last, 0, LONG)).isEqualTo(1_001);
  }

  private static Behaviour relayTo(Pid next) {
    return (self, message) -> {
      if (message instanceof GenMessage.Call(var from, Integer n)) {
        from.reply(next == null ? n + 1 : self.call(next, n + 1, LONG));
      }
    };
  }

  @Test
  void callback_oneMessageAtATime_seesWhatTheOneBeforeWrote() {
    int senders = 8;
    int each = 20_000;
    AtomicBoolean inside = new AtomicBoolean();
    CompletableFuture<int[]> sums = new CompletableFuture<>();
    Supplier<Behaviour> counter =
        () ->
            new Behaviour() {
              private final int[] next = new int[senders]; // plain fields, many threads' messages
              private int outOfOrder;
              private int left = senders * each;

              @Override
              public void receive(Self self, Object message) {
                if (!inside.compareAndSet(false, true)) {
                  outOfOrder++;
                }
                int[] m = (int[]) message;
                if (next[m[0]]++ != m[1]) {
                  outOfOrder++;
                }
                if (--left == 0) {
                  sums.complete(new int[] {outOfOrder});
                }
                inside.set(false);
              }
            };
    Pid pid = node.spawn(PLAIN, counter);
    for (int s = 0; s < senders; s++) {
      int sender = s;
      node.spawn(self -> {
        for (int n = 0; n < each; n++) {
          self.send(pid, new int[] {sender, n});
        }
      });
    }
    assertThat(sums.orTimeout(60, TimeUnit.SECONDS).join()).containsExactly(0);
  }

  /// Reads of a pipe hold the thread in the operating system.
  @Test
  void call_whileMoreHandlersReadFilesThanThereAreCores_isAnswered() throws IOException {
    List<Process> writers = new ArrayList<>();
    CountDownLatch reading = new CountDownLatch(PAIRS);
    CountDownLatch ended = new CountDownLatch(PAIRS);
    try {
      for (int i = 0; i < PAIRS; i++) {
        Process silent = new ProcessBuilder("cat").start();
        writers.add(silent);
        node.spawn(self -> {
          reading.countDown();
          silent.getInputStream().read();
          ended.countDown();
        });
      }
      assertThat(node.<Boolean>inProcess(self -> awaited(reading))).isTrue();
      Pid relay = node.spawn(PLAIN, () -> relayTo(null));
      for (int i = 0; i < 10; i++) {
        assertThat(node.call(relay, i, LONG)).isEqualTo(i + 1);
      }
      assertThat(ended.getCount()).isEqualTo(PAIRS);
    } finally {
      writers.forEach(Process::destroy);
    }
    assertThat(node.<Boolean>inProcess(self -> awaited(ended))).isTrue();
  }
}
