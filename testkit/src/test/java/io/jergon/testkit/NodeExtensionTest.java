package io.jergon.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import io.jergon.node.Exit;
import io.jergon.node.Node;
import io.jergon.node.ProcessBody;
import io.jergon.node.ProcessName;
import io.jergon.node.Self;
import io.jergon.node.SpawnOptions;
import io.jergon.node.gen.GenMessage;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.opentest4j.AssertionFailedError;

/// The node, the clock and the probe that users' tests get.
class NodeExtensionTest {
  @RegisterExtension
  final NodeExtension nodes = new NodeExtension(builder -> builder.mailboxHighWater(1_000));

  private Node before;

  @BeforeEach
  void before(Node node) {
    before = node;
  }

  @Test
  void parameters_ofOneTest_belongToOneNode(Node node, Probe one, Probe other) {
    assertThat(node).isSameAs(before);
    assertThat(one.pid()).isNotEqualTo(other.pid());
    assertThat(node.isAlive(one.pid()) && node.isAlive(other.pid())).isTrue();
  }

  @Test
  void node_withoutAClock_hasTheMachinesTime(Node node) {
    assertThat(node.timeSource()).isNotInstanceOf(ManualClock.class);
  }

  @Test
  void otherNodes_started_talkToTheTestsNodeAndToEachOther(
      Node node, OtherNodes others, Probe probe) {
    Node one = others.start();
    Node two = others.start();
    probe.register("probe");
    ProcessName name = ProcessName.of("probe", node.name());
    one.send(name, Atom.of("one"));
    two.send(name, Atom.of("two"));
    probe.expectInAnyOrder(Atom.of("one"), Atom.of("two"));
    assertThat(one.ping(two.name())).isTrue();
    Pid far =
        two.spawn(self -> {
          self.send((Pid) self.receive(), Atom.of("watched"));
          self.receive();
        });
    probe.monitor(far);
    probe.send(far, probe.pid());
    probe.expectMessage(Atom.of("watched"));
    two.close();
    assertThat(probe.expectDown(far)).isEqualTo(Atom.of("shutdown"));
  }

  @Test
  void otherNodes_withAClock_haveTheSameTime(
      Node node, OtherNodes others, ManualClock clock, Probe probe) {
    others.start().inProcess(self -> self.sendAfter(Duration.ofHours(1), probe.pid(), Atom.NORMAL));
    clock.advance(Duration.ofHours(1));
    probe.expectMessage(Atom.NORMAL);
  }

  // ---- the clock ----

