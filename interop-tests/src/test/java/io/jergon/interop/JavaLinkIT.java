package io.jergon.interop;

import static io.jergon.interop.Place.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import io.jergon.node.DownMessage;
import io.jergon.node.ExitMessage;
import io.jergon.node.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Java processes link to processes on their own node, on another Jergon node, and in Erlang, and
/// are linked to by them: everywhere the same signals, each once.
@ParameterizedClass
@MethodSource("io.jergon.interop.Place#each")
class JavaLinkIT {

  private static final Atom BOOM = Atom.of("boom");
  private static final Atom STOP = Atom.of("stop");

  private final Place place;
  private final Node node;

  JavaLinkIT(Place place) {
    this.place = place;
    node = place.node();
  }

  private static Term exit(String reason) {
    return Tuple.of(Atom.of("exit"), Term.parse(reason));
  }

  @ParameterizedTest
  @ValueSource(strings = {"normal", "boom", "{a,[b,#{c => 1.5}]}", "kill", "shutdown"})
  void link_processExits_exitOnceWithItsReason(String reason) {
    var expected = new ArrayList<Object>();
    assertThat(
            place.seenBy(seen -> {
              seen.self().link(seen.victim());
              seen.self().link(seen.victim());
              expected.add(new ExitMessage(seen.victim(), Term.parse(reason)));
              seen.self().send(seen.victim(), exit(reason));
              return place.signals(seen.self());
            }))
        .isEqualTo(expected);
  }

  @Test
  void link_killed_exitKilled() {
    var expected = new ArrayList<Object>();
    assertThat(
            place.seenBy(seen -> {
              seen.self().link(seen.victim());
              expected.add(new ExitMessage(seen.victim(), Atom.KILLED));
              seen.self().exit(seen.victim(), Atom.KILL);
              return place.signals(seen.self());
            }))
        .isEqualTo(expected);
  }

  @Test
  void link_deadProcess_exitNoproc() {
    var expected = new ArrayList<Object>();
    assertThat(
            place.seenBy(seen -> {
              seen.self().send(seen.victim(), STOP);
              seen.awaitDeath();
              seen.self().link(seen.victim());
              expected.add(new ExitMessage(seen.victim(), Atom.NOPROC));
              return place.signals(seen.self());
            }))
        .isEqualTo(expected);
  }

  @Test
  void unlink_thenExit_nothing() {
    assertThat(
            place.seenBy(seen -> {
              seen.self().link(seen.victim());
              seen.self().unlink(seen.victim());
              seen.self().send(seen.victim(), exit("boom"));
              seen.awaitDeath();
              return place.settled(seen.self());
            }))
        .isEmpty();
  }

  @Test
  void linkFromTheOtherSide_isTheSameLink() {
    var expected = new ArrayList<Object>();
    assertThat(
            place.seenBy(seen -> {
              seen.self().send(seen.victim(), Tuple.of(Atom.of("link"), seen.self().pid()));
              seen.self().link(seen.victim());
              expected.add(new ExitMessage(seen.victim(), BOOM));
              seen.self().send(seen.victim(), exit("boom"));
              return place.signals(seen.self());
            }))
        .isEqualTo(expected);
  }

  @Test
  void linkFromTheOtherSide_unlinkedHere_isGone() {
    assertThat(
            place.seenBy(seen -> {
              seen.self().send(seen.victim(), Tuple.of(Atom.of("link"), seen.self().pid()));
              seen.converse();
              seen.self().unlink(seen.victim());
              seen.self().send(seen.victim(), exit("boom"));
              seen.awaitDeath();
              return place.settled(seen.self());
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
      new Seen(self, victim).converse();
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
            place.seenBy(seen -> {
              seen.self().exit(seen.victim(), Atom.NORMAL);
              seen.converse();
              return place.settled(seen.self());
            }))
        .isEmpty();
  }

  @Test
  void exitSignal_toATrappingProcess_isAMessageThere() {
    assertThat(
            place.seenBy(seen -> {
              seen.self().send(seen.victim(), Tuple.of(Atom.of("trap"), Atom.TRUE));
              seen.converse(); // it has read that
              seen.self().exit(seen.victim(), BOOM);
              seen.converse(); // it lives
              return place.settled(seen.self());
            }))
        .isEmpty();
  }

  @Test
  void unlinkRacingWithExit_300Rounds_nothingAfterUnlink() {
    long seed = Long.getLong("seed", System.nanoTime());
    var random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      int spins = random.nextInt(20_000);
      List<Object> all =
          place.seenBy(seen -> {
            seen.self().link(seen.victim());
            seen.self().send(seen.victim(), exit("boom"));
            for (int i = 0; i < spins; i++) {
              Thread.onSpinWait();
            }
            seen.self().unlink(seen.victim());
            int before = 0;
            for (var m = seen.self().receive(java.time.Duration.ZERO);
                m.isPresent();
                m = seen.self().receive(java.time.Duration.ZERO)) {
              before++;
            }
            assertThat(before).isLessThanOrEqualTo(1);
            seen.awaitDeath();
            return place.settled(seen.self());
          });
      assertThat(all).as("round %d of -Dseed=%d", round, seed).isEmpty();
    }
  }
}
