package io.jergon.interop;

import static io.jergon.interop.Place.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.jergon.etf.Atom;
import io.jergon.etf.ListTerm;
import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import io.jergon.node.DownMessage;
import io.jergon.node.ExitMessage;
import io.jergon.node.MonitorOptions;
import io.jergon.node.Node;
import io.jergon.node.Self;
import io.jergon.node.SpawnReply;
import io.jergon.node.SpawnRequest;
import io.jergon.testkit.ErlangNode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Java asks a real Erlang node for processes, and does not wait for them.
class JavaSpawnIT {
  private static final Duration LONG = Duration.ofSeconds(60);

  private static Place place;
  private static Node node;
  private static ErlangNode erl;

  @BeforeAll
  static void start() {
    place = Place.erlang();
    node = place.node();
    erl = place.erl();
  }

  @AfterAll
  static void stop() {
    place.close();
  }

  private static SpawnRequest request(String function, Term... arguments) {
    return SpawnRequest.of(erl.name(), "erlang", function, List.of(arguments));
  }

  private static Object next(Self self) {
    return self.receive(LONG).orElseThrow(() -> new AssertionError("no message"));
  }

  @Test
  void spawnRequest_erlang_repliesBeforeAnythingElseOfTheProcess() {
    node.inProcess(self -> {
      self.trapExit(true);
      for (int i = 0; i < 100; i++) {
        Ref id = self.spawnRequest(request("exit", Atom.of("bye")).withLink().withMonitor());
        SpawnReply reply = (SpawnReply) next(self);
        assertThat(reply.request()).isEqualTo(id);
        Pid child = (Pid) reply.result();
        assertThat(List.of(next(self), next(self)))
            .containsExactlyInAnyOrder(
                new ExitMessage(child, Atom.of("bye")), new DownMessage(id, child, Atom.of("bye")));
      }
      return null;
    });
  }

  @Test
  void spawnRequest_erlangMonitorWithTag_sendsTheTag() {
    node.inProcess(self -> {
      MonitorOptions tagged = MonitorOptions.DEFAULT.withTag(Atom.of("gone"));
      Ref id = self.spawnRequest(request("exit", Atom.of("bye")).withMonitor(tagged));
      Pid child = (Pid) ((SpawnReply) next(self)).result();
      assertThat(next(self))
          .isEqualTo(Tuple.of(Atom.of("gone"), id, Atom.of("process"), child, Atom.of("bye")));
      return null;
    });
  }

  @Test
  void abandon_answerOnItsWay_noReplyComesAndTheProcessDiesOfIt() {
    node.ping(erl.name());
    erl.eval("erlang:trace(new, true, [procs, {tracer, self()}])");
    List<Object> seen =
        node.inProcess(self -> {
          self.trapExit(true);
          erl.process().freeze();
          Ref id;
          try {
            id =
                self.spawnRequest(
                    request("apply", Atom.of("jergon_victim"), Atom.of("loop"), ListTerm.EMPTY)
                        .withLink()
                        .withMonitor());
            assertThat(self.abandonSpawnRequest(id)).isTrue();
            assertThat(self.abandonSpawnRequest(id)).isFalse();
          } finally {
            erl.process().thaw();
          }
          return place.settled(self);
        });
    assertThat(seen).isEmpty();
    assertThat(
            erl.eval(
                "receive {trace, _, exit, abandoned} -> abandoned after 60000 -> nothing end",
                LONG.plus(SOON)))
        .isEqualTo("abandoned");
    erl.eval("erlang:trace(new, false, [procs])");
  }
}
