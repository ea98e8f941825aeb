package io.jergon.node.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.jergon.etf.Atom;
import io.jergon.etf.IntegerTerm;
import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.node.DownMessage;
import io.jergon.node.ExitMessage;
import io.jergon.node.Monitored;
import io.jergon.node.ProcessName;
import io.jergon.node.Self;
import io.jergon.node.SpawnOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Processes that send, link, monitor and let children die, all at once: what Erlang's reference
/// manual promises of signals holds whatever the interleaving.
///
/// Each player makes children, which send it a few words and exit with their number, and tells the
/// others of them, who link and monitor what may be alive or dead by then. `-Dseed=` repeats a run
/// as far as threads can be repeated.
class ConcurrentSignalsTest {
  private static final int PLAYERS = 5;
  private static final int MOVES = 400;
  private static final int LAST_WORDS = 3;

  @RegisterExtension static final OneNode ONE = new OneNode();

  private record Numbered(Pid from, int number) {}

  private record LastWord(Pid from, int number) {}

  private record Invitation(List<Pid> players, List<Ref> aliases) {}

  private record Bye(Pid from, int sent) {}

  /// One player; what it saw is checked as it comes.
  private static final class Player {
    private final Self self;
    private final Random random;
    private final List<Pid> children; // of all players
    private final Map<Pid, Integer> sent = new HashMap<>();
    private final Map<Pid, Integer> received = new HashMap<>();
    private final Map<Pid, Integer> lastWords = new HashMap<>();
    private final Map<Pid, Integer> farewells = new HashMap<>();
    private final Map<Pid, Ref> own = new HashMap<>();
    private final Map<Ref, Pid> monitors = new HashMap<>();
    private final Set<Pid> linked = new HashSet<>();
    private final Set<Pid> everLinked = new HashSet<>();
    private List<Pid> players = List.of();
    private List<Ref> aliases = List.of();

    Player(Self self, long seed, List<Pid> children) {
      this.self = self;
      this.random = new Random(seed);
      this.children = children;
    }

    void play(Invitation invitation) {
      players = invitation.players();
      aliases = invitation.aliases();
      for (int i = 0; i < MOVES; i++) {
        move();
        self.receive(Duration.ZERO).ifPresent(this::seen);
      }
      for (Pid player : players) {
        self.send(player, new Bye(self.pid(), sent.getOrDefault(player, 0)));
      }
      while (farewells.size() < PLAYERS || !monitors.isEmpty() || !linked.isEmpty()) {
        seen(
            self.receive(OneNode.LONG)
                .orElseThrow(
                    () -> new AssertionError("never came: " + monitors + linked + farewells)));
      }
      assertThat(received).isEqualTo(farewells);
      assertThat(lastWords.keySet()).isEqualTo(own.keySet());
      assertThat(lastWords.values()).allMatch(n -> n == LAST_WORDS);
    }

    private void move() {
      switch (random.nextInt(8)) {
        case 0 -> spawn();
        case 1, 2, 3 -> send(random.nextInt(PLAYERS));
        case 4 -> monitor();
        case 5 -> demonitor();
        case 6 -> link();
        default -> unlink();
      }
    }

    private void send(int index) {
      Pid to = players.get(index);
      Numbered message = new Numbered(self.pid(), sent.merge(to, 1, Integer::sum));
      switch (random.nextInt(3)) {
        case 0 -> self.send(to, message);
        case 1 -> self.send(aliases.get(index), message);
        default -> self.send(ProcessName.of("player" + index, self.node().name()), message);
      }
    }

    private void spawn() {
      Pid parent = self.pid();
      int delay = random.nextInt(2_000);
      Monitored child =
          self.spawnMonitor(
              SpawnOptions.DEFAULT.withLink(),
              mine -> {
                for (int n = 1; n <= LAST_WORDS; n++) {
                  mine.send(parent, new LastWord(mine.pid(), n));
                }
                for (int i = 0; i < delay; i++) {
                  Thread.onSpinWait();
                }
                throw mine.exit(reason(mine.pid()));
              });
      own.put(child.pid(), child.monitor());
      monitors.put(child.monitor(), child.pid());
      everLinked.add(child.pid());
      linked.add(child.pid());
      children.add(child.pid());
    }

