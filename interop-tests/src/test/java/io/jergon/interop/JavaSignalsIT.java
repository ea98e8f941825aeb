package io.jergon.interop;

import static io.jergon.interop.Place.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.jergon.etf.Atom;
import io.jergon.etf.IntegerTerm;
import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import io.jergon.node.DownMessage;
import io.jergon.node.ExitMessage;
import io.jergon.node.Node;
import io.jergon.node.ProcessName;
import io.jergon.node.Self;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Java processes link to and monitor processes on their own node, on another Jergon node, and in
/// Erlang: everywhere the same signals, each once.
@ParameterizedClass
@MethodSource("io.jergon.interop.Place#each")
class JavaSignalsIT {

  private static final Atom BOOM = Atom.of("boom");
  private static final Atom STOP = Atom.of("stop");

  private final Place place;
  private final Node node;

  JavaSignalsIT(Place place) {
    this.place = place;
    node = place.node();
  }

  /// What a process that traps exits, and has a victim, sees.
  private List<Object> seenBy(Function<Seen, List<Object>> body) {
    Pid victim = place.victim();
    return node.inProcess(self -> {
      self.trapExit(true);
      return body.apply(new Seen(self, victim));
    });
  }

  private record Seen(Self self, Pid victim) {}

  private static Term exit(String reason) {
    return Tuple.of(Atom.of("exit"), Term.parse(reason));
  }

  // ---- monitors ----

