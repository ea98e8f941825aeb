package io.jergon.interop;

import static io.jergon.interop.Place.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.node.DownMessage;
import io.jergon.node.EpmdMode;
import io.jergon.node.Exit;
import io.jergon.node.ExitMessage;
import io.jergon.node.Node;
import io.jergon.node.ProcessName;
import io.jergon.testkit.ErlangNode;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// An Erlang node dies, or only hangs, and Java processes that were tied to it are told
/// `noconnection`, once.
class JavaNodeDeathIT {

  private static final Duration LONG = Duration.ofSeconds(60);

  @Test
  void erlangKilled_linksMonitorsAndCalls_areToldOnce() throws Exception {
    try (var place = Place.erlang()) {
      tiedTo(place, place.node(), place.erl()::kill, SOON);
      assertThat(place.node().nodes()).isEmpty();
    }
  }

  @Test
  void erlangHangs_isFoundDeadByTheMissingTicks() throws Exception {
    try (var place = Place.erlang();
        var quick =
            Wire.under(
                    Node.builder("quick@127.0.0.1")
                        .cookie(Place.COOKIE)
                        .epmd(EpmdMode.CLIENT)
                        .epmdPort(place.epmdPort())
                        .listenAddress(InetAddress.getLoopbackAddress())
                        .tickTime(Duration.ofSeconds(2)))
                .start()) {
      tiedTo(place, quick, () -> place.erl().process().freeze(), Duration.ofSeconds(15));
      place.erl().process().thaw();
      // It comes back as the same node, with the same processes.
      Awaitility.await().atMost(SOON).until(() -> quick.ping(place.erl().name()));
    }
  }

  @Test
  void erlangIdle_ticksKeepTheConnection() {
    // 8 s tick time at the Erlang side: it would take us for dead without our ticks.
    try (var place = Place.erlang();
        var erl =
            Wire.under(
                    ErlangNode.builder("tick@127.0.0.1")
                        .cookie(Place.COOKIE)
                        .epmdPort(place.epmdPort())
                        .arguments("-kernel", "net_ticktime", "4"))
                .start();
        var quick =
            Wire.under(
                    Node.builder("quick@127.0.0.1")
                        .cookie(Place.COOKIE)
                        .epmd(EpmdMode.CLIENT)
                        .epmdPort(place.epmdPort())
                        .listenAddress(InetAddress.getLoopbackAddress())
                        .tickTime(Duration.ofSeconds(4)))
                .start()) {
      erl.eval("pong = net_adm:ping('quick@127.0.0.1'), monitor_node('quick@127.0.0.1', true)");
      assertThat(erl.eval("receive {nodedown, N} -> {down, N} after 7000 -> up end"))
          .isEqualTo("up");
      assertThat(quick.nodes()).containsExactly("tick@127.0.0.1");
    }
  }

  @Test
  void erlangKilledAndBack_isServedAgainAndOldPidsAreDead() {
    try (var place = Place.erlang()) {
      Pid old = place.victim();
      assertThat(place.node().ping(place.erl().name())).isTrue();
      place.erl().kill();
      try (var again = Place.erlang(place.erl().name(), place.epmdPort())) {
        Awaitility.await().atMost(SOON).until(() -> place.node().ping(again.name()));
        Exit exit = catchThrowableOfType(Exit.class, () -> place.node().call(old, Atom.OK, LONG));
        assertThat(exit.reason()).isEqualTo(Atom.NOPROC);
        assertThat(place.node().call(ProcessName.of("echo", again.name()), Atom.of("hi"), SOON))
            .isEqualTo(Atom.of("hi"));
      }
    }
  }

