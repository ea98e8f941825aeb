package io.jergon.node.process;

import static io.jergon.node.process.OneNode.atom;
import static io.jergon.node.process.OneNode.end;
import static io.jergon.node.process.OneNode.next;
import static io.jergon.node.process.OneNode.nothing;
import static io.jergon.node.process.OneNode.process;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import io.jergon.node.DownMessage;
import io.jergon.node.ExitMessage;
import io.jergon.node.MonitorOptions;
import io.jergon.node.Monitored;
import io.jergon.node.ProcessBody;
import io.jergon.node.ProcessName;
import io.jergon.node.Self;
import io.jergon.node.SpawnOptions;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class MonitorTest {
  /// Exits with the term it receives.
  private static final ProcessBody VICTIM =
      self -> {
        throw self.exit((Term) self.receive());
      };

  @RegisterExtension static final OneNode ONE = new OneNode();

  private static ProcessName name(String name) {
    return ProcessName.of(name, ONE.node().name());
  }

  @Test
  void exit_monitored_tellsReasonAndPidOnce() {
    ONE.node()
        .inProcess(self -> {
          Pid victim = self.spawn(SpawnOptions.DEFAULT, VICTIM);
          Ref monitor = self.monitor(victim);
          self.send(victim, Term.parse("{some, [reason]}"));
          assertThat(next(self))
              .isEqualTo(new DownMessage(monitor, victim, Term.parse("{some, [reason]}")));
          end(self, victim);
          assertThat(nothing(self)).isTrue();
          return null;
        });
  }

  /// Its name is known before its parent's link and monitor are there.
  @Test
  void spawnMonitor_killedByItsNameAtOnce_isToldTheReason() throws InterruptedException {
    AtomicBoolean over = new AtomicBoolean();
    Thread killer =
        Thread.ofPlatform()
            .start(() -> {
              while (!over.get()) {
                ONE.node().whereis("doomed").ifPresent(pid -> ONE.node().exit(pid, Atom.KILL));
              }
            });
    try {
      ONE.node()
          .inProcess(self -> {
            self.trapExit(true);
            SpawnOptions options = SpawnOptions.DEFAULT.withName("doomed").withLink();
            for (int i = 0; i < 2_000; i++) {
              Monitored doomed = self.spawnMonitor(options, VICTIM);
              assertThat(end(self, doomed)).isEqualTo(Atom.KILLED);
              assertThat(next(self)).isEqualTo(new ExitMessage(doomed.pid(), Atom.KILLED));
            }
            return null;
          });
    } finally {
      over.set(true);
      killer.join();
    }
  }

  @Test
  void exit_monitoredTwice_tellsEachMonitor() {
    ONE.node()
        .inProcess(self -> {
          Pid victim = self.spawn(SpawnOptions.DEFAULT, VICTIM);
          Ref first = self.monitor(victim);
          Ref second = self.monitor(victim);
          self.send(victim, Atom.NORMAL);
          assertThat(Set.of(next(self), next(self)))
              .containsExactlyInAnyOrder(
                  new DownMessage(first, victim, Atom.NORMAL),
                  new DownMessage(second, victim, Atom.NORMAL));
          return null;
        });
  }

  @Test
  void exit_ofTheMonitoringProcess_tellsNobody() {
    ONE.node()
        .inProcess(self -> {
          LocalProcess process = process(self);
          int before = process.relationCount();
          Pid me = self.pid();
          Pid monitoring = self.spawn(SpawnOptions.DEFAULT, own -> own.monitor(me));
          end(self, monitoring);
          assertThat(nothing(self)).isTrue();
          await().until(() -> process.relationCount() == before);
          return null;
        });
  }

  @Test
  void monitor_deadProcess_saysNoproc() {
    ONE.node()
        .inProcess(self -> {
          Pid dead = self.spawn(SpawnOptions.DEFAULT, own -> {});
          end(self, dead);
          Ref monitor = self.monitor(dead);
          assertThat(next(self)).isEqualTo(new DownMessage(monitor, dead, Atom.NOPROC));
          return null;
        });
  }

  @Test
  void monitor_pidOfAnEarlierLifeOfTheNode_saysNoproc() {
    ONE.node()
        .inProcess(self -> {
          Pid me = self.pid();
          Pid earlier = Pid.of(me.node(), me.id(), me.serial(), me.creation() + 1);
          Ref monitor = self.monitor(earlier);
          assertThat(next(self)).isEqualTo(new DownMessage(monitor, earlier, Atom.NOPROC));
          return null;
        });
  }

  @Test
  void monitor_itself_neverFires() {
    ONE.node()
        .inProcess(self -> {
          self.monitor(self.pid());
          assertThat(nothing(self)).isTrue();
          return null;
        });
  }

  @Test
  void monitor_byName_tellsTheNameAndTheNode() {
    ONE.node()
        .inProcess(self -> {
          Pid victim = self.spawn(SpawnOptions.DEFAULT.withName("victim"), VICTIM);
          Ref monitor = self.monitor(name("victim"));
          self.send(victim, atom("boom"));
          assertThat(next(self))
              .isEqualTo(new DownMessage(monitor, name("victim").toTerm(), atom("boom")));
          return null;
        });
  }

  @Test
  void monitor_nameOfNobody_saysNoproc() {
    ONE.node()
        .inProcess(self -> {
          Ref monitor = self.monitor(name("nobody"));
          assertThat(next(self))
              .isEqualTo(new DownMessage(monitor, name("nobody").toTerm(), Atom.NOPROC));
          return null;
        });
  }

  @Test
  void monitor_byNameThatIsTakenAwayLater_staysOnTheProcess() {
    // OTP 25 likewise: the name is looked up once
    ONE.node()
        .inProcess(self -> {
          Pid victim = self.spawn(SpawnOptions.DEFAULT.withName("renamed"), VICTIM);
          Ref monitor = self.monitor(name("renamed"));
          self.node().unregister("renamed");
          self.send(victim, atom("boom"));
          assertThat(next(self))
              .isEqualTo(new DownMessage(monitor, name("renamed").toTerm(), atom("boom")));
          return null;
        });
  }

  @Test
  void demonitor_byNameThatAnotherHasByNow_leavesNothingBehind() {
    ONE.node()
        .inProcess(self -> {
          LocalProcess first = idle(ONE.local());
          first.register(atom("moved"));
          Ref monitor = self.monitor(name("moved"));
          first.unregister(atom("moved"));
          LocalProcess second = idle(ONE.local());
          second.register(atom("moved"));
          self.demonitorFlush(monitor);
          assertThat(first.relationCount()).isZero();
          first.die(atom("boom"));
          second.die(atom("boom"));
          end(self, second.pid());
          assertThat(nothing(self)).isTrue();
          return null;
        });
  }

  @Test
  void demonitor_beforeTheEnd_nothingArrives() {
    ONE.node()
        .inProcess(self -> {
          Pid victim = self.spawn(SpawnOptions.DEFAULT, VICTIM);
          self.demonitor(self.monitor(victim));
          self.send(victim, atom("boom"));
          end(self, victim);
          assertThat(nothing(self)).isTrue();
          return null;
        });
  }

  @Test
  void demonitor_afterTheEnd_takesTheMessageAwayAndNoOther() {
    ONE.node()
        .inProcess(self -> {
          Pid victim = self.spawn(SpawnOptions.DEFAULT, VICTIM);
          Ref monitor = self.monitor(victim);
          Ref other = self.monitor(victim);
          self.send(victim, atom("boom"));
          end(self, victim);
          self.demonitorFlush(monitor);
          assertThat(next(self)).isEqualTo(new DownMessage(other, victim, atom("boom")));
          assertThat(nothing(self)).isTrue();
          return null;
        });
  }

  @Test
  void demonitor_unknownReference_isIgnored() {
    ONE.node()
        .inProcess(self -> {
          assertThat(self.demonitor(self.makeRef())).isFalse();
          assertThat(self.demonitorFlush(self.makeRef())).isFalse();
          return null;
        });
  }

  @Test
  void demonitor_withoutFlush_leavesTheMessage() {
    ONE.node()
        .inProcess(self -> {
          LocalProcess me = process(self);
          int before = me.relationCount();
          Pid victim = self.spawn(SpawnOptions.DEFAULT, VICTIM);
          Ref monitor = self.monitor(victim);
          self.send(victim, atom("boom"));
          end(self, victim);
          await().until(() -> me.relationCount() == before);
          assertThat(self.demonitor(monitor)).isFalse();
          assertThat(next(self)).isEqualTo(new DownMessage(monitor, victim, atom("boom")));
          return null;
        });
  }

  @Test
  void monitor_withTag_messageBeginsWithIt() {
    ONE.node()
        .inProcess(self -> {
          Pid victim = self.spawn(SpawnOptions.DEFAULT, VICTIM);
          Term tag = Term.parse("{my, tag}");
          Ref monitor = self.monitor(victim, MonitorOptions.DEFAULT.withTag(tag));
          Ref flushed = self.monitor(victim, MonitorOptions.DEFAULT.withTag(tag));
          self.send(victim, atom("boom"));
          Object down = self.receive(m -> m instanceof Tuple t && t.get(1).equals(monitor));
          assertThat(down).isEqualTo(Tuple.of(tag, monitor, atom("process"), victim, atom("boom")));
          end(self, victim);
          self.demonitorFlush(flushed);
          assertThat(nothing(self)).isTrue();
          return null;
        });
  }

  @Test
  void monitor_itself_meansNothing() {
    ONE.node()
        .inProcess(self -> {
          MonitorOptions alias =
              MonitorOptions.DEFAULT.withAlias(MonitorOptions.Alias.EXPLICIT_UNALIAS);
          self.register(atom("narcissus"));
          assertThat(self.unalias(self.monitor(self.pid(), alias))).isFalse();
          assertThat(self.demonitor(self.monitor(name("narcissus")))).isFalse();
          return null;
        });
  }

  @Test
  void spawnMonitor_endsAtOnce_isTold() {
    ONE.node()
        .inProcess(self -> {
          for (int i = 0; i < 1_000; i++) {
            Monitored child = self.spawnMonitor(SpawnOptions.DEFAULT, own -> {});
            assertThat(next(self))
                .isEqualTo(new DownMessage(child.monitor(), child.pid(), Atom.NORMAL));
          }
          return null;
        });
  }

  /// Once demonitor has returned, no word of the monitor arrives any more.
  @Test
  void demonitor_whileTheOtherDies_leavesNoLateMessage() {
    SplittableRandom random = random();
    ONE.node()
        .inProcess(self -> {
          for (int i = 0; i < 3_000; i++) {
            LocalProcess other = idle(ONE.local());
            Ref monitor = self.monitor(other.pid());
            CompletableFuture<?> kills = kill(other, random.nextInt(200));
            spin(random.nextInt(200));
            self.demonitorFlush(monitor);
            kills.join();
            end(self, other.pid());
            assertThat(nothing(self)).isTrue();
          }
          return null;
        });
  }

  /// However a monitor and the end of its target cross, exactly one word comes.
  @Test
  void monitor_whileTheOtherDies_isToldExactlyOnce() {
    SplittableRandom random = random();
    Set<Term> reasons = ConcurrentHashMap.newKeySet();
    ONE.node()
        .inProcess(self -> {
          for (int i = 0; i < 3_000; i++) {
            LocalProcess other = idle(ONE.local());
            CompletableFuture<?> kills = kill(other, random.nextInt(400));
            spin(random.nextInt(200));
            Ref monitor = self.monitor(other.pid());
            DownMessage down = (DownMessage) next(self);
            assertThat(down.monitor()).isEqualTo(monitor);
            reasons.add(down.reason());
            kills.join();
            end(self, other.pid());
            assertThat(nothing(self)).isTrue();
          }
          return null;
        });
    assertThat(reasons).isSubsetOf(Atom.NOPROC, atom("boom"));
  }

  /// A process that is killed while it makes monitors leaves none on its target.
  @Test
  void monitor_whileBeingKilled_leavesNothingBehind() {
    SplittableRandom random = random();
    LocalProcess target = idle(ONE.local());
    target.register(atom("target"));
    AtomicInteger made = new AtomicInteger();
    ONE.node()
        .inProcess(self -> {
          for (int i = 0; i < 1_000; i++) {
            Pid busy =
                self.spawn(
                    SpawnOptions.DEFAULT,
                    own -> {
                      while (true) {
                        own.monitor(target.pid());
                        own.monitor(name("target"));
                        own.alias();
                        made.incrementAndGet();
                      }
                    });
            spin(random.nextInt(5_000));
            self.exit(busy, Atom.KILL);
            end(self, busy);
          }
          return null;
        });
    assertThat(made).hasPositiveValue();
    await().until(() -> ONE.local().zombies().isEmpty());
    await().until(() -> target.relationCount() == 0);
    await().until(() -> ONE.local().signals().aliasCount() == 0);
    target.die(Atom.KILLED);
  }

  private static LocalProcess idle(LocalNode local) {
    return local.spawn(SpawnOptions.DEFAULT, () -> (Self self, Object message) -> {});
  }

  private static CompletableFuture<?> kill(LocalProcess process, int after) {
    return CompletableFuture.runAsync(() -> {
      spin(after);
      process.die(atom("boom"));
    });
  }

  private static SplittableRandom random() {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("MonitorTest -Dseed=" + seed);
    return new SplittableRandom(seed);
  }

  private static void spin(int n) {
    for (int i = 0; i < n; i++) {
      Thread.onSpinWait();
    }
  }
}
