package io.jergon.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.jergon.behaviour.ChildSpec.Restart;
import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.etf.Term;
import io.jergon.node.Exit;
import io.jergon.node.Self;
import io.jergon.node.SpawnOptions;
import io.jergon.node.gen.From;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class SupervisorTest extends LocalNodeTest {
  private final List<String> log = new CopyOnWriteArrayList<>();

  /// A child that traps exits and writes down its beginning and its end.
  private final class Child implements GenServer<Term, Term> {
    private final String name;

    Child(String name) {
      this.name = name;
    }

    @Override
    public Init init(Self self) {
      self.trapExit(true);
      log.add("start " + name);
      return Init.ok();
    }

    @Override
    public CallResult handleCall(Term request, From from) {
      throw new Exit(request);
    }

    @Override
    public void terminate(Term reason) {
      log.add("stop " + name);
    }
  }

  private ChildSpec child(String name) {
    return ChildSpec.server(name, () -> new Child(name));
  }

  private Pid start(SupervisorSpec spec) {
    return Supervisor.start(node, "sup", spec);
  }

  private void endWith(String child, String reason) {
    assertThatThrownBy(() ->
            GenServer.ref(node, child, node.name(), Child.class).call(Term.parse(reason), SOON))
        .isInstanceOf(Exit.class);
  }

  private Term ask(String request) {
    return GenServer.ref(node, "sup", node.name(), Supervisor.class)
        .call(Term.parse(request), SOON);
  }

  @Test
  void restart_whileTheFlightRecorderRuns_isSeen() {
    List<RecordedEvent> events = new CopyOnWriteArrayList<>();
    try (RecordingStream stream = new RecordingStream()) {
      stream.setReuse(false);
      stream.enable("io.jergon.SupervisorRestart");
      stream.onEvent("io.jergon.SupervisorRestart", events::add);
      start(SupervisorSpec.oneForOne().child(child("a")));
      stream.startAsync();
      endWith("a", "crash");
      await().atMost(SOON).until(() -> log.size() == 3); // start, stop, start
      stream.stop(); // all that was committed has been seen
    }
    assertThat(events)
        .singleElement()
        .satisfies(event -> {
          assertThat(event.getString("child")).isEqualTo("a");
          assertThat(event.getInt("restarts")).isEqualTo(1);
        });
  }

  @Test
  void children_startInOrder_andStopInReverse() {
    Pid sup = start(SupervisorSpec.oneForOne().child(child("a")).child(child("b")));
    CompletableFuture<Term> death = death(sup);
    Supervisor.stop(node, sup, SOON);
    assertThat(join(death)).isEqualTo(atom("shutdown"));
    assertThat(log).containsExactly("start a", "start b", "stop b", "stop a");
  }

  @Test
  void permanentChild_isRestartedAlone_underItsName() {
    start(SupervisorSpec.oneForOne().child(child("a")).child(child("b")));
    Pid before = node.whereis("a").orElseThrow();
    Pid sibling = node.whereis("b").orElseThrow();
    endWith("a", "normal");
    await().until(() -> node.whereis("a").filter(p -> !p.equals(before)).isPresent());
    assertThat(node.whereis("b")).contains(sibling);
  }

  @Test
  void transientChild_isRestartedOnlyAfterACrash() {
    start(SupervisorSpec.oneForOne().child(child("a").restart(Restart.TRANSIENT)));
    Pid before = node.whereis("a").orElseThrow();
    endWith("a", "boom");
    await().until(() -> node.whereis("a").filter(p -> !p.equals(before)).isPresent());
    endWith("a", "{shutdown,done}");
    await().until(() -> ask("which_children").equals(Term.parse("[{a,undefined,worker,dynamic}]")));
  }

  @Test
  void temporaryChild_isForgotten() {
    start(SupervisorSpec.oneForOne().child(child("a").restart(Restart.TEMPORARY)));
    endWith("a", "boom");
    await().until(() -> ask("which_children").equals(Term.parse("[]")));
  }

  @Test
  void tooManyRestarts_endTheSupervisorWithShutdown() {
    Pid sup =
        start(
            SupervisorSpec.oneForOne()
                .intensity(2, Duration.ofMinutes(1))
                .child(child("a"))
                .child(child("b")));
    CompletableFuture<Term> death = death(sup);
    for (int i = 0; i < 3; i++) {
      await().until(() -> node.whereis("a").isPresent());
      endWith("a", "boom");
    }
    assertThat(join(death)).isEqualTo(atom("shutdown"));
    assertThat(node.whereis("b")).isEmpty();
    assertThat(log).contains("stop b");
  }

  @Test
  void shutdown_waitsForASlowChild() {
    CountDownLatch stopping = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    ChildSpec slow = ChildSpec.server("slow", () -> new Slow(stopping, release));
    Pid sup = start(SupervisorSpec.oneForOne().child(slow));
    CompletableFuture<Void> stop =
        CompletableFuture.runAsync(() -> Supervisor.stop(node, sup, SOON));
    await().until(() -> stopping.getCount() == 0);
    assertThat(stop).isNotDone();
    release.countDown();
    join(stop);
  }

  @Test
  void shutdown_killsAChildWhoseTimeIsOver() {
    CountDownLatch stopping = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    ChildSpec stuck =
        ChildSpec.server("stuck", () -> new Slow(stopping, never)).shutdown(Duration.ofMillis(50));
    Pid sup = start(SupervisorSpec.oneForOne().child(stuck));
    CompletableFuture<Term> child = death(node.whereis("stuck").orElseThrow());
    Supervisor.stop(node, sup, SOON);
    assertThat(join(child)).isEqualTo(Atom.KILLED);
  }

  /// Takes its time to terminate.
  record Slow(CountDownLatch stopping, CountDownLatch release) implements GenServer<Term, Term> {
    @Override
    public Init init(Self self) {
      self.trapExit(true);
      return Init.ok();
    }

    @Override
    public CallResult handleCall(Term request, From from) {
      return Reply.of(request);
    }

    @Override
    public void terminate(Term reason) throws InterruptedException {
      stopping.countDown();
      release.await();
    }
  }

  @Test
  void childThatDoesNotStart_failsTheSupervisor_afterStoppingTheOthers() {
    ChildSpec broken =
        ChildSpec.worker(
            "broken",
            self -> {
              throw new Exit(atom("no_luck"));
            });
    assertThatThrownBy(() -> start(SupervisorSpec.oneForOne().child(child("a")).child(broken)))
        .asInstanceOf(InstanceOfAssertFactories.type(StartException.class))
        .extracting(e -> e.reason().toString())
        .asString()
        .startsWith("{shutdown,{failed_to_start_child,broken,");
    assertThat(log).containsExactly("start a", "stop a");
    assertThat(node.whereis("sup")).isEmpty();
  }

  @Test
  void restartThatFails_isTriedAgain_andCounts() {
    AtomicInteger starts = new AtomicInteger();
    ChildSpec flaky =
        ChildSpec.worker(
            "flaky",
            self -> {
              if (starts.incrementAndGet() > 1) {
                throw new Exit(atom("not_again"));
              }
              return GenServer.startLink(self, "flaky", () -> new Child("flaky"))
                  .pid()
                  .orElseThrow();
            });
    Pid sup = start(SupervisorSpec.oneForOne().intensity(3, Duration.ofMinutes(1)).child(flaky));
    CompletableFuture<Term> death = death(sup);
    endWith("flaky", "boom");
    assertThat(join(death)).isEqualTo(atom("shutdown"));
    assertThat(starts).hasValue(4);
  }

  @Test
  void calls_ofModuleSupervisor_areAnswered() {
    SupervisorSpec inner = SupervisorSpec.oneForOne().child(child("leaf"));
    start(SupervisorSpec.oneForOne().child(child("a")).child(ChildSpec.supervisor("inner", inner)));
    assertThat(ask("count_children"))
        .isEqualTo(Term.parse("[{specs,2},{active,2},{supervisors,1},{workers,1}]"));
    assertThat(ask("{delete_child,a}")).isEqualTo(Term.parse("{error,running}"));
    assertThat(ask("{terminate_child,a}")).isEqualTo(Atom.OK);
    assertThat(node.whereis("a")).isEmpty();
    assertThat(ask("{restart_child,a}").toString()).startsWith("{ok,");
    Optional<Pid> again = node.whereis("a");
    assertThat(again).isPresent();
    assertThat(ask("{restart_child,a}")).isEqualTo(Term.parse("{error,running}"));
    assertThat(ask("{terminate_child,a}")).isEqualTo(Atom.OK);
    assertThat(ask("{delete_child,a}")).isEqualTo(Atom.OK);
    assertThat(ask("{restart_child,a}")).isEqualTo(Term.parse("{error,not_found}"));
  }

  @Test
  void closeOfTheNode_stopsTheChildrenInOrder() {
    start(SupervisorSpec.oneForOne().child(child("a")).child(child("b")));
    node.close();
    assertThat(log).containsExactly("start a", "start b", "stop b", "stop a");
  }

  @Test
  void parentsExit_stopsTheChildren() {
    CompletableFuture<Pid> started = new CompletableFuture<>();
    Pid parent =
        node.spawn(self -> {
          started.complete(
              Supervisor.startLink(self, "sup", SupervisorSpec.oneForOne().child(child("a"))));
          self.receive();
        });
    CompletableFuture<Term> death = death(join(started));
    node.exit(parent, atom("over"));
    assertThat(join(death)).isEqualTo(atom("over"));
    assertThat(log).containsExactly("start a", "stop a");
  }

  @Test
  void nestedSupervisor_stopsItsChildrenFirst() {
    SupervisorSpec inner = SupervisorSpec.oneForOne().child(child("leaf"));
    Pid sup =
        start(
            SupervisorSpec.oneForOne()
                .child(child("a"))
                .child(ChildSpec.supervisor("inner", inner)));
    Supervisor.stop(node, sup, SOON);
    assertThat(log).containsExactly("start a", "start leaf", "stop leaf", "stop a");
  }

  @Test
  void times_longerThanAnyNumber_areForEver() {
    Duration ever = ChronoUnit.FOREVER.getDuration();
    SupervisorSpec spec = SupervisorSpec.oneForOne().intensity(2, ever);
    Pid sup = start(spec.child(child("a").shutdown(ever)));
    endWith("a", "boom");
    await().atMost(SOON).until(() -> log.size() == 3); // start, stop, start
    Supervisor.stop(node, sup, ever);
    assertThat(log).containsExactly("start a", "stop a", "start a", "stop a");
  }

  @Test
  void start_functionReturnsNull_isAFailedStart() {
    ChildSpec nobody = ChildSpec.worker("nobody", self -> null);
    assertThatThrownBy(() -> start(SupervisorSpec.oneForOne().child(nobody)))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("failed_to_start_child")
        .hasMessageContaining("nobody");
  }

  @Test
  void restart_functionThrowsAnError_isTriedAgain() {
    AtomicInteger starts = new AtomicInteger();
    ChildSpec moody =
        ChildSpec.worker(
            "moody",
            self -> {
              if (starts.incrementAndGet() == 2) {
                throw new NoClassDefFoundError("just now");
              }
              return self.spawn(SpawnOptions.DEFAULT.withLink(), Self::receive);
            });
    Pid sup = start(SupervisorSpec.oneForOne().intensity(3, SOON).child(moody));
    Pid first = node.processInfo(sup).orElseThrow().links().getLast();
    node.send(first, "end");
    await().atMost(SOON).until(() -> starts.get() == 3);
    assertThat(ask("count_children").toString()).contains("{active,1}");
  }

  @Test
  void whichChildren_andCountChildren_areOtpsInJava() {
    ChildSpec inner = ChildSpec.supervisor("inner", SupervisorSpec.oneForOne());
    Pid sup = start(SupervisorSpec.oneForOne().child(child("a")).child(inner));
    assertThat(Supervisor.whichChildren(node, sup))
        .containsExactly(
            new ChildInfo("inner", node.whereis("inner"), false, ChildSpec.Type.SUPERVISOR),
            new ChildInfo("a", node.whereis("a"), false, ChildSpec.Type.WORKER));
    Supervisor.terminateChild(node, sup, "a");
    assertThat(Supervisor.whichChildren(node, sup).getLast().pid()).isEmpty();
    assertThat(Supervisor.countChildren(node, sup)).isEqualTo(new ChildCounts(2, 1, 1, 1));
  }

  @Test
  void restartChildAndDeleteChild_inJava_doOrSayWhyNot() {
    Pid sup = start(SupervisorSpec.oneForOne().child(child("a")));
    assertThatThrownBy(() -> Supervisor.restartChild(node, sup, "a"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("child a of " + sup + ": running");
    assertThatThrownBy(() -> Supervisor.deleteChild(node, sup, "a"))
        .isInstanceOf(IllegalStateException.class);
    Supervisor.terminateChild(node, sup, "a");
    assertThat(Supervisor.restartChild(node, sup, "a")).isEqualTo(node.whereis("a"));
    Supervisor.terminateChild(node, sup, "a");
    Supervisor.deleteChild(node, sup, "a");
    assertThat(Supervisor.whichChildren(node, sup)).isEmpty();
    assertThatThrownBy(() -> Supervisor.terminateChild(node, sup, "a"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("child a of " + sup + ": not_found");
    assertThat(log).containsExactly("start a", "stop a", "start a", "stop a");
  }

  @Test
  void restartChild_doesNotStartNow_isRefusedWithItsReason() {
    AtomicInteger starts = new AtomicInteger();
    ChildSpec once =
        ChildSpec.worker(
            "once",
            self -> {
              if (starts.getAndIncrement() > 0) {
                throw new StartException(Term.parse("{no,more}"));
              }
              return self.spawn(SpawnOptions.DEFAULT.withLink(), Self::receive);
            });
    Pid sup = start(SupervisorSpec.oneForOne().child(once));
    Supervisor.terminateChild(node, sup, "once");
    assertThatThrownBy(() -> Supervisor.restartChild(node, sup, "once"))
        .isInstanceOfSatisfying(
            StartException.class, e -> assertThat(e.reason()).isEqualTo(Term.parse("{no,more}")));
  }

  @Test
  void startLink_withoutAName_endsWithItsParent() {
    CompletableFuture<Pid> sup = new CompletableFuture<>();
    Pid parent =
        node.spawn(self -> {
          sup.complete(Supervisor.startLink(self, SupervisorSpec.oneForOne().child(child("a"))));
          self.receive();
        });
    CompletableFuture<Term> death = death(sup.join());
    node.send(parent, atom("end"));
    assertThat(join(death)).isEqualTo(Atom.NORMAL);
    assertThat(log).containsExactly("start a", "stop a");
  }
}
