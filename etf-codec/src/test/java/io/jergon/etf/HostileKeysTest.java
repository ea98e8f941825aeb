package io.jergon.etf;

import static io.jergon.etf.Hostile.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Keys that were made to have one hash. Trying each against each would take longer than the tests
/// may, for as many as there are here.
@Timeout(60)
class HostileKeysTest {
  private static final int MANY = 200_000;

  @Test
  void decode_mapOfKeysOfOneHash_takesNoQuadraticTime() {
    TermOutput out = mapHead(MANY);
    collidingIntegers(MANY)
        .forEach(n -> {
          TermEncoder.encodeBody(IntegerTerm.of(n), out);
          TermEncoder.encodeBody(Atom.OK, out);
        });
    byte[] bytes = out.toByteArray();
    MapTerm map = (MapTerm) TermDecoder.DEFAULT.decode(bytes);
    assertThat(map.size()).isEqualTo(MANY);
    collidingIntegers(MANY)
        .forEach(n -> {
          if (map.get(IntegerTerm.of(n)) != Atom.OK && !map.containsKey(IntegerTerm.of(n))) {
            throw new AssertionError(n + " is not there");
          }
        });
    assertThat(map.get(IntegerTerm.of(collidingInteger(MANY)))).isNull();
    Hostile.assertAllocatesInProportion(bytes);

    MapTerm again = (MapTerm) TermDecoder.DEFAULT.decode(TermEncoder.encode(map));
    assertThat(again.equals(map)).isTrue();
    assertThat(again.hashCode()).isEqualTo(map.hashCode());
    assertThat(again.compareTo(map)).isZero();
  }

  /// Other terms have one hash if what is in them has.
  enum Holder {
    TUPLE(n -> Tuple.of(Atom.OK, n)),
    LIST(n -> ListTerm.of(Atom.OK, n)),
    TAIL(n -> ListTerm.improper(ListTerm.of(Atom.OK).elements(), n)),
    MAP_VALUE(n -> MapTerm.builder().put(Atom.OK, n).build()),
    MAP_KEY(n -> MapTerm.builder().put(n, Atom.OK).build());

    private final Function<Term, Term> hold;

    Holder(Function<Term, Term> hold) {
      this.hold = hold;
    }

    Term term(long n) {
      return hold.apply(IntegerTerm.of(n));
    }
  }

  @ParameterizedTest
  @EnumSource(Holder.class)
  void decode_mapOfContainersOfOneHash_takesNoQuadraticTime(Holder holder) {
    int count = 60_000;
    TermOutput out = mapHead(count);
    collidingIntegers(count)
        .forEach(n -> {
          TermEncoder.encodeBody(holder.term(n), out);
          out.writeByte(Tag.NIL);
        });
    MapTerm map = (MapTerm) TermDecoder.DEFAULT.decode(out.toByteArray());
    assertThat(map.size()).isEqualTo(count);
    assertThat(map.containsKey(holder.term(collidingInteger(count - 1)))).isTrue();
    assertThat(map.containsKey(holder.term(collidingInteger(count)))).isFalse();
  }

  @Test
  void decode_keyTwiceAmongKeysOfOneHash_isRefused() {
    int count = 1_000;
    TermOutput out = mapHead(count + 1);
    collidingIntegers(count)
        .forEach(n -> {
          TermEncoder.encodeBody(IntegerTerm.of(n), out);
          out.writeByte(Tag.NIL);
        });
    TermEncoder.encodeBody(IntegerTerm.of(collidingInteger(500)), out);
    out.writeByte(Tag.NIL);
    assertRefused(out.toByteArray()).hasMessageContaining("map has a key twice");
  }

  @Test
  void decode_mapsInKeysWhoseHashesAgree_takesNoExponentialTime() {
    // Each level holds two different maps with one hash, so lookups by hash alone would try both,
    // at every level.
    Term left = IntegerTerm.of(collidingInteger(0));
    Term right = IntegerTerm.of(collidingInteger(1));
    for (int level = 0; level < 14; level++) {
      Term next = MapTerm.builder().put(left, Atom.OK).put(right, Atom.NO).build();
      right = MapTerm.builder().put(left, Atom.NO).put(right, Atom.OK).build();
      left = next;
    }
    assertThat(left).hasSameHashCodeAs(right).isNotEqualTo(right);
    Term map = MapTerm.builder().put(left, right).put(right, left).build();
    Term decoded = TermDecoder.DEFAULT.decode(TermEncoder.encode(map));
    assertThat(decoded).isEqualTo(map).hasSameHashCodeAs(map).isEqualByComparingTo(map);
  }

