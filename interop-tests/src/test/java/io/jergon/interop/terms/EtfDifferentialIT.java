package io.jergon.interop.terms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.jergon.etf.Atom;
import io.jergon.etf.Binary;
import io.jergon.etf.DecodeException;
import io.jergon.etf.IntegerTerm;
import io.jergon.etf.InternalFun;
import io.jergon.etf.ListTerm;
import io.jergon.etf.MapTerm;
import io.jergon.etf.Port;
import io.jergon.etf.Term;
import io.jergon.etf.TermDecoder;
import io.jergon.etf.TermEncoder;
import io.jergon.etf.Tuple;
import io.jergon.testkit.RandomTerms;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// 100,000 random terms per release, half of them made here and half by Erlang, as bytes to the
/// other side and back: the same term always, the same bytes wherever Erlang leaves no choice.
@ParameterizedClass
@MethodSource("io.jergon.interop.terms.Beam#each")
class EtfDifferentialIT {
  private static final int TERMS = Integer.getInteger("jergon.differential.terms", 50_000);
  private static final int BATCH = 500;
  private static final int DEEP = 5;
  private static final int FLAT = 2;
  private static final int SHOWN = 600;
  private static final int FIRST_WITH_LOCAL = 26;
  private static final int FIRST_WITH_RECORDS = 29;

  private final Beam beam;
  private final RandomTerms terms = RandomTerms.seeded();
  private final Random random = new Random(terms.seed());

  EtfDifferentialIT(Beam beam) {
    this.beam = beam;
    System.out.println(beam + " -Dseed=" + terms.seed());
  }

  @Test
  void javaTerms_readByErlang_areWrittenTheSameWay() {
    for (int from = 0; from < TERMS; from += BATCH) {
      List<Term> batch = new ArrayList<>();
      for (int i = 0; i < BATCH; i++) {
        batch.add(terms.next(i % 20 == 0 ? DEEP : FLAT));
      }
      requireReadTheSameWay(batch);
    }
  }

  @Test
  void nativeRecords_readByErlang_areWrittenTheSameWay() {
    assumeThat(beam.release()).isGreaterThanOrEqualTo(FIRST_WITH_RECORDS);
    for (int from = 0; from < TERMS / 10; from += BATCH) {
      requireReadTheSameWay(Stream.<Term>generate(terms::record).limit(BATCH).toList());
    }
  }

  private void requireReadTheSameWay(List<Term> batch) {
    for (Term found : (ListTerm) beam.call("read", written(batch))) {
      Tuple difference = (Tuple) found;
      Term term = batch.get(((IntegerTerm) difference.get(0)).intValue());
      if (!isLeftToErlang(term, difference)) {
        Term smallest = Parts.smallest(term, this::isReadDifferently);
        fail("%s -Dseed=%d: %s of %s", beam, terms.seed(), read(smallest), show(smallest));
      }
    }
  }

  private static ListTerm written(List<Term> batch) {
    return ListTerm.of(
        batch.stream()
            .map(term -> Tuple.of(external(term), external(Parts.sortedMaps(term))))
            .toList());
  }

  /// True for the same term in other bytes, if it holds something that this release writes in its
  /// own way:
  ///
  /// * the entries of a map in an order of its choice, without `deterministic`;
  /// * in spite of `deterministic`, the entries of a map with maps in its keys, where
  ///   [Beam#ordersMapsInKeys] is false;
  /// * from OTP 27 on, a fun with the pid of a process of its own as the creator;
  /// * before OTP 26, a port whose id is small as NEW_PORT_EXT.
  private boolean isLeftToErlang(Term term, Tuple difference) {
    boolean ordered = ((Atom) difference.get(1)).is("canonical");
    Predicate<Term> free =
        part ->
            (part instanceof MapTerm map && map.size() > 1 && !(ordered && isOrdered(map)))
                || (part instanceof InternalFun && beam.release() >= 27)
                || (part instanceof Port && beam.release() < 26);
    Binary bytes = (Binary) difference.get(2);
    return bytes.size() > 0 && Parts.has(term, free) && Beam.decoded(bytes).equals(term);
  }

  private boolean isOrdered(MapTerm map) {
    return beam.ordersMapsInKeys() || !Parts.hasMapsInKeys(map);
  }

  private ListTerm read(Term term) {
    return (ListTerm) beam.call("read", written(List.of(term)));
  }

  private boolean isReadDifferently(Term term) {
    return read(term).elements().stream()
        .anyMatch(difference -> !isLeftToErlang(term, (Tuple) difference));
  }

  @Test
  void erlangTerms_readHere_areWrittenTheSameWay() {
    long seed = terms.seed() & 0xffff_ffffL;
    for (int from = 1; from <= TERMS; from += BATCH) {
      Term range =
          Tuple.of(IntegerTerm.of(seed), IntegerTerm.of(from), IntegerTerm.of(from + BATCH - 1));
      List<Term> again = new ArrayList<>();
      for (Term made : (ListTerm) beam.call("made", range)) {
        again.add(Parts.shuffledMaps(requireSameWay((Tuple) made), random));
      }
      ListTerm changed = (ListTerm) beam.call("came_back", Beam.binaries(again));
      for (Term index : changed) {
        Term term = again.get(((IntegerTerm) index).intValue());
        fail("%s -Dseed=%d: not what it was: %s", beam, terms.seed(), show(term));
      }
    }
  }

  /// @param made bytes of minor version 2, bytes by some options, these options
  private Term requireSameWay(Tuple made) {
    Term term = Beam.decoded(made.get(0));
    boolean otherPorts = beam.release() < 26 && Parts.has(term, part -> part instanceof Port);
    if (!external(term).equals(made.get(0)) && !otherPorts) {
      fail("%s -Dseed=%d: other bytes for %s", beam, terms.seed(), show(term));
    }
    Term other = Beam.decoded(made.get(1));
    if (!other.equals(term) || other.hashCode() != term.hashCode()) {
      fail(
          "%s -Dseed=%d: by the options %s it is %s and not %s",
          beam, terms.seed(), made.get(2), show(other), show(term));
    }
    return term;
  }

  /// Terms in the form that only the node that made them may read.
  @Test
  void localTerms_readHere_areRefused() {
    long seed = terms.seed() & 0xffff_ffffL;
    Term range = Tuple.of(IntegerTerm.of(seed), IntegerTerm.of(1), IntegerTerm.of(100));
    ListTerm made = (ListTerm) beam.call("local", range);
    assertThat(made.isEmpty()).isEqualTo(beam.release() < FIRST_WITH_LOCAL);
    for (Term local : made) {
      byte[] bytes = ((Binary) local).toByteArray();
      assertThatThrownBy(() -> TermDecoder.DEFAULT.decode(bytes))
          .isInstanceOf(DecodeException.class)
          .hasMessage("offset 1: node-local term (tag 121)");
    }
  }

  private static Binary external(Term term) {
    return Binary.wrap(TermEncoder.encode(term));
  }

  private static String show(Term term) {
    String hex = HexFormat.of().formatHex(TermEncoder.encode(term));
    return term.abbreviated(SHOWN) + "\n" + hex.substring(0, Math.min(SHOWN, hex.length()));
  }
}
