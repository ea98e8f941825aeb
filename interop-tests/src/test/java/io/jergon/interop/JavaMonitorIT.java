package io.jergon.interop;

import static io.jergon.interop.Place.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.jergon.etf.Atom;
import io.jergon.etf.IntegerTerm;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import io.jergon.node.DownMessage;
import io.jergon.node.Node;
import io.jergon.node.ProcessName;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Java processes monitor processes on their own node, on another Jergon node, and in Erlang:
/// everywhere the same signals, each once and in order.
@ParameterizedClass
@MethodSource("io.jergon.interop.Place#each")
class JavaMonitorIT {

  private static final Atom STOP = Atom.of("stop");

  private final Place place;
  private final Node node;

  JavaMonitorIT(Place place) {
    this.place = place;
    node = place.node();
  }

  private static Term exit(String reason) {
    return Tuple.of(Atom.of("exit"), Term.parse(reason));
  }

  @ParameterizedTest
  @ValueSource(strings = {"normal", "boom", "{a,[b,#{c => 1.5}]}", "kill", "shutdown", "noproc"})
  void monitor_processExits_downOnceWithItsReason(String reason) {
    var expected = new ArrayList<Object>();
    assertThat(
            place.seenBy(seen -> {
              Ref ref = seen.self().monitor(seen.victim());
              expected.add(new DownMessage(ref, seen.victim(), Term.parse(reason)));
              seen.self().send(seen.victim(), exit(reason));
              return place.signals(seen.self());
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
            place.seenBy(seen -> {
              Ref ref = seen.self().monitor(seen.victim());
              expected.add(new DownMessage(ref, seen.victim(), Term.parse(reason)));
              seen.self().exit(seen.victim(), Term.parse(signal));
              return place.signals(seen.self());
            }))
        .isEqualTo(expected);
  }

  @Test
  void monitor_deadProcess_noproc() {
    var expected = new ArrayList<Object>();
    assertThat(
            place.seenBy(seen -> {
              Ref first = seen.self().monitor(seen.victim());
              seen.self().send(seen.victim(), STOP);
              expected.add(new DownMessage(first, seen.victim(), Atom.NORMAL));
              var all = new ArrayList<>(place.signals(seen.self()));
              Ref second = seen.self().monitor(seen.victim());
              expected.add(new DownMessage(second, seen.victim(), Atom.NOPROC));
              all.addAll(place.signals(seen.self()));
              return all;
            }))
        .isEqualTo(expected);
  }

  @Test
  void monitor_missingName_noprocNamesIt() {
    var nobody = ProcessName.of("nobody", place.name());
    var expected = new ArrayList<Object>();
    assertThat(
            place.seenBy(seen -> {
              expected.add(
                  new DownMessage(seen.self().monitor(nobody), nobody.toTerm(), Atom.NOPROC));
              return place.signals(seen.self());
            }))
        .isEqualTo(expected);
  }

  @Test
  void demonitor_thenExit_nothing() {
    assertThat(
            place.seenBy(seen -> {
              seen.self().demonitor(seen.self().monitor(seen.victim()));
              seen.self().send(seen.victim(), exit("boom"));
              seen.awaitDeath();
              return place.settled(seen.self());
            }))
        .isEmpty();
  }

  @Test
  void messagesThenExit_arriveInOrder() {
    List<Object> all =
        place.seenBy(seen -> {
          seen.self().monitor(seen.victim());
          for (int i = 0; i < 1000; i++) {
            seen.self().send(seen.victim(), Tuple.of(seen.self().pid(), IntegerTerm.of(i)));
          }
          seen.self().send(seen.victim(), STOP);
          List<Object> received = new ArrayList<>();
          while (received.size() < 1001) {
            received.add(seen.self().receive(SOON).orElseThrow());
          }
          return received;
        });
    for (int i = 0; i < 1000; i++) {
      assertThat(((Tuple) all.get(i)).get(1)).isEqualTo(IntegerTerm.of(i));
    }
    assertThat(all.get(1000)).isInstanceOf(DownMessage.class);
  }

  @Test
  void demonitorRacingWithExit_300Rounds_nothingAfterDemonitor() {
    long seed = Long.getLong("seed", System.nanoTime());
    var random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      int spins = random.nextInt(20_000);
      List<Object> all =
          place.seenBy(seen -> {
            Ref ref = seen.self().monitor(seen.victim());
            seen.self().exit(seen.victim(), Atom.KILL);
            for (int i = 0; i < spins; i++) {
              Thread.onSpinWait();
            }
            seen.self().demonitorFlush(ref);
            seen.awaitDeath();
            return place.settled(seen.self());
          });
      assertThat(all).as("round %d of -Dseed=%d", round, seed).isEmpty();
    }
  }

  @Test
  void alias_afterUnalias_getsNothing() {
    assertThat(
            place.seenBy(seen -> {
              Ref alias = seen.self().alias();
              node.send(alias, Atom.of("first"));
              Object first = seen.self().receive(SOON).orElse("nothing");
              assertThat(first).isEqualTo(Atom.of("first"));
              seen.self().unalias(alias);
              node.send(alias, Atom.of("second"));
              return place.settled(seen.self());
            }))
        .isEmpty();
  }
}
