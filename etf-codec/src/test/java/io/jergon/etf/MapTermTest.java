package io.jergon.etf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MapTermTest {

  @Test
  void get_numbersOfEqualValue_areDifferentKeys() {
    MapTerm map = (MapTerm) Term.parse("#{1 => int,1.0 => float,0.0 => plus,-0.0 => minus}");
    assertThat(map.size()).isEqualTo(4);
    assertThat(map.get(IntegerTerm.of(1))).hasToString("int");
    assertThat(map.get(FloatTerm.of(1))).hasToString("float");
    assertThat(map.get(FloatTerm.of(-0.0))).hasToString("minus");
    assertThat(map.get(IntegerTerm.of(0))).isNull();
    assertThat(map.containsKey(IntegerTerm.of(0))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 9, 100, 5_000})
  void get_anySize_findsWhatWasPut(int size) {
    Random random = new Random(Seed.value());
    Map<Term, Term> expected = new HashMap<>();
    MapTerm.Builder builder = MapTerm.builder();
    for (int i = 0; i < size * 2; i++) {
      Term key =
          switch (random.nextInt(5)) {
            case 0 -> IntegerTerm.of(random.nextInt(size));
            case 1 -> Binary.utf8("key " + random.nextInt(size));
            case 2 -> Tuple.of(Atom.OK, IntegerTerm.of(random.nextInt(size)));
            case 3 -> MapTerm.builder().put(FloatTerm.of(random.nextInt(size)), Atom.OK).build();
            default -> ListTerm.chars("key " + random.nextInt(size));
          };
      expected.put(key, IntegerTerm.of(i));
      builder.put(key, IntegerTerm.of(i));
    }
    MapTerm map = builder.build();
    assertThat(map.asMap()).isEqualTo(expected);
    assertThat(map.size()).isEqualTo(expected.size());
    expected.forEach((key, value) -> assertThat(map.get(key)).isEqualTo(value));
    assertThat(map.get(Atom.of("absent"))).isNull();
    assertThat(MapTerm.of(expected)).isEqualTo(map).hasSameHashCodeAs(map);
    assertThat(TermDecoder.DEFAULT.decode(TermEncoder.encode(map))).isEqualTo(map);
  }

  @Test
  void equals_otherOrder_isTheSameMap() {
    Term map = Term.parse("#{a => 1,b => 2}");
    assertThat(Term.parse("#{b => 2,a => 1}")).isEqualTo(map).hasSameHashCodeAs(map);
    assertThat(Term.parse("#{a => 2,b => 1}")).isNotEqualTo(map);
    assertThat(Term.parse("#{a => 1,c => 2}")).isNotEqualTo(map);
    assertThat(Term.parse("#{a => 1}")).isNotEqualTo(map);
  }

  @Test
  void iteration_order_isThatOfPutting() {
    MapTerm map = (MapTerm) Term.parse("#{b => 2,a => 1,c => 3}");
    assertThat(map.asMap().keySet()).map(Term::toString).containsExactly("b", "a", "c");
    assertThat(Golden.hex(TermEncoder.encode(map)))
        .isEqualTo("837400000003" + "7701626102" + "7701616101" + "7701636103");
    assertThat(map).hasToString("#{a => 1,b => 2,c => 3}");
  }

  @Test
  void builder_keyTwice_keepsTheLastValue() {
    MapTerm map = MapTerm.builder().put(Atom.OK, Atom.NO).put(Atom.OK, Atom.YES).build();
    assertThat(map.asMap()).containsExactly(entry(Atom.OK, Atom.YES));
    MapTerm.Builder many = MapTerm.builder();
    for (int i = 0; i < 100; i++) {
      many.put(IntegerTerm.of(i % 50), IntegerTerm.of(i));
    }
    assertThat(many.build().size()).isEqualTo(50);
    assertThat(many.build().get(IntegerTerm.of(7))).isEqualTo(IntegerTerm.of(57));
  }

  @Test
  void builder_collidingKeysTwice_keepsTheLastValues() {
    MapTerm.Builder builder = MapTerm.builder();
    for (int i = 0; i < 2_000; i++) {
      builder.put(collidingAtom(i % 1_000), IntegerTerm.of(i));
    }
    MapTerm map = builder.build();
    assertThat(map.size()).isEqualTo(1_000);
    assertThat(map.get(collidingAtom(7))).isEqualTo(IntegerTerm.of(1_007));
    assertThat(map.asMap().keySet()).startsWith(collidingAtom(0), collidingAtom(1));
  }

  @Test
  void builder_usedAgain_doesNotChangeWhatItBuilt() {
    MapTerm.Builder builder = MapTerm.builder().put(Atom.OK, Atom.NO);
    MapTerm map = builder.build();
    builder.put(Atom.OK, Atom.YES).put(Atom.NO, Atom.NO).build();
    assertThat(map).hasToString("#{ok => no}");
  }

  @Test
  void asMap_change_isRefused() {
    Map<Term, Term> map = ((MapTerm) Term.parse("#{a => 1}")).asMap();
    assertThatThrownBy(() -> map.put(Atom.OK, Atom.OK))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(map::clear).isInstanceOf(UnsupportedOperationException.class);
    assertThat(map).isEqualTo(Map.of(Atom.of("a"), IntegerTerm.of(1)));
  }

  private static Atom collidingAtom(int number) {
    StringBuilder name = new StringBuilder();
    for (int bit = 0; bit < 10; bit++) {
      name.append((number >> bit & 1) == 0 ? "Aa" : "BB");
    }
    return Atom.of(name.toString());
  }
}