    private static Term reason(Pid child) {
      return IntegerTerm.of(child.id());
    }

    private Pid anyChild() {
      if (children.isEmpty()) {
        spawn();
      }
      return children.get(random.nextInt(children.size()));
    }

    private void monitor() {
      Pid child = anyChild();
      monitors.put(self.monitor(child), child);
    }

    private void demonitor() {
      for (Ref monitor : List.copyOf(monitors.keySet())) {
        if (!own.containsValue(monitor)) {
          monitors.remove(monitor);
          self.demonitorFlush(monitor);
          return;
        }
      }
    }

    /// Each child once: a second link to a dead one would bring a second exit signal.
    private void link() {
      Pid child = anyChild();
      if (everLinked.add(child)) {
        linked.add(child);
        self.link(child);
      }
    }

    private void unlink() {
      for (Pid child : List.copyOf(linked)) {
        if (!own.containsKey(child)) {
          self.unlink(child);
          linked.remove(child);
          self.receive(m -> m instanceof ExitMessage e && e.from().equals(child), Duration.ZERO);
          return;
        }
      }
    }

    private void seen(Object message) {
      switch (message) {
        case Numbered(Pid from, int number) -> {
          assertThat(number).isEqualTo(received.getOrDefault(from, 0) + 1);
          received.put(from, number);
        }
        case LastWord(Pid from, int number) -> {
          assertThat(number).isEqualTo(lastWords.getOrDefault(from, 0) + 1);
          lastWords.put(from, number);
        }
        case Bye(Pid from, int number) -> {
          assertThat(number).isEqualTo(received.getOrDefault(from, 0));
          farewells.put(from, number);
          received.putIfAbsent(from, 0);
        }
        case DownMessage(Ref monitor, Term object, Term reason) -> {
          assertThat(object).isEqualTo(monitors.remove(monitor));
          dead((Pid) object, reason, own.containsValue(monitor));
        }
        case ExitMessage(Pid from, Term reason) -> {
          assertThat(linked.remove(from)).isTrue();
          dead(from, reason, own.containsKey(from));
        }
        case Object other -> throw new AssertionError("unexpected " + other);
      }
    }

    /// @param fromTheStart whether it was linked or monitored by its parent when it was spawned
    private void dead(Pid child, Term reason, boolean fromTheStart) {
      if (fromTheStart) {
        assertThat(reason).isEqualTo(reason(child));
        assertThat(lastWords).containsEntry(child, LAST_WORDS);
      } else {
        assertThat(reason).isIn(reason(child), Atom.NOPROC);
      }
    }
  }

  @RepeatedTest(20)
  void signals_ofManyAtOnce_keepTheirOrderAndComeOnce() {
    long seed = Long.getLong("seed", System.nanoTime());
    List<Pid> children = new CopyOnWriteArrayList<>();
    ONE.node()
        .inProcess(self -> {
          List<Monitored> players = new ArrayList<>();
          List<Ref> aliases = new ArrayList<>();
          for (int i = 0; i < PLAYERS; i++) {
            int number = i;
            Pid host = self.pid();
            players.add(
                self.spawnMonitor(
                    SpawnOptions.DEFAULT.withName("player" + i),
                    own -> {
                      own.trapExit(true);
                      own.send(host, own.alias());
                      Object start = own.receive(Invitation.class::isInstance);
                      new Player(own, seed + number, children).play((Invitation) start);
                    }));
            aliases.add((Ref) self.receive(Ref.class::isInstance));
          }
          List<Pid> pids = players.stream().map(Monitored::pid).toList();
          pids.forEach(pid -> self.send(pid, new Invitation(pids, aliases)));
          for (Monitored player : players) {
            assertThat(OneNode.end(self, player)).as("-Dseed=%d", seed).isEqualTo(Atom.NORMAL);
          }
          return null;
        });
  }
}