  @Test
  void decode_longKeysThatDifferAtTheirEnd_takesNoQuadraticTime() {
    // 2,000 keys of 10,000 bytes each; in pairs that would be 20 gigabytes to compare.
    int count = 2_000;
    byte[] name = new byte[10_000];
    TermOutput out = mapHead(count);
    for (int i = 0; i < count; i++) {
      name[name.length - 2] = (byte) (i >> 8);
      name[name.length - 1] = (byte) i;
      TermEncoder.encodeBody(Binary.wrap(name), out);
      out.writeByte(Tag.NIL);
    }
    byte[] bytes = out.toByteArray();
    assertThat(((MapTerm) TermDecoder.DEFAULT.decode(bytes)).size()).isEqualTo(count);
    Hostile.assertAllocatesInProportion(bytes);
  }

  /// "Aa" and "BB" have one hash as strings, and so have all names made of them. In a `HashMap`
  /// such keys would have to be tried one by one.
  @Test
  void hashCode_atomsOfOneStringHash_differ() {
    Set<Integer> strings = new HashSet<>();
    Set<Integer> atoms = new HashSet<>();
    Set<Integer> binaries = new HashSet<>();
    Set<Integer> charlists = new HashSet<>();
    for (int n = 0; n < 1 << 16; n++) {
      StringBuilder name = new StringBuilder();
      for (int bit = 0; bit < 16; bit++) {
        name.append((n >> bit & 1) == 0 ? "Aa" : "BB");
      }
      strings.add(name.toString().hashCode());
      atoms.add(Atom.of(name.toString()).hashCode());
      binaries.add(Binary.utf8(name.toString()).hashCode());
      charlists.add(ListTerm.chars(name.toString()).hashCode());
    }
    assertThat(strings).hasSize(1);
    assertThat(atoms).hasSizeGreaterThan(60_000);
    assertThat(binaries).hasSizeGreaterThan(60_000);
    assertThat(charlists).hasSizeGreaterThan(60_000);
  }

  /// What would have one hash if it were a polynomial in 31 or if words were added up.
  @Test
  void hashCode_termsOfOneSimpleHash_differ() {
    Map<Class<?>, Set<Integer>> hashes = new HashMap<>();
    Atom node = Atom.of("a@b");
    int count = 1_000;
    for (int i = 0; i < count; i++) {
      IntegerTerm high = IntegerTerm.of(i);
      IntegerTerm low = IntegerTerm.of(-31L * i);
      Term[] terms = {
        Tuple.of(high, low),
        ListTerm.of(high, low, Atom.OK),
        MapTerm.builder().put(Atom.OK, Tuple.of(high, low)).build(),
        IntegerTerm.of((long) i << 32 | i),
        FloatTerm.of(Double.longBitsToDouble((long) i << 32 | i)),
        Pid.of(node, i, 0xffff_ffffL - 31L * i, 0),
        Port.of(node, (long) i << 32 | i, 0),
        Ref.of(node, 0, i, -31 * i, 0),
      };
      for (Term term : terms) {
        hashes.computeIfAbsent(term.getClass(), c -> new HashSet<>()).add(term.hashCode());
      }
    }
    hashes.forEach((type, distinct) ->
        assertThat(distinct).as(type.getSimpleName()).hasSizeGreaterThan(count - 10));
  }

  private static TermOutput mapHead(int size) {
    TermOutput out = new TermOutput(20 * size);
    out.writeByte(Tag.VERSION);
    out.writeTagAndInt(Tag.MAP, size);
    return out;
  }

  private static LongStream collidingIntegers(int count) {
    return LongStream.range(0, count).map(HostileKeysTest::collidingInteger);
  }

  /// Integers of one hash, computed as only this JVM can: the hash is the upper half of a product
  /// with a secret factor, so here products are chosen and divided by it.
  private static long collidingInteger(long n) {
    return n * INVERSE ^ KeyedHash.START;
  }

  /// Of [KeyedHash#FACTOR] modulo 2^64: each step of Newton's doubles the bits that are right.
  private static final long INVERSE = inverse(KeyedHash.FACTOR);

  private static long inverse(long odd) {
    long inverse = odd;
    for (int bits = 3; bits < Long.SIZE; bits *= 2) {
      inverse *= 2 - odd * inverse;
    }
    return inverse;
  }
}
