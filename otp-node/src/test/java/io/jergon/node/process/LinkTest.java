package io.jergon.node.process;

import static io.jergon.node.process.OneNode.atom;
import static io.jergon.node.process.OneNode.end;
import static io.jergon.node.process.OneNode.next;
import static io.jergon.node.process.OneNode.nothing;
import static io.jergon.node.process.OneNode.process;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.node.Behaviour;
import io.jergon.node.DownMessage;
import io.jergon.node.ExitMessage;
import io.jergon.node.Monitored;
import io.jergon.node.ProcessBody;
import io.jergon.node.Self;
import io.jergon.node.SpawnOptions;
import io.jergon.node.signal.Watcher;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinkTest {
  private static final SpawnOptions LINK = SpawnOptions.DEFAULT.withLink();

  /// Exits with the term it receives.
  private static final ProcessBody VICTIM =
      self -> {
        throw self.exit((Term) self.receive());
      };

  @RegisterExtension static final OneNode ONE = new OneNode();

  /// What a process dies of that is linked to one which exits with that reason, or does not.
  private static Term endOfALinkedOne(Self self, Term reason) {
    Monitored linked =
        self.spawnMonitor(
            SpawnOptions.DEFAULT,
            own -> {
              Pid victim = own.spawn(LINK, VICTIM);
              own.send(victim, reason);
              end(own, victim);
              throw own.exit(atom("survived"));
            });
    return end(self, linked);
  }

  @ParameterizedTest
  @ValueSource(strings = {"boom", "shutdown", "{shutdown, x}", "killed", "kill", "{a, [1, 2]}"})
  void exit_linkedProcessNotTrapping_diesOfTheSameReason(String reason) {
    // "kill" too: only exit/2 with it kills. Asked of OTP 25:
    // process_flag(trap_exit, true), spawn_link(fun() -> exit(kill) end), receive X -> X end.
    Term of = Term.parse(reason);
    assertThat(ONE.node().<Term>inProcess(self -> endOfALinkedOne(self, of))).isEqualTo(of);
  }

  @Test
  void exit_normalAndLinkedProcessNotTrapping_isIgnored() {
    assertThat(ONE.node().<Term>inProcess(self -> endOfALinkedOne(self, Atom.NORMAL)))
        .isEqualTo(atom("survived"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"boom", "normal", "kill", "{shutdown, x}"})
  void exit_linkedProcessTrapping_getsAMessage(String reason) {
    Term of = Term.parse(reason);
    ONE.node()
        .inProcess(self -> {
          self.trapExit(true);
          Pid victim = self.spawn(LINK, VICTIM);
          self.send(victim, of);
          assertThat(next(self)).isEqualTo(new ExitMessage(victim, of));
          assertThat(nothing(self)).isTrue();
          return null;
        });
  }

  @Test
  void exit_linkedAndMonitored_tellsTheLinkFirst() {
    // as OTP does, whichever was made first
    ONE.node()
        .inProcess(self -> {
          self.trapExit(true);
          Monitored victim = self.spawnMonitor(SpawnOptions.DEFAULT, VICTIM);
          self.link(victim.pid());
          self.send(victim.pid(), atom("boom"));
          assertThat(List.of(next(self), next(self)))
              .containsExactly(
                  new ExitMessage(victim.pid(), atom("boom")),
                  new DownMessage(victim.monitor(), victim.pid(), atom("boom")));
          return null;
        });
  }

  @Test
  void link_twice_isOneLink() {
    ONE.node()
        .inProcess(self -> {
          self.trapExit(true);
          Pid victim = self.spawn(LINK, VICTIM);
          self.link(victim);
          self.send(victim, atom("boom"));
          assertThat(next(self)).isEqualTo(new ExitMessage(victim, atom("boom")));
          end(self, victim);
          assertThat(nothing(self)).isTrue();
          return null;
        });
  }

  @Test
  void link_fromBothEnds_isOneLink() {
    ONE.node()
        .inProcess(self -> {
          int before = process(self).relationCount();
          self.trapExit(true);
          Pid parent = self.pid();
          Pid victim =
              self.spawn(
                  LINK,
                  own -> {
                    own.link(parent);
                    own.unlink(parent);
                    own.send(parent, "unlinked");
                    VICTIM.run(own);
                  });
          assertThat(next(self)).isEqualTo("unlinked");
          self.send(victim, atom("boom"));
          end(self, victim);
          assertThat(nothing(self)).isTrue();
          assertThat(process(self).relationCount()).isEqualTo(before);
          return null;
        });
  }

  @Test
  void link_toItself_isNothing() {
    ONE.node()
        .inProcess(self -> {
          int before = process(self).relationCount();
          self.link(self.pid());
          assertThat(process(self).relationCount()).isEqualTo(before);
          self.unlink(self.pid());
          return null;
        });
  }

  @Test
  void link_deadProcessAndTrapping_getsNoproc() {
    ONE.node()
        .inProcess(self -> {
          int before = process(self).relationCount();
          self.trapExit(true);
          Pid dead = self.spawn(SpawnOptions.DEFAULT, own -> {});
          end(self, dead);
          self.link(dead);
          assertThat(next(self)).isEqualTo(new ExitMessage(dead, Atom.NOPROC));
          assertThat(process(self).relationCount()).isEqualTo(before);
          return null;
        });
  }

  @Test
  void link_deadProcessAndNotTrapping_diesOfNoprocAtOnce() {
    AtomicInteger stepsAfter = new AtomicInteger();
    Term reason =
        ONE.node()
            .inProcess(self -> {
              Monitored linking =
                  self.spawnMonitor(
                      SpawnOptions.DEFAULT,
                      own -> {
                        Pid dead = own.spawn(SpawnOptions.DEFAULT, none -> {});
                        end(own, dead);
                        own.link(dead);
                        stepsAfter.incrementAndGet();
                      });
              return end(self, linking);
            });
    assertThat(reason).isEqualTo(Atom.NOPROC);
    assertThat(stepsAfter).hasValue(0);
  }

  @Test
  void unlink_thenExit_arrivesNowhere() {
    ONE.node()
        .inProcess(self -> {
          Monitored victim = self.spawnMonitor(LINK, VICTIM);
          self.unlink(victim.pid());
          self.send(victim.pid(), atom("boom"));
          assertThat(end(self, victim)).isEqualTo(atom("boom"));
          return null;
        });
  }

  @Test
  void spawn_linkedAndChildThrowsAtOnce_reachesTheParent() {
    ONE.node()
        .inProcess(self -> {
          self.trapExit(true);
          for (int i = 0; i < 1_000; i++) {
            Pid child =
                self.spawn(
                    LINK,
                    own -> {
                      throw own.exit(atom("at_once"));
                    });
            assertThat(next(self)).isEqualTo(new ExitMessage(child, atom("at_once")));
          }
          return null;
        });
  }

  @Test
  void spawn_linkedOutsideOfAProcess_isRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> ONE.node().spawn(LINK, own -> {}));
  }

  @Test
  void exit_aChainOfAHundredThousand_endsAllWithTheReason() throws InterruptedException {
    int length = 100_000;
    CountDownLatch ended = new CountDownLatch(length);
    CountDownLatch linked = new CountDownLatch(1);
    AtomicInteger others = new AtomicInteger();
    /// Each link starts the next one.
    record Chain(int left, CountDownLatch linked) implements Behaviour {
      @Override
      public void init(Self self) {
        if (left > 1) {
          self.spawn(LINK, () -> new Chain(left - 1, linked));
        } else {
          linked.countDown();
        }
      }

      @Override
      public void receive(Self self, Object message) {}
    }
    LocalNode local = ONE.local();
    Pid first = ONE.node().spawn(SpawnOptions.DEFAULT, () -> new Chain(length, linked));
    linked.await();
    List<LocalProcess> chain =
        local.processes().stream()
            .filter(p -> LocalNode.number(p.pid()) >= LocalNode.number(first))
            .toList();
    assertThat(chain).hasSizeGreaterThanOrEqualTo(length);
    chain.forEach(p ->
        p.watch(
            local.newRef(),
            new Watcher() {
              @Override
              public Pid pid() {
                return local.init();
              }

              @Override
              public void down(Ref monitor, Term object, Term reason) {
                if (!reason.equals(atom("boom"))) {
                  others.incrementAndGet();
                }
                ended.countDown();
              }
            },
            p.pid()));
    ONE.node().exit(first, atom("boom"));
    assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(others).hasValue(0);
  }

  /// Two processes link and unlink each other at once, and then one dies: either both had the link
  /// in the end or none.
  @Test
  void linkAndUnlink_fromBothEndsAtOnce_agree() throws Exception {
    LocalNode local = ONE.local();
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("LinkTest -Dseed=" + seed);
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 3_000; i++) {
      LocalProcess a = idle(local);
      LocalProcess b = idle(local);
      int first = random.nextInt(200);
      int second = random.nextInt(200);
      if (random.nextBoolean()) {
        local.signals().link(a, b.pid());
      }
      CompletableFuture<Void> links =
          CompletableFuture.runAsync(() -> {
            spin(first);
            local.signals().link(b, a.pid());
          });
      spin(second);
      local.signals().unlink(a, b.pid());
      links.join();
      assertThat(a.relationCount()).isEqualTo(b.relationCount());
      a.die(Atom.KILLED);
      b.die(Atom.KILLED);
    }
  }

  /// A process is killed while it links to another: the other is told, or knows nothing of it.
  @Test
  void link_whileBeingKilled_leavesNothingBehind() {
    LocalNode local = ONE.local();
    LocalProcess living = idle(local);
    living.trapExit(true);
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("LinkTest -Dseed=" + seed);
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 3_000; i++) {
      LocalProcess dying = idle(local);
      int first = random.nextInt(200);
      int second = random.nextInt(200);
      CompletableFuture<Void> kills =
          CompletableFuture.runAsync(() -> {
            spin(first);
            dying.die(Atom.KILLED);
          });
      spin(second);
      local.signals().link(dying, living.pid());
      kills.join();
    }
    await().until(() -> living.relationCount() == 0);
    living.die(Atom.KILLED);
  }

  /// Once unlink has returned, the link's exit signal has no effect any more.
  @Test
  void unlink_whileTheOtherDies_leavesNoLateSignal() {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("LinkTest -Dseed=" + seed);
    SplittableRandom random = new SplittableRandom(seed);
    LocalNode local = ONE.local();
    int late =
        ONE.node()
            .inProcess(self -> {
              self.trapExit(true);
              int count = 0;
              for (int i = 0; i < 3_000; i++) {
                LocalProcess other = idle(local);
                self.link(other.pid());
                int first = random.nextInt(200);
                CompletableFuture<Void> kills =
                    CompletableFuture.runAsync(() -> {
                      spin(first);
                      other.die(atom("boom"));
                    });
                spin(random.nextInt(200));
                self.unlink(other.pid());
                boolean before = !nothing(self);
                kills.join();
                end(self, other.pid());
                if (!before && !nothing(self)) {
                  count++;
                }
              }
              return count;
            });
    assertThat(late).isZero();
  }

  private static LocalProcess idle(LocalNode local) {
    return local.spawn(SpawnOptions.DEFAULT, () -> (Self self, Object message) -> {});
  }

  private static void spin(int n) {
    for (int i = 0; i < n; i++) {
      Thread.onSpinWait();
    }
  }
}
