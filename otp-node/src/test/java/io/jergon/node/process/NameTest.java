package io.jergon.node.process;

import static io.jergon.node.process.OneNode.atom;
import static io.jergon.node.process.OneNode.end;
import static io.jergon.node.process.OneNode.next;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.node.DownMessage;
import io.jergon.node.Exit;
import io.jergon.node.Monitored;
import io.jergon.node.Node;
import io.jergon.node.ProcessName;
import io.jergon.node.Self;
import io.jergon.node.SpawnOptions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class NameTest {
  private static final SpawnOptions PLAIN = SpawnOptions.DEFAULT;

  @RegisterExtension static final OneNode ONE = new OneNode();

  private final Node node = ONE.node();

  private static void isBadarg(ThrowingCallable call) {
    assertThatExceptionOfType(Exit.class)
        .isThrownBy(call)
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Atom.BADARG));
  }

  @Test
  void register_freeName_isFoundAndReached() {
    node.inProcess(self -> {
      self.register(atom("me"));
      assertThat(self.registeredName()).contains("me");
      assertThat(node.whereis("me")).contains(self.pid());
      assertThat(node.registered()).contains("me", "net_kernel", "rex", "user");
      self.send(ProcessName.of("me", node.name()), "by name");
      assertThat(next(self)).isEqualTo("by name");
      return null;
    });
  }

  @Test
  void register_inAProcessOfAThread_isFreeWhenThatGoesOn() {
    for (int i = 0; i < 1_000; i++) {
      node.<Object>inProcess(self -> {
        self.register(atom("errand"));
        return "done";
      });
      assertThat(node.whereis("errand")).isEmpty();
    }
  }

  @Test
  void register_nameInUse_isBadarg() {
    node.inProcess(self -> {
      isBadarg(() -> self.register(atom("rex")));
      isBadarg(() -> node.register("rex", self.pid()));
      return null;
    });
  }

  @Test
  void register_secondName_isBadarg() {
    node.inProcess(self -> {
      self.register(atom("first"));
      isBadarg(() -> self.register(atom("second")));
      assertThat(node.unregister("first")).isTrue();
      self.register(atom("second"));
      assertThat(node.whereis("first")).isEmpty();
      assertThat(node.whereis("second")).contains(self.pid());
      return null;
    });
  }

  @Test
  void register_undefined_isBadarg() {
    node.inProcess(self -> {
      isBadarg(() -> self.register(Atom.UNDEFINED));
      return null;
    });
  }

  @Test
  void register_deadOrForeignProcess_isBadarg() {
    node.inProcess(self -> {
      Pid dead = self.spawn(PLAIN, own -> {});
      end(self, dead);
      isBadarg(() -> node.register("dead", dead));
      Pid me = self.pid();
      Pid elsewhere = Pid.of(atom("other@host"), me.id(), me.serial(), me.creation());
      isBadarg(() -> node.register("elsewhere", elsewhere));
      return null;
    });
  }

  @Test
  void unregister_unknownName_isFalse() {
    assertThat(node.unregister("unknown")).isFalse();
  }

  @Test
  void send_nameOfNobody_isDropped() {
    node.send(ProcessName.of("nobody", node.name()), "message");
  }

  @Test
  void spawn_nameInUse_isBadargAndNothingRuns() {
    AtomicInteger runs = new AtomicInteger();
    List<Pid> before = node.processes();
    isBadarg(() -> node.spawn(PLAIN.withName("rex"), self -> runs.incrementAndGet()));
    assertThat(runs).hasValue(0);
    assertThat(node.processes()).isSubsetOf(before);
  }

  @Test
  void name_onceItsProcessIsKnownToBeDead_isFree() {
    node.inProcess(self -> {
      for (int i = 0; i < 1_000; i++) {
        Monitored process = self.spawnMonitor(PLAIN.withName("again"), Self::receive);
        self.exit(process.pid(), Atom.KILL);
        assertThat(node.whereis("again")).isEmpty();
        assertThat(((DownMessage) next(self)).reason()).isEqualTo(Atom.KILLED);
      }
      return null;
    });
  }

  /// Whoever finds a name finds a process that is there.
  @Test
  void whereis_whileTheProcessStarts_findsALivingOne() {
    CompletableFuture<Void> spawns =
        CompletableFuture.runAsync(() ->
            node.inProcess(self -> {
              for (int i = 0; i < 3_000; i++) {
                Monitored process = self.spawnMonitor(PLAIN.withName("starting"), Self::receive);
                self.send(process.pid(), "end");
                end(self, process);
              }
              return null;
            }));
    while (!spawns.isDone()) {
      Optional<LocalProcess> found =
          Optional.ofNullable(ONE.local().registry().whereis(atom("starting")));
      found
          .filter(process -> ONE.local().process(process.pid()) == null)
          .ifPresent(process -> assertThat(process.isDead()).isTrue());
    }
    spawns.join();
  }

  @Test
  void spawn_nameTooLongForAnAtom_leavesNoProcess() {
    Set<Pid> before = Set.copyOf(node.processes());
    SpawnOptions options = PLAIN.withName("x".repeat(256));
    assertThatIllegalArgumentException().isThrownBy(() -> node.spawn(options, self -> {}));
    assertThat(before).containsAll(node.processes());
  }
}
