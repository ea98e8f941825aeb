package io.jergon.node.process;

import static io.jergon.node.SignalOption.PRIORITY;
import static io.jergon.node.process.OneNode.LONG;
import static io.jergon.node.process.OneNode.atom;
import static io.jergon.node.process.OneNode.end;
import static org.assertj.core.api.Assertions.assertThat;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.node.AliasOption;
import io.jergon.node.DownMessage;
import io.jergon.node.ExitMessage;
import io.jergon.node.MonitorOptions;
import io.jergon.node.Monitored;
import io.jergon.node.Node;
import io.jergon.node.Self;
import io.jergon.node.SpawnOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What each expects is what OTP 29 does.
class PriorityTest {
  @RegisterExtension static final OneNode ONE = new OneNode();

  private final Node node = ONE.node();

  private void as(Consumer<Self> process) {
    node.inProcess(self -> {
      process.accept(self);
      return null;
    });
  }

  private static List<Object> all(Self self) {
    List<Object> all = new ArrayList<>();
    for (var next = self.receive(Duration.ZERO); next.isPresent(); ) {
      all.add(next.get());
      next = self.receive(Duration.ZERO);
    }
    return all;
  }

  @Test
  void send_withPriorityToPriorityAlias_overtakesOrdinaryMessagesInItsOwnOrder() {
    as(self -> {
      Ref alias = self.alias(AliasOption.PRIORITY);
      self.send(self.pid(), "a");
      self.send(self.pid(), "b");
      self.send(alias, "first", PRIORITY);
      self.send(alias, "second", PRIORITY);
      self.send(alias, "c");
      assertThat(all(self)).containsExactly("first", "second", "a", "b", "c");
    });
  }

  @Test
  void send_withPriorityToOrdinaryAlias_isOrdinary() {
    as(self -> {
      Ref monitor = self.monitor(node.whereis("user").orElseThrow(), aliased().withPriority());
      Ref alias = self.alias();
      self.send(self.pid(), "a");
      self.send(alias, "b", PRIORITY);
      self.send(monitor, "c", PRIORITY);
      assertThat(all(self)).containsExactly("a", "b", "c");
    });
  }

  private static MonitorOptions aliased() {
    return MonitorOptions.DEFAULT.withAlias(MonitorOptions.Alias.EXPLICIT_UNALIAS);
  }

  @Test
  void send_toPriorityAliasForOneReply_endsTheAlias() {
    as(self -> {
      Ref alias = self.alias(AliasOption.REPLY, AliasOption.PRIORITY);
      self.send(self.pid(), "a");
      self.send(alias, "first", PRIORITY);
      self.send(alias, "second", PRIORITY);
      assertThat(all(self)).containsExactly("first", "a");
    });
  }

  @Test
  void down_ofPriorityMonitor_overtakesOrdinaryMessages() {
    as(self -> {
      Pid victim = self.spawn(SpawnOptions.DEFAULT, Self::receive);
      Ref monitor = self.monitor(victim, MonitorOptions.DEFAULT.withPriority());
      self.send(self.pid(), "a");
      self.exit(victim, atom("bye"));
      end(self, victim);
      assertThat(all(self)).containsExactly(new DownMessage(monitor, victim, atom("bye")), "a");
    });
  }

  @Test
  void exit_throughPriorityAlias_overtakesAndLeavesTheAlias() {
    as(self -> {
      self.trapExit(true);
      Ref alias = self.alias(AliasOption.REPLY, AliasOption.PRIORITY);
      self.send(self.pid(), "a");
      self.exit(alias, atom("why"), PRIORITY);
      self.exit(alias, atom("not so urgent"));
      self.send(alias, "b");
      assertThat(all(self))
          .containsExactly(
              new ExitMessage(self.pid(), atom("why")),
              "a",
              new ExitMessage(self.pid(), atom("not so urgent")),
              "b");
    });
  }

  @Test
  void exit_throughAlias_killsAndThroughADeadAliasDoesNothing() {
    as(self -> {
      Monitored victim =
          self.spawnMonitor(
              SpawnOptions.DEFAULT,
              own -> {
                own.send(self.pid(), own.alias());
                own.receive();
              });
      Ref alias = (Ref) self.receive(Ref.class::isInstance, LONG).orElseThrow();
      self.exit(alias, Atom.KILL, PRIORITY);
      assertThat(end(self, victim)).isEqualTo(Atom.KILLED);
      self.exit(alias, Atom.KILL, PRIORITY);
    });
  }

  @Test
  void exit_ofPriorityLink_overtakesAndTheLastLinkCounts() {
    as(self -> {
      self.trapExit(true);
      List<Object> seen = new ArrayList<>();
      for (boolean last : new boolean[] {true, false}) {
        Pid victim = self.spawn(SpawnOptions.DEFAULT, Self::receive);
        if (last) {
          self.link(victim);
          self.link(victim, PRIORITY);
        } else {
          self.link(victim, PRIORITY);
          self.link(victim);
        }
        self.send(self.pid(), "a");
        self.exit(victim, atom("bye"));
        end(self, victim);
        List<Object> order = all(self);
        assertThat(order).containsExactlyInAnyOrder("a", new ExitMessage(victim, atom("bye")));
        seen.add(order.getLast().equals("a"));
      }
      assertThat(seen).containsExactly(true, false);
    });
  }

  @Test
  void receive_selective_passesPriorityMessagesOverAndKeepsThemFirst() {
    as(self -> {
      Ref alias = self.alias(AliasOption.PRIORITY);
      self.send(alias, "a1", PRIORITY);
      self.send(self.pid(), "b1");
      assertThat(self.receive("b1"::equals)).isEqualTo("b1");
      self.send(self.pid(), "a3");
      self.send(alias, "a2", PRIORITY);
      assertThat(OneNode.process(self).mailboxSize()).isEqualTo(3);
      assertThat(all(self)).containsExactly("a1", "a2", "a3");
    });
  }

  @Test
  void receive_waiting_isWokenByAPriorityMessage() {
    as(self -> {
      for (int i = 0; i < 200; i++) {
        int number = i;
        Ref alias = self.alias(AliasOption.PRIORITY);
        self.spawn(SpawnOptions.DEFAULT, own -> own.send(alias, number, PRIORITY));
        assertThat(self.receive(m -> m.equals(number), LONG)).contains(number);
        assertThat(self.unalias(alias)).isTrue();
      }
    });
  }

  @Test
  void priorityMessages_ofManySenders_eachArrivesOnceInItsSendersOrder() {
    int senders = 4;
    int each = 2_000;
    as(self -> {
      Ref alias = self.alias(AliasOption.PRIORITY);
      Pid me = self.pid();
      for (int s = 0; s < senders; s++) {
        int sender = s;
        self.spawn(
            SpawnOptions.DEFAULT,
            own -> {
              for (int i = 0; i < each; i++) {
                own.send(alias, new int[] {sender, i, 1}, PRIORITY);
                own.send(me, new int[] {sender, i, 0});
              }
            });
      }
      int[][] next = new int[2][senders];
      for (int i = 0; i < 2 * senders * each; i++) {
        int[] message = (int[]) self.receive(LONG).orElseThrow();
        assertThat(message[1]).isEqualTo(next[message[2]][message[0]]++);
      }
      assertThat(OneNode.process(self).mailboxSize()).isZero();
    });
  }
}