  @Test
  void javaNodeCloses_erlangIsToldShutdownAndThenNodedown() {
    try (var place = Place.erlang()) {
      try (var leaving = Place.jergon("leaving@127.0.0.1", place.epmdPort())) {
        Pid pid = leaving.spawn(self -> self.receive());
        leaving.register("tied", pid);
        leaving.functions().offer("tied", "pid", 0, (self, none) -> pid);
        place
            .erl()
            .eval(
                """
                pong = net_adm:ping('leaving@127.0.0.1'),
                Ref = monitor(process, {tied, 'leaving@127.0.0.1'}),
                process_flag(trap_exit, true),
                Tied = erpc:call('leaving@127.0.0.1', tied, pid, []),
                link(Tied),
                monitor_node('leaving@127.0.0.1', true)\
                """);
        // The monitor is there when a later call has been answered.
        place
            .erl()
            .eval("yes = gen_server:call({net_kernel, 'leaving@127.0.0.1'}, {is_auth, node()})");
      }
      assertThat(
              place
                  .erl()
                  .eval("receive {'DOWN', Ref, process, _, R} -> R after 5000 -> nothing end"))
          .isEqualTo("shutdown");
      assertThat(place.erl().eval("receive {'EXIT', Tied, E} -> E after 5000 -> nothing end"))
          .isEqualTo("shutdown");
      assertThat(place.erl().eval("receive {nodedown, N} -> N after 5000 -> nothing end"))
          .isEqualTo("'leaving@127.0.0.1'");
      assertThat(
              place.erl().eval("{ok, Names} = net_adm:names(), lists:sort([N || {N, _} <- Names])"))
          .isEqualTo("[\"erl\",\"java\"]");
    }
  }

  @Test
  void disconnect_bothSidesAreTold() {
    try (var place = Place.erlang()) {
      Pid victim = place.victim();
      List<Object> seen =
          place
              .node()
              .inProcess(self -> {
                Ref ref = self.monitor(victim);
                self.call(ProcessName.of("echo", place.name()), Atom.OK, SOON);
                assertThat(place.node().disconnect(place.name())).isTrue();
                Object down = self.receive(SOON).orElse("nothing");
                assertThat(down).isEqualTo(new DownMessage(ref, victim, Atom.NOCONNECTION));
                return place.settled(self); // connects again
              });
      assertThat(seen).isEmpty();
    }
  }

  /// Ties a Java process to an Erlang one in every way, lets `end` happen, and asserts on what it
  /// is told.
  private static void tiedTo(Place place, Node node, Runnable end, Duration limit)
      throws Exception {
    Pid victim = place.victim();
    var expected = new CompletableFuture<List<Object>>();
    var told = new CompletableFuture<List<Object>>();
    var callEnded = new CompletableFuture<Term>();
    node.spawn(self -> {
      self.trapExit(true);
      self.link(victim);
      Ref byPid = self.monitor(victim);
      ProcessName name = ProcessName.of("echo", place.name());
      Ref byName = self.monitor(name);
      self.call(name, Atom.of("sync"), SOON);
      expected.complete(
          List.of(
              new ExitMessage(victim, Atom.NOCONNECTION),
              new DownMessage(byPid, victim, Atom.NOCONNECTION),
              new DownMessage(byName, name.toTerm(), Atom.NOCONNECTION)));
      List<Object> all = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        self.receive(limit).ifPresent((Consumer<Object>) all::add);
      }
      self.receive(Duration.ofMillis(300)).ifPresent((Consumer<Object>) all::add); // nothing more
      told.complete(all);
    });
    expected.get(20, TimeUnit.SECONDS);
    Thread caller =
        Thread.ofVirtual()
            .start(() -> {
              Exit exit =
                  catchThrowableOfType(
                      Exit.class,
                      () ->
                          node.call(
                              ProcessName.of("counter", place.name()),
                              Term.parse("{sleep, 50000}"),
                              LONG));
              callEnded.complete(exit.reason());
            });
    // The call is on its way when the counter is busy.
    assertThat(
            place
                .erl()
                .eval(
                    "jergon_suite:until(fun() -> process_info(whereis(counter), current_function) =:= {current_function, {timer, sleep, 1}} end)"))
        .isEqualTo("true");
    end.run();
    assertThat(told.get(60, TimeUnit.SECONDS)).containsExactlyInAnyOrderElementsOf(expected.get());
    assertThat(callEnded.get(20, TimeUnit.SECONDS)).isEqualTo(Atom.NOCONNECTION);
    caller.join();
  }
}
