package io.jergon.interop.terms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.jergon.etf.Atom;
import io.jergon.etf.Binary;
import io.jergon.etf.FloatTerm;
import io.jergon.etf.IntegerTerm;
import io.jergon.etf.ListTerm;
import io.jergon.etf.MapTerm;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import io.jergon.testkit.RandomTerms;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// `compareTo` against Erlang's `<`, `==` and `lists:sort`, over every pair of terms that were made
/// to be near each other. What Erlang calls equal though it is not the same (`1` and `1.0`) stands
/// as it does among the keys of a map.
@ParameterizedClass
@MethodSource("io.jergon.interop.terms.Beam#each")
class OrderDifferentialIT {
  private static final int SETS = 400;
  private static final int SIZE = 32;
  private static final int BATCH = 20;
  private static final int SHOWN = 300;
  private static final int FIRST_WITH_MINUS_ZERO = 27;
  private static final int FIRST_WITH_RECORDS = 29;

  private final Beam beam;
  private final RandomTerms terms = RandomTerms.seeded();
  private final Random random = new Random(terms.seed());

  OrderDifferentialIT(Beam beam) {
    this.beam = beam;
    System.out.println(beam + " -Dseed=" + terms.seed());
  }

  @Test
  void javaTerms_eachPairAndSorted_standAsInErlang() {
    for (int from = 0; from < SETS; from += BATCH) {
      requireOrder(Stream.generate(() -> set(terms::next)).limit(BATCH).toList());
    }
  }

  @Test
  void nativeRecords_eachPairAndSorted_standAsInErlang() {
    assumeThat(beam.release()).isGreaterThanOrEqualTo(FIRST_WITH_RECORDS);
    for (int from = 0; from < SETS / 10; from += BATCH) {
      requireOrder(Stream.generate(() -> set(terms::record)).limit(BATCH).toList());
    }
  }

  /// Some terms, and terms like these.
  private List<Term> set(Supplier<Term> source) {
    List<Term> set = new ArrayList<>();
    set.add(terms.next());
    while (set.size() < SIZE) {
      boolean fresh = random.nextInt(4) == 0;
      set.add(fresh ? source.get() : terms.similar(set.get(random.nextInt(set.size()))));
    }
    return set;
  }

  @Test
  void erlangTerms_eachPairAndSorted_standAsInErlang() {
    IntegerTerm seed = IntegerTerm.of(terms.seed() & 0xffff_ffffL);
    for (int from = 0; from < SETS; from += BATCH) {
      Term range =
          Tuple.of(
              seed, IntegerTerm.of(from), IntegerTerm.of(from + BATCH - 1), IntegerTerm.of(SIZE));
      requireOrder(
          ((ListTerm) beam.call("sets", range))
              .elements().stream()
                  .map(set -> ((ListTerm) set).elements().stream().map(Beam::decoded).toList())
                  .toList());
    }
  }

  /// The borders between integers and floats, zeros, and containers of them.
  @Test
  void numbersAtTheBorders_eachPairAndSorted_standAsInErlang() {
    List<Term> numbers = new ArrayList<>();
    for (int bits : new int[] {0, 1, 31, 32, 52, 53, 54, 59, 60, 63, 64, 1023, 1024, 2048}) {
      for (int more = -1; more <= 1; more++) {
        IntegerTerm number = IntegerTerm.of(BigInteger.TWO.pow(bits).add(BigInteger.valueOf(more)));
        numbers.add(number);
        numbers.add(IntegerTerm.of(number.bigIntegerValue().negate()));
        double nearest = number.bigIntegerValue().doubleValue();
        if (Double.isFinite(nearest)) {
          numbers.addAll(floatsAround(nearest));
          numbers.addAll(floatsAround(-nearest));
        }
      }
    }
    numbers.addAll(floatsAround(0.0));
    numbers.addAll(floatsAround(Double.MIN_NORMAL));
    numbers.add(FloatTerm.of(Double.MAX_VALUE));
    List<Term> distinct = new ArrayList<>(numbers.stream().distinct().toList());
    Collections.shuffle(distinct, random);
    List<Term> keys = distinct.stream().map(n -> (Term) MapTerm.of(Map.of(n, n))).toList();
    List<Term> lists = distinct.stream().map(n -> (Term) ListTerm.of(Atom.OK, n)).toList();
    requireOrder(List.of(distinct, keys, lists));
  }

  private static List<Term> floatsAround(double value) {
    return Stream.of(value, Math.nextUp(value), Math.nextDown(value))
        .map(number -> (Term) FloatTerm.of(number))
        .toList();
  }

  private void requireOrder(List<List<Term>> all) {
    List<List<Term>> sets = all.stream().map(this::comparable).toList();
    List<Term> answers = sets.stream().map(set -> beam.call("signs", Beam.binaries(set))).toList();
    List<Term> sortings = new ArrayList<>();
    for (int i = 0; i < sets.size(); i++) {
      List<Term> set = sets.get(i);
      requireSigns(set, (Binary) answers.get(i));
      List<Term> sorted = new ArrayList<>(set);
      Collections.sort(sorted);
      sortings.add(Tuple.of(Beam.binaries(set), Beam.binaries(sorted)));
    }
    for (Term asInErlang : (ListTerm) beam.call("sorted", ListTerm.of(sortings))) {
      assertThat(asInErlang).as("%s -Dseed=%d", beam, terms.seed()).isEqualTo(Atom.TRUE);
    }
  }

  /// The terms whose order is the reference manual's.
  private List<Term> comparable(List<Term> set) {
    boolean oneZero = beam.release() < FIRST_WITH_MINUS_ZERO;
    return set.stream()
        .filter(term -> beam.ordersMapsInKeys() || !Parts.has(term, Parts::hasMapsInKeys))
        .map(term -> oneZero ? Parts.withOneZero(term) : term)
        .toList();
  }

  private void requireSigns(List<Term> set, Binary signs) {
    int next = 0;
    for (int i = 0; i < set.size(); i++) {
      for (int j = i + 1; j < set.size(); j++) {
        if (!agrees(set.get(i), set.get(j), signs.byteAt(next++))) {
          Tuple pair = Parts.smallestPair(Tuple.of(set.get(i), set.get(j)), this::disagrees);
          fail(
              "%s -Dseed=%d: compareTo gives %d, but Erlang says %s, for\n%s\n%s",
              beam,
              terms.seed(),
              pair.get(0).compareTo(pair.get(1)),
              said(signs(pair)),
              pair.get(0).abbreviated(SHOWN),
              pair.get(1).abbreviated(SHOWN));
        }
      }
    }
  }

  private boolean disagrees(Tuple pair) {
    return !agrees(pair.get(0), pair.get(1), signs(pair));
  }

  private byte signs(Tuple pair) {
    return ((Binary) beam.call("signs", Beam.binaries(pair.elements()))).byteAt(0);
  }

  /// @param signs see jergon_differential:signs/1
  private static boolean agrees(Term a, Term b, byte signs) {
    int order = Integer.signum(a.compareTo(b));
    return order == -Integer.signum(b.compareTo(a))
        && (order == 0) == a.equals(b)
        && order == (standard(signs) != 0 ? standard(signs) : exact(signs));
  }

  private static int standard(byte signs) {
    return signs / 3 - 1;
  }

  private static int exact(byte signs) {
    return signs % 3 - 1;
  }

  private static String said(byte signs) {
    return standard(signs) + ", as keys " + exact(signs);
  }
}