  @ParameterizedTest
  @ValueSource(strings = {"normal", "boom", "{a,[b,#{c => 1.5}]}", "kill", "shutdown", "noproc"})
  void monitor_processExits_downOnceWithItsReason(String reason) {
    var expected = new ArrayList<Object>();
    assertThat(
            seenBy(seen -> {
              Ref ref = seen.self.monitor(seen.victim);
              expected.add(new DownMessage(ref, seen.victim, Term.parse(reason)));
              seen.self.send(seen.victim, exit(reason));
              return place.signals(seen.self);
            }))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"boom|boom", "kill|killed", "{a,b}|{a,b}"})
  void monitor_exitSignal_downOnce(String signal, String reason) {
    var expected = new ArrayList<Object>();
    assertThat(
            seenBy(seen -> {
              Ref ref = seen.self.monitor(seen.victim);
              expected.add(new DownMessage(ref, seen.victim, Term.parse(reason)));
              seen.self.exit(seen.victim, Term.parse(signal));
              return place.signals(seen.self);
            }))
        .isEqualTo(expected);
  }

  @Test
  void monitor_deadProcess_noproc() {
    var expected = new ArrayList<Object>();
    assertThat(
            seenBy(seen -> {
              Ref first = seen.self.monitor(seen.victim);
              seen.self.send(seen.victim, STOP);
              expected.add(new DownMessage(first, seen.victim, Atom.NORMAL));
              var all = new ArrayList<>(place.signals(seen.self));
              Ref second = seen.self.monitor(seen.victim);
              expected.add(new DownMessage(second, seen.victim, Atom.NOPROC));
              all.addAll(place.signals(seen.self));
              return all;
            }))
        .isEqualTo(expected);
  }

  @Test
  void monitor_missingName_noprocNamesIt() {
    var nobody = ProcessName.of("nobody", place.name());
    var expected = new ArrayList<Object>();
    assertThat(
            seenBy(seen -> {
              expected.add(
                  new DownMessage(seen.self.monitor(nobody), nobody.toTerm(), Atom.NOPROC));
              return place.signals(seen.self);
            }))
        .isEqualTo(expected);
  }

  @Test
  void demonitor_thenExit_nothing() {
    assertThat(
            seenBy(seen -> {
              seen.self.demonitor(seen.self.monitor(seen.victim));
              seen.self.send(seen.victim, exit("boom"));
              awaitDeath(seen);
              return place.settled(seen.self);
            }))
        .isEmpty();
  }

  // ---- links ----

  @ParameterizedTest
  @ValueSource(strings = {"normal", "boom", "{a,[b,#{c => 1.5}]}", "kill", "shutdown"})
  void link_processExits_exitOnceWithItsReason(String reason) {
    var expected = new ArrayList<Object>();
    assertThat(
            seenBy(seen -> {
              seen.self.link(seen.victim);
              seen.self.link(seen.victim);
              expected.add(new ExitMessage(seen.victim, Term.parse(reason)));
              seen.self.send(seen.victim, exit(reason));
              return place.signals(seen.self);
            }))
        .isEqualTo(expected);
  }

  @Test
  void link_killed_exitKilled() {
    var expected = new ArrayList<Object>();
    assertThat(
            seenBy(seen -> {
              seen.self.link(seen.victim);
              expected.add(new ExitMessage(seen.victim, Atom.KILLED));
              seen.self.exit(seen.victim, Atom.KILL);
              return place.signals(seen.self);
            }))
        .isEqualTo(expected);
  }

  @Test
  void link_deadProcess_exitNoproc() {
    var expected = new ArrayList<Object>();
    assertThat(
            seenBy(seen -> {
              seen.self.send(seen.victim, STOP);
              awaitDeath(seen);
              seen.self.link(seen.victim);
              expected.add(new ExitMessage(seen.victim, Atom.NOPROC));
              return place.signals(seen.self);
            }))
        .isEqualTo(expected);
  }

  @Test
  void unlink_thenExit_nothing() {
    assertThat(
            seenBy(seen -> {
              seen.self.link(seen.victim);
              seen.self.unlink(seen.victim);
              seen.self.send(seen.victim, exit("boom"));
              awaitDeath(seen);
              return place.settled(seen.self);
            }))
        .isEmpty();
  }

  @Test
  void linkFromTheOtherSide_isTheSameLink() {
    var expected = new ArrayList<Object>();
    assertThat(
            seenBy(seen -> {
              seen.self.send(seen.victim, Tuple.of(Atom.of("link"), seen.self.pid()));
              seen.self.link(seen.victim);
              expected.add(new ExitMessage(seen.victim, BOOM));
              seen.self.send(seen.victim, exit("boom"));
              return place.signals(seen.self);
            }))
        .isEqualTo(expected);
  }

  @Test
  void linkFromTheOtherSide_unlinkedHere_isGone() {
    assertThat(
            seenBy(seen -> {
              seen.self.send(seen.victim, Tuple.of(Atom.of("link"), seen.self.pid()));
              converse(seen);
              seen.self.unlink(seen.victim);
              seen.self.send(seen.victim, exit("boom"));
              awaitDeath(seen);
              return place.settled(seen.self);
            }))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"boom|boom", "{a,#{b => c}}|{a,#{b => c}}", "kill|kill"})
  void javaProcessEnds_linkedOneEndsWithItsReason(String reason, String seenReason) {
    Pid victim = place.victim();
    var expected = new ArrayList<Object>();
    assertThat(
            node.<List<Object>>inProcess(self -> {
              expected.add(new DownMessage(self.monitor(victim), victim, Term.parse(seenReason)));
              node.spawn(dying -> {
                dying.link(victim);
                throw dying.exit(Term.parse(reason));
              });
              return place.signals(self);
            }))
        .isEqualTo(expected);
  }

  @Test
  void javaProcessThrows_linkedOneGetsClassAndMessage() {
    Pid victim = place.victim();
    assertThat(
            node.<Object>inProcess(self -> {
              self.monitor(victim);
              node.spawn(dying -> {
                dying.link(victim);
                throw new IllegalStateException("oh no");
              });
              return self.receive(SOON).orElse("nothing");
            }))
        .isInstanceOfSatisfying(
            DownMessage.class,
            down ->
                assertThat(down.reason().toString()).contains("IllegalStateException", "oh no"));
  }

  @Test
  void javaProcessEndsNormally_linkedOneLivesOn() throws Exception {
    Pid victim = place.victim();
    var done = new CompletableFuture<Void>();
    node.spawn(ending -> {
      ending.link(victim);
      ending.send(victim, Tuple.of(ending.pid(), Atom.OK));
      ending.receive(SOON);
      done.complete(null);
    });
    done.get(10, TimeUnit.SECONDS);
    node.<Object>inProcess(self -> {
      converse(new Seen(self, victim));
      return "lives";
    });
  }

  @Test
  void notTrapping_linkedOneCrashes_diesWithItsReason() {
    Pid victim = place.victim();
    assertThat(
            node.<Object>inProcess(self -> {
              Pid bystander =
                  node.spawn(it -> {
                    it.link(victim);
                    it.send(self.pid(), Atom.of("linked"));
                    it.receive();
                  });
              self.receive(SOON);
              self.monitor(bystander);
              self.send(victim, exit("{crash,whole}"));
              return self.receive(SOON).orElse("nothing");
            }))
        .isInstanceOfSatisfying(
            DownMessage.class,
            down -> assertThat(down.reason()).isEqualTo(Term.parse("{crash,whole}")));
  }

  @Test
  void exitNormal_toAnother_isIgnored() {
    assertThat(
            seenBy(seen -> {
              seen.self.exit(seen.victim, Atom.NORMAL);
              converse(seen);
              return place.settled(seen.self);
            }))
        .isEmpty();
  }

  @Test
  void exitSignal_toATrappingProcess_isAMessageThere() {
    assertThat(
            seenBy(seen -> {
              seen.self.send(seen.victim, Tuple.of(Atom.of("trap"), Atom.TRUE));
              converse(seen); // it has read that
              seen.self.exit(seen.victim, BOOM);
              converse(seen); // it lives
              return place.settled(seen.self);
            }))
        .isEmpty();
  }

  // ---- order and races ----

  @Test
  void messagesThenExit_arriveInOrder() {
    List<Object> all =
        seenBy(seen -> {
          seen.self.monitor(seen.victim);
          for (int i = 0; i < 1000; i++) {
            seen.self.send(seen.victim, Tuple.of(seen.self.pid(), IntegerTerm.of(i)));
          }
          seen.self.send(seen.victim, STOP);
          List<Object> received = new ArrayList<>();
          while (received.size() < 1001) {
            received.add(seen.self.receive(SOON).orElseThrow());
          }
          return received;
        });
    for (int i = 0; i < 1000; i++) {
      assertThat(((Tuple) all.get(i)).get(1)).isEqualTo(IntegerTerm.of(i));
    }
    assertThat(all.get(1000)).isInstanceOf(DownMessage.class);
  }

  @Test
  void unlinkRacingWithExit_300Rounds_nothingAfterUnlink() {
    long seed = Long.getLong("seed", System.nanoTime());
    var random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      int spins = random.nextInt(20_000);
      List<Object> all =
          seenBy(seen -> {
            seen.self.link(seen.victim);
            seen.self.send(seen.victim, exit("boom"));
            for (int i = 0; i < spins; i++) {
              Thread.onSpinWait();
            }
            seen.self.unlink(seen.victim);
            int before = 0;
            for (var m = seen.self.receive(java.time.Duration.ZERO);
                m.isPresent();
                m = seen.self.receive(java.time.Duration.ZERO)) {
              before++;
            }
            assertThat(before).isLessThanOrEqualTo(1);
            awaitDeath(seen);
            return place.settled(seen.self);
          });
      assertThat(all).as("round %d of -Dseed=%d", round, seed).isEmpty();
    }
  }

  @Test
  void demonitorRacingWithExit_300Rounds_nothingAfterDemonitor() {
    long seed = Long.getLong("seed", System.nanoTime());
    var random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      int spins = random.nextInt(20_000);
      List<Object> all =
          seenBy(seen -> {
            Ref ref = seen.self.monitor(seen.victim);
            seen.self.exit(seen.victim, Atom.KILL);
            for (int i = 0; i < spins; i++) {
              Thread.onSpinWait();
            }
            seen.self.demonitor(ref);
            awaitDeath(seen);
            return place.settled(seen.self);
          });
      assertThat(all).as("round %d of -Dseed=%d", round, seed).isEmpty();
    }
  }

  @Test
  void alias_afterUnalias_getsNothing() {
    assertThat(
            seenBy(seen -> {
              Ref alias = seen.self.alias();
              node.send(alias, Atom.of("first"));
              Object first = seen.self.receive(SOON).orElse("nothing");
              assertThat(first).isEqualTo(Atom.of("first"));
              seen.self.unalias(alias);
              node.send(alias, Atom.of("second"));
              return place.settled(seen.self);
            }))
        .isEmpty();
  }

  /// Sends the victim a message and waits for its answer, which shows that it lives.
  private static void converse(Seen seen) {
    Term question = seen.self.makeRef();
    seen.self.send(seen.victim, Tuple.of(seen.self.pid(), question));
    Term answer = Tuple.of(seen.victim, question);
    assertThat(seen.self.receive(answer::equals, SOON)).isPresent();
  }

  /// Waits for the victim's end by a monitor of its own.
  private static void awaitDeath(Seen seen) {
    Ref ref = seen.self.monitor(seen.victim);
    assertThat(
            seen.self.receive(
                m -> m instanceof DownMessage down && down.monitor().equals(ref), SOON))
        .isPresent();
  }
}
