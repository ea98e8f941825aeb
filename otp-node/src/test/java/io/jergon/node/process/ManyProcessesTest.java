package io.jergon.node.process;

import static io.jergon.node.process.OneNode.atom;
import static org.assertj.core.api.Assertions.assertThat;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.node.Behaviour;
import io.jergon.node.DownMessage;
import io.jergon.node.Self;
import io.jergon.node.SpawnOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What grows with the number of processes, monitors and links. No test says how long it may take.
class ManyProcessesTest {
  private static final Duration HANG = Duration.ofMinutes(5);

  /// `-Dchain=1000000` takes 2 GB of heap.
  private static final int CHAIN = Integer.getInteger("chain", 200_000);

  private static final int MONITORS = 100_000;

  @RegisterExtension static final OneNode ONE = new OneNode();

  /// Idle, and linked to the one before it.
  private record Chained(Pid before) implements Behaviour {
    @Override
    public void init(Self self) {
      self.link(before);
    }

    @Override
    public void receive(Self self, Object message) {
      self.send((Pid) message, "ready");
    }
  }

  private static Object next(Self self) {
    return self.receive(HANG).orElseThrow(() -> new AssertionError("hangs"));
  }

  @Test
  void chainOfLinks_firstIsKilled_allDieOneAfterTheOther() {
    ONE.node()
        .inProcess(self -> {
          List<Pid> chain = new ArrayList<>(CHAIN);
          chain.add(self.spawn(SpawnOptions.DEFAULT, Self::receive));
          for (int i = 1; i < CHAIN; i++) {
            Pid before = chain.getLast();
            chain.add(self.spawn(SpawnOptions.DEFAULT, () -> new Chained(before)));
          }
          for (Pid pid : chain.subList(1, CHAIN)) {
            self.send(pid, self.pid());
          }
          for (int i = 1; i < CHAIN; i++) {
            assertThat(next(self)).isEqualTo("ready");
          }
          Ref last = self.monitor(chain.getLast());
          self.exit(chain.getFirst(), atom("boom"));
          assertThat(next(self)).isEqualTo(new DownMessage(last, chain.getLast(), atom("boom")));
          assertThat(chain).noneMatch(ONE.node()::isAlive);
          return null;
        });
  }

  @Test
  void monitors_byTheThousandOnOneProcess_eachIsToldOnce() {
    ONE.node()
        .inProcess(self -> {
          Pid target = self.spawn(SpawnOptions.DEFAULT, Self::receive);
          Set<Ref> monitors = new HashSet<>();
          for (int i = 0; i < MONITORS; i++) {
            monitors.add(self.monitor(target));
          }
          self.exit(target, Atom.KILL);
          for (int i = 0; i < MONITORS; i++) {
            if (next(self) instanceof DownMessage(Ref monitor, Term object, Term reason)) {
              assertThat(monitors.remove(monitor)).isTrue();
              assertThat(object).isEqualTo(target);
              assertThat(reason).isEqualTo(Atom.KILLED);
            }
          }
          assertThat(monitors).isEmpty();
          assertThat(OneNode.nothing(self)).isTrue();
          return null;
        });
  }

  @Test
  void monitors_ofAsManyProcesses_eachIsToldOnce() {
    ONE.node()
        .inProcess(self -> {
          Pid me = self.pid();
          Pid target = self.spawn(SpawnOptions.DEFAULT, Self::receive);
          for (int i = 0; i < MONITORS; i++) {
            self.spawn(SpawnOptions.DEFAULT, () -> new Observer(me, target));
          }
          for (int i = 0; i < MONITORS; i++) {
            assertThat(next(self)).isEqualTo("ready");
          }
          self.exit(target, Atom.KILL);
          for (int i = 0; i < MONITORS; i++) {
            assertThat(next(self)).isEqualTo(Atom.KILLED);
          }
          assertThat(OneNode.nothing(self)).isTrue();
          return null;
        });
  }

  /// Tells of the end of another process, and ends.
  private record Observer(Pid client, Pid target) implements Behaviour {
    @Override
    public void init(Self self) {
      self.monitor(target);
      self.send(client, "ready");
    }

    @Override
    public void receive(Self self, Object message) {
      self.send(client, ((DownMessage) message).reason());
      throw self.exit(Atom.NORMAL);
    }
  }
}
