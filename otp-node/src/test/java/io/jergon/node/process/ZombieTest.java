package io.jergon.node.process;

import static io.jergon.node.process.OneNode.LONG;
import static io.jergon.node.process.OneNode.atom;
import static io.jergon.node.process.OneNode.end;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.node.Behaviour;
import io.jergon.node.DeadLetter;
import io.jergon.node.Monitored;
import io.jergon.node.Node;
import io.jergon.node.ProcessBody;
import io.jergon.node.ProcessName;
import io.jergon.node.Self;
import io.jergon.node.SpawnOptions;
import io.jergon.node.SpawnRequest;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Processes that were killed while their code runs on: nobody notices them any more.
class ZombieTest {
  private static final SpawnOptions PLAIN = SpawnOptions.DEFAULT;

  @RegisterExtension static final OneNode ONE = new OneNode();

  private final Node node = ONE.node();
  private final CountDownLatch atWork = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);

  /// Works on whatever happens, until it is let go.
  private void workOn() {
    atWork.countDown();
    while (goOn.getCount() > 0) {
      LockSupport.parkNanos(100_000);
      Thread.interrupted();
    }
  }

  private void awaitNoZombies() {
    await().atMost(LONG).until(() -> ONE.local().zombies().isEmpty());
  }

  private Pid killedAtWork(SpawnOptions options, ProcessBody then) throws InterruptedException {
    Pid pid =
        node.spawn(
            options,
            self -> {
              workOn();
              then.run(self);
            });
    atWork.await();
    node.exit(pid, Atom.KILL);
    return pid;
  }

  @Test
  void name_ofAZombie_isTakenByAnotherAtOnceAndStaysItsOwn() throws InterruptedException {
    killedAtWork(PLAIN.withName("heir"), self -> {});
    Queue<Object> got = new ConcurrentLinkedQueue<>();
    Pid heir = node.spawn(PLAIN.withName("heir"), self -> got.add(self.receive()));
    node.send(ProcessName.of("heir", node.name()), "to the living");
    goOn.countDown();
    awaitNoZombies();
    await().atMost(LONG).until(() -> !node.isAlive(heir));
    assertThat(got).containsExactly("to the living");
    Pid third = node.spawn(PLAIN.withName("heir"), Self::receive);
    assertThat(node.whereis("heir")).contains(third);
    node.exit(third, Atom.KILL);
  }

  static Stream<ProcessBody> steps() {
    Pid user = ONE.node().whereis("user").orElseThrow();
    ProcessName byName = ProcessName.of("user", ONE.node().name());
    Ref nobody = ONE.local().newRef();
    SpawnRequest request = SpawnRequest.of(ONE.node().name(), "m", "f", List.of());
    return Stream.of(
        Self::receive,
        self -> self.receive(Duration.ZERO),
        Self::hibernate,
        self -> self.call(user, "anything", LONG),
        self -> self.link(user),
        self -> self.unlink(user),
        self -> self.monitor(user),
        self -> self.monitor(byName),
        self -> self.demonitor(nobody),
        self -> self.exit(user, Atom.KILL),
        self -> self.exit(nobody, Atom.KILL),
        self -> self.spawn(PLAIN, own -> {}),
        self -> self.spawnMonitor(PLAIN, own -> {}),
        self -> self.spawnRequest(request),
        self -> self.register(atom("ghost")),
        self -> self.alias(),
        self -> self.trapExit(true),
        self -> self.processFlag("priority", atom("high")),
        self -> self.dictionary(),
        self -> self.startTimer(Duration.ZERO, user, "late"),
        self -> self.groupLeader(user, user));
  }

  @ParameterizedTest
  @MethodSource("steps")
  void zombie_nextStepWhateverItIs_unwindsItAndLeavesNoTrace(ProcessBody step)
      throws InterruptedException {
    Pid user = node.whereis("user").orElseThrow();
    int before = ONE.local().process(user).relationCount();
    Queue<String> reached = new ConcurrentLinkedQueue<>();
    killedAtWork(
        PLAIN,
        self -> {
          step.run(self);
          reached.add("went on");
        });
    goOn.countDown();
    awaitNoZombies();
    assertThat(reached).isEmpty();
    assertThat(node.isAlive(user)).isTrue();
    assertThat(ONE.local().process(user).relationCount()).isEqualTo(before);
    assertThat(node.whereis("ghost")).isEmpty();
  }

  @Test
  void callbacks_ofAZombie_areNotCalledAnyMore() throws InterruptedException {
    Queue<Object> called = new ConcurrentLinkedQueue<>();
    Pid pid =
        node.spawn(
            PLAIN,
            () ->
                new Behaviour() {
                  @Override
                  public void receive(Self self, Object message) {
                    called.add(message);
                    workOn();
                  }

                  @Override
                  public void terminate(Self self, Term reason) {
                    called.add(reason);
                  }
                });
    node.send(pid, "first");
    node.send(pid, "second");
    atWork.await();
    node.exit(pid, Atom.KILL);
    goOn.countDown();
    awaitNoZombies();
    assertThat(called).containsExactly("first");
  }

  @Test
  void messages_ofAZombie_areDeadLetters() throws InterruptedException {
    Queue<DeadLetter> letters = new ConcurrentLinkedQueue<>();
    try (Node other = OneNode.builder().onDeadLetter(letters::add).start()) {
      Pid pid = other.spawn(self -> workOn());
      atWork.await();
      other.send(pid, "before");
      other.exit(pid, Atom.KILL);
      other.send(pid, "after");
      goOn.countDown();
      await().atMost(LONG).until(() -> letters.size() == 2);
      assertThat(letters)
          .extracting(DeadLetter::message)
          .containsExactlyInAnyOrder("before", "after");
    }
  }

  @Test
  void kill_ofAZombie_changesNothing() throws InterruptedException {
    Pid pid = killedAtWork(PLAIN, self -> {});
    node.exit(pid, atom("again"));
    Term reason = node.inProcess(self -> end(self, new Monitored(pid, self.monitor(pid))));
    assertThat(reason).isEqualTo(Atom.NOPROC);
    goOn.countDown();
    awaitNoZombies();
  }

  @Test
  void close_withAZombie_returns() throws InterruptedException {
    Node other = OneNode.start();
    other.spawn(self -> workOn());
    atWork.await();
    other.close();
    goOn.countDown();
  }

  @Test
  void zombie_untilItsCodeReturns_isListed() throws InterruptedException {
    Pid pid = killedAtWork(PLAIN, self -> {});
    await().atMost(LONG).until(() -> node.zombies().equals(List.of(pid)));
    assertThat(node.isAlive(pid)).isFalse();
    assertThat(node.processes()).doesNotContain(pid);
    goOn.countDown();
    await().atMost(LONG).until(() -> node.zombies().isEmpty());
  }
}