  @Test
  void advance_timersOfAnyOrder_fireInTheOrderOfTheirTimes(
      Node node, ManualClock clock, Probe probe) {
    probe.run(self -> {
      self.sendAfter(Duration.ofSeconds(2), self.pid(), "two");
      self.sendAfter(Duration.ofSeconds(1), self.pid(), "one");
      self.sendAfter(Duration.ofSeconds(2), self.pid(), "two again");
      return self.sendAfter(Duration.ofSeconds(3), self.pid(), "three");
    });
    clock.advance(Duration.ofMillis(2_999));
    probe.expectMessage("one");
    probe.expectMessage("two");
    probe.expectMessage("two again");
    probe.expectNothing();
    clock.advance(Duration.ofMillis(1));
    probe.expectMessage("three");
    assertThat(clock.elapsed()).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void advance_processThatStartsItsTimerAnew_firesEachOfThem(Node node, ManualClock clock) {
    List<Duration> ticks = Collections.synchronizedList(new ArrayList<>());
    Pid ticker =
        node.spawn(
            SpawnOptions.DEFAULT,
            () ->
                (Self self, Object message) -> {
                  ticks.add(clock.elapsed());
                  self.sendAfter(Duration.ofHours(1), self.pid(), "tick");
                });
    node.send(ticker, "tick");
    clock.advance(Duration.ofHours(5));
    assertThat(ticks).map(Duration::toHours).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
  }

  @Test
  void advance_receiveWithATimeout_endsThen(Node node, ManualClock clock, Probe probe) {
    Pid waiting =
        node.spawn(self -> {
          self.receive(Duration.ofSeconds(10));
          self.receive(Duration.ofSeconds(5)); // sooner than the last one would have been
        });
    probe.monitor(waiting);
    clock.advance(Duration.ofSeconds(3));
    node.send(waiting, "something");
    clock.advance(Duration.ofSeconds(4));
    probe.expectNothing();
    clock.advance(Duration.ofSeconds(1));
    assertThat(probe.expectDown(waiting)).isEqualTo(Atom.NORMAL);
  }

  @Test
  void advance_callThatNobodyAnswers_timesOut(Node node, ManualClock clock, Probe probe) {
    Pid silent = node.spawn(SpawnOptions.DEFAULT, () -> (self, message) -> {});
    Pid caller = node.spawn(self -> self.call(silent, "hello", Duration.ofMinutes(1)));
    probe.monitor(caller);
    clock.advance(Duration.ofMinutes(1));
    assertThat(probe.expectDown(caller).toString()).startsWith("{timeout,{gen_server,call,");
  }

  @Test
  void cancelTimer_halfWay_tellsTheTimeLeft(Node node, ManualClock clock, Probe probe) {
    Ref timer = probe.run(self -> self.sendAfter(Duration.ofSeconds(10), self.pid(), "never"));
    clock.advance(Duration.ofSeconds(4));
    Optional<Duration> read = probe.run(self -> self.readTimer(timer));
    Optional<Duration> cancelled = probe.run(self -> self.cancelTimer(timer));
    assertThat(read).contains(Duration.ofSeconds(6));
    assertThat(cancelled).contains(Duration.ofSeconds(6));
    clock.advance(Duration.ofSeconds(10));
    probe.expectNothing();
  }

  // ---- the probe ----

  @Test
  void expectExit_linkedProcess_tellsTheReason(Node node, Probe probe) {
    Pid linked = node.spawn(self -> self.receive());
    probe.link(linked);
    probe.exit(linked, Atom.of("enough"));
    assertThat(probe.expectExit(linked)).isEqualTo(Atom.of("enough"));
  }

  @Test
  void expectMessage_ofAClass_isThatMessage(Node node, Probe probe) {
    node.send(probe.pid(), 42);
    assertThat(probe.expectMessage(Integer.class)).isEqualTo(42);
  }

  @Test
  void expectMessage_another_isToldWithBoth(Node node, Probe probe) {
    node.send(probe.pid(), "this");
    assertThatThrownBy(() -> probe.expectMessage("that"))
        .isInstanceOf(AssertionFailedError.class)
        .hasMessage("got this (expected: that)");
  }

  @Test
  void expectCall_andCast_letTheProbeBeAServer(Node node, Probe server) {
    server.register("server");
    ProcessName name = ProcessName.of("server", node.name());
    CompletableFuture<Object> reply = new CompletableFuture<>();
    node.cast(name, "news");
    node.spawn(self -> reply.complete(self.call(name, "question", Duration.ofMinutes(1))));
    server.expectCast("news");
    server.expectCall("question").reply("answer");
    assertThat(reply).succeedsWithin(Duration.ofSeconds(20)).isEqualTo("answer");
    // as another node sends them
    node.send(name, Term.parse("{'$gen_cast', news}"));
    Pid caller = node.spawn(Self::receive);
    node.send(name, Tuple.of(Atom.of("$gen_call"), Tuple.of(caller, Atom.of("t")), Atom.of("q")));
    server.expectCast(Atom.of("news"));
    GenMessage.Call call = server.expectCall();
    assertThat(call.request()).isEqualTo(Atom.of("q"));
    assertThat(call.from().pid()).isEqualTo(caller);
    node.send(name, "question");
    assertThatThrownBy(() -> server.expectCall("question"))
        .isInstanceOf(AssertionFailedError.class)
        .hasMessage("got question (expected: a call of question)");
  }

  @Test
  void expectDown_byName_tellsTheReason(Node node, Probe probe) {
    ProcessName nobody = ProcessName.of("nobody", node.name());
    probe.monitor(nobody);
    assertThat(probe.expectDown(nobody)).isEqualTo(Atom.of("noproc"));
  }

  @Test
  void expectCrash_exception_isItsMessage(Node node, Probe probe) {
    ProcessBody failing =
        self -> {
          self.receive();
          throw new IllegalStateException("broken");
        };
    Pid first = node.spawn(failing);
    probe.monitor(first);
    node.send(first, "go");
    assertThat(probe.expectCrash(first, IllegalStateException.class)).isEqualTo("broken");
    Pid second = node.spawn(failing);
    probe.monitor(second);
    node.send(second, "go");
    assertThatThrownBy(() -> probe.expectCrash(second, IllegalArgumentException.class))
        .isInstanceOf(AssertionFailedError.class)
        .hasMessageContaining("java.lang.IllegalArgumentException");
  }

  @Test
  void awaitMessage_oneBehindOthers_leavesThemInTheirOrder(Node node, Probe probe) {
    node.send(probe.pid(), 1);
    node.send(probe.pid(), 2);
    node.send(probe.pid(), "three");
    node.send(probe.pid(), 4);
    assertThat(probe.awaitMessage("a text", String.class::isInstance)).isEqualTo("three");
    assertThat(probe.awaitMessage("two", m -> m.equals(2))).isEqualTo(2);
    Quiet.await(node);
    assertThat(probe.mailbox()).containsExactly(1, 4);
    probe.expectMessage(1);
    probe.expectMessage(4);
    probe.expectNothing();
  }

  @Test
  void expectInAnyOrder_anotherMessage_isTold(Node node, Probe probe) {
    node.send(probe.pid(), 2);
    node.send(probe.pid(), 1);
    node.send(probe.pid(), 3);
    probe.expectInAnyOrder(1, 2);
    assertThatThrownBy(() -> probe.expectInAnyOrder(4))
        .isInstanceOf(AssertionFailedError.class)
        .hasMessage("got 3 (expected: all of [4])");
  }

  @Test
  void expectNothing_messageThatIsOnItsWay_isWaitedFor(Node node, Probe probe) {
    Pid relay = probe.pid();
    for (int i = 0; i < 50; i++) {
      Pid next = relay;
      relay = node.spawn(self -> self.send(next, self.receive()));
    }
    node.send(relay, "through fifty hands");
    assertThatThrownBy(probe::expectNothing)
        .isInstanceOf(AssertionFailedError.class)
        .hasMessage("got through fifty hands (expected: nothing)");
  }

  @Test
  void run_actionThatThrows_throwsThatAndLeavesTheProbeAlive(Node node, Probe probe) {
    assertThatThrownBy(() ->
            probe.run(self -> {
              throw new Exit(Atom.of("no"));
            }))
        .isInstanceOf(Exit.class);
    probe.expectNothing();
    assertThat(node.isAlive(probe.pid())).isTrue();
  }

  @Test
  void await_handlerThatBlocks_isNotQuiet(Node node, Probe probe) throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    node.spawn(self -> {
      begun.countDown();
      release.await();
      self.send(probe.pid(), "done");
    });
    begun.await();
    assertThat(node.awaitQuiet(Duration.ofMillis(20))).isFalse();
    release.countDown();
    Quiet.await(node);
    assertThat(probe.mailbox()).containsExactly("done");
  }

  @Test
  void clock_delayBeyondAllNumbers_neverComesDue(ManualClock clock, Probe probe) {
    clock.advance(Duration.ofDays(1));
    probe.run(self -> self.sendAfter(ChronoUnit.FOREVER.getDuration(), self.pid(), "too soon"));
    clock.advance(Duration.ofDays(36_500));
    probe.expectNothing();
  }

  @Test
  void clock_timeBelowZero_isRefused(ManualClock clock) {
    assertThatThrownBy(() -> clock.advance(Duration.ofNanos(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("time: PT-0.000000001S (expected: >= 0)");
  }

  @Test
  void run_assertionFails_isTheTestsAndTheProbeLives(Probe probe) {
    AssertionError failed = new AssertionError("2 is not 3");
    assertThatThrownBy(() ->
            probe.run(self -> {
              throw failed;
            }))
        .isSameAs(failed);
    assertThat(probe.<Pid>run(Self::pid)).isEqualTo(probe.pid());
  }

  @Test
  void run_probeHasEnded_saysSoAtOnce(Node node, Probe probe) {
    probe.kill();
    Quiet.await(node);
    assertThatThrownBy(() -> probe.run(Self::pid))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the probe " + probe.pid() + " has ended");
  }
}
