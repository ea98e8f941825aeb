package io.jergon.node.process;

import static io.jergon.node.process.OneNode.LONG;
import static io.jergon.node.process.OneNode.atom;
import static io.jergon.node.process.OneNode.next;
import static io.jergon.node.process.OneNode.nothing;
import static io.jergon.node.process.OneNode.term;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jergon.etf.Atom;
import io.jergon.etf.IntegerTerm;
import io.jergon.etf.Pid;
import io.jergon.etf.Term;
import io.jergon.node.DownMessage;
import io.jergon.node.ExitMessage;
import io.jergon.node.Monitored;
import io.jergon.node.Node;
import io.jergon.node.RpcException;
import io.jergon.node.SpawnOptions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What names a function and a node works when the node is the own one.
class OwnNodeTest {
  @RegisterExtension static final OneNode ONE = new OneNode();

  private final Node node = ONE.node();

  @BeforeAll
  static void offer() {
    ONE.node().functions().offer("calc", "double", 1, (self, args) -> twice(args.getFirst()));
    ONE.node()
        .functions()
        .offer(
            "calc",
            "exit",
            1,
            (self, args) -> {
              throw self.exit(args.getFirst());
            });
    ONE.node()
        .functions()
        .offer(
            "calc",
            "raise",
            2,
            (self, args) -> {
              throw new RpcException((Atom) args.get(0), args.get(1));
            });
    ONE.node().functions().offer("calc", "wait", 0, (self, args) -> self.receive());
  }

  private static IntegerTerm twice(Term number) {
    return IntegerTerm.of(2 * ((IntegerTerm) number).longValue());
  }

  private Term rpc(String function, Term... arguments) {
    return node.rpc(node.name(), "calc", function, List.of(arguments), LONG);
  }

  private RpcException failed(String function, Term... arguments) {
    return catchThrowableOfType(RpcException.class, () -> rpc(function, arguments));
  }

  @Test
  void rpc_ownNode_returnsTheValue() {
    assertThat(rpc("double", term("21"))).isEqualTo(term("42"));
  }

  @Test
  void rpc_ownNodeAndFunctionFails_saysHow() {
    assertThat(failed("exit", atom("no")).kind()).isEqualTo(atom("exit"));
    assertThat(failed("exit", atom("no")).reason()).isEqualTo(atom("no"));
    assertThat(failed("raise", atom("throw"), term("{x,1}")).kind()).isEqualTo(atom("throw"));
    assertThat(failed("raise", atom("throw"), term("{x,1}")).reason()).isEqualTo(term("{x,1}"));
    assertThat(failed("raise", atom("error"), atom("badarg")).reason()).isEqualTo(Atom.BADARG);
    assertThat(failed("unknown").reason()).isEqualTo(atom("undef"));
  }

  @Test
  void rpc_ownNodeTooSlow_timesOutAndLeavesNothingBehind() {
    node.inProcess(self -> {
      LocalProcess process = OneNode.process(self);
      int before = process.relationCount();
      RpcException late =
          catchThrowableOfType(
              RpcException.class,
              () -> node.rpc(node.name(), "calc", "wait", List.of(), Duration.ofMillis(1)));
      assertThat(late.reason()).isEqualTo(term("{erpc,timeout}"));
      assertThat(process.relationCount()).isEqualTo(before);
      assertThat(nothing(self)).isTrue();
      return null;
    });
  }

  @Test
  void spawn_functionOfOwnNode_runsWithItsLinkAndMonitor() {
    node.inProcess(self -> {
      self.trapExit(true);
      Monitored child =
          self.spawnMonitor(
              SpawnOptions.DEFAULT.withLink(), node.name(), "calc", "exit", List.of(atom("bye")));
      assertThat(List.of(next(self), next(self)))
          .containsExactlyInAnyOrder(
              new ExitMessage(child.pid(), atom("bye")),
              new DownMessage(child.monitor(), child.pid(), atom("bye")));
      return null;
    });
  }

  @Test
  void spawn_functionOfOwnNode_hasItsSpawnersGroupLeader() {
    node.functions().offer("calc", "leader", 0, (self, args) -> self.groupLeader());
    node.inProcess(self -> {
      Pid leader = self.spawn(SpawnOptions.DEFAULT, own -> own.receive());
      self.groupLeader(leader, self.pid());
      assertThat(node.rpc(node.name(), "calc", "leader", List.of(), LONG)).isEqualTo(leader);
      return null;
    });
  }

  @Test
  void spawn_unknownFunctionOfOwnNode_diesOfUndef() {
    node.inProcess(self -> {
      Monitored child =
          self.spawnMonitor(SpawnOptions.DEFAULT, node.name(), "calc", "no", List.of());
      assertThat(next(self))
          .isEqualTo(
              new DownMessage(child.monitor(), child.pid(), term("{undef,[{calc,no,[],[]}]}")));
      return null;
    });
  }

  @Test
  void spawn_ownNodeIsClosed_isRefused() {
    Node closed = OneNode.start();
    List<Term> none = List.of();
    Throwable refused =
        closed.inProcess(self -> {
          OneNode.process(self).node().shut();
          return catchThrowableOfType(
              IllegalStateException.class,
              () -> self.spawn(SpawnOptions.DEFAULT, closed.name(), "calc", "wait", none));
        });
    closed.close();
    assertThat(refused).hasMessageContaining("closed");
  }
}
