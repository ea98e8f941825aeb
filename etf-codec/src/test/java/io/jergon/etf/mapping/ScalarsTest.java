package io.jergon.etf.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jergon.etf.Atom;
import io.jergon.etf.Binary;
import io.jergon.etf.IntegerTerm;
import io.jergon.etf.Term;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedCollection;
import java.util.SequencedMap;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Types that are no records: what is written, what is taken, what is refused.
class ScalarsTest {
  private final TermMapper mapper = new TermMapper();

  private void check(Object value, String term) {
    assertThat(mapper.toTerm(value)).isEqualTo(Term.parse(term));
    assertThat((Object) mapper.fromTerm(Term.parse(term), value.getClass())).isEqualTo(value);
  }

  private void checkRefused(String term, Class<?> type, String message) {
    assertThatThrownBy(() -> mapper.fromTerm(Term.parse(term), type))
        .isInstanceOf(MappingException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource({
    "byte, -128, 127",
    "short, -32768, 32767",
    "char, 0, 65535",
    "int, -2147483648, 2147483647",
    "long, -9223372036854775808, 9223372036854775807"
  })
  void integers_atTheirLimits_fit_andBeyondAreRefused(String name, String lowest, String highest)
      throws ClassNotFoundException {
    Class<?> type = Class.forPrimitiveName(name);
    for (String value : List.of(lowest, highest)) {
      Term term = Term.parse(value);
      assertThat(mapper.toTerm(mapper.fromTerm(term, type))).isEqualTo(term);
    }
    BigInteger below = new BigInteger(lowest).subtract(BigInteger.ONE);
    BigInteger above = new BigInteger(highest).add(BigInteger.ONE);
    for (BigInteger value : List.of(below, above, below.shiftLeft(64), above.shiftLeft(64))) {
      checkRefused(
          value.toString(), type, "at $: expected integer in " + name + " range, got " + value);
    }
    checkRefused("1.0", type, "at $: expected integer in " + name + " range, got 1.0");
  }

  @Test
  void floats_integersAreTaken_andTheRangeChecked() {
    check(1.5f, "1.5");
    check(-0.0, "-0.0");
    assertThat(mapper.fromTerm(Term.parse("7"), float.class)).isEqualTo(7f);
    assertThat(mapper.fromTerm(IntegerTerm.of(BigInteger.TWO.pow(100)), double.class))
        .isEqualTo(0x1p100);
    checkRefused("1.0e300", float.class, "at $: expected float in float range, got 1.0e300");
    assertThatThrownBy(
            () -> mapper.fromTerm(IntegerTerm.of(BigInteger.TWO.pow(2000)), double.class))
        .isInstanceOf(MappingException.class)
        .hasMessageStartingWith("at $: expected a float, got 1148130695");
    checkRefused("a", Float.class, "at $: expected a float, got a");
    assertThatThrownBy(() -> mapper.toTerm(Float.NEGATIVE_INFINITY))
        .hasMessage("at $: no term for -Infinity (expected: a finite number)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "<<\"Zoë\"/utf8>> ~ Zoë",
        "[90,111,235] ~ Zoë",
        "'Zoë' ~ Zoë",
        "[] ~ ",
        "[\"ab\",<<\"c\">>,[[100]|<<\"ë\"/utf8>>]] ~ abcdë",
      })
  void string_binaryCharlistAtomAndChardata_areTaken(String term, String text) {
    assertThat(mapper.fromTerm(Term.parse(term), String.class)).isEqualTo(text == null ? "" : text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "1",
        "<<255>>",
        "[a]",
        "[97|98]",
        "[55296]",
        "[<<195>>]",
        "[1114112]",
        "[-1]",
        "{a}"
      })
  void string_noText_isRefused(String term) {
    assertThatThrownBy(() -> mapper.fromTerm(Term.parse(term), String.class))
        .isInstanceOf(MappingException.class)
        .hasMessageStartingWith("at $: expected text (a UTF-8 binary, a charlist, an atom), got ");
  }

  @Test
  void bytes_binaryAndIodata_areTaken() {
    assertThat(mapper.toTerm(new byte[] {1, -1})).isEqualTo(Term.parse("<<1,255>>"));
    assertThat(mapper.fromTerm(Term.parse("<<1,255>>"), byte[].class)).containsExactly(1, -1);
    assertThat(mapper.fromTerm(Term.parse("[[1,<<2>>]|<<255>>]"), byte[].class))
        .containsExactly(1, 2, -1);
    checkRefused("[256]", byte[].class, "at $: expected a binary, got \"Ā\"");
    checkRefused("a", byte[].class, "at $: expected a binary, got a");
  }

  @Test
  void iodata_nestedVeryDeep_isTaken() {
    Term deep = Term.parse("\"a\"");
    for (int i = 0; i < 1_000_000; i++) {
      deep = io.jergon.etf.ListTerm.of(deep);
    }
    assertThat(mapper.fromTerm(deep, byte[].class)).containsExactly('a');
    assertThat(mapper.fromTerm(deep, String.class)).isEqualTo("a");
  }

  record Times(
      Duration length,
      @InUnit(ChronoUnit.SECONDS) Duration pause,
      Instant at,
      @InUnit(ChronoUnit.NANOS) Instant exactly,
      List<@InUnit(ChronoUnit.DAYS) Duration> days) {}

  @Test
  void times_unit_isTheMillisecondUnlessSaid() {
    Times times =
        new Times(
            Duration.ofMillis(1500),
            Duration.ofSeconds(60),
            Instant.ofEpochMilli(1_700_000_000_123L),
            Instant.ofEpochSecond(-1, 1),
            List.of(Duration.ofDays(2)));
    check(times, "{times,1500,60,1700000000123,-999999999,[2]}");
  }

  @Test
  void times_finerThanTheUnit_areRoundedDown() {
    assertThat(mapper.toTerm(Duration.ofNanos(1_999_999))).hasToString("1");
    assertThat(mapper.toTerm(Duration.ofNanos(-1))).hasToString("-1");
    assertThat(mapper.toTerm(Instant.ofEpochSecond(-1, 999_999_999))).hasToString("-1");
    Times times =
        new Times(
            Duration.ZERO,
            Duration.ofMillis(-1),
            Instant.EPOCH,
            Instant.EPOCH,
            List.of(Duration.ofHours(47), Duration.ofHours(-1)));
    assertThat(mapper.toTerm(times)).hasToString("{times,0,-1,0,0,[1,-1]}");
  }

  @Test
  void times_anyLength_comeBackAndBeyondAreRefused() {
    check(Duration.ofSeconds(Long.MIN_VALUE), "-9223372036854775808000");
    check(ChronoUnit.FOREVER.getDuration(), "infinity");
    check(Instant.MAX.truncatedTo(ChronoUnit.MILLIS), "31556889864403199999");
    checkRefused(
        "31556889864403200000",
        Instant.class,
        "at $: expected a number of millis in the range of Instant, got 31556889864403200000");
    checkRefused(
        "9223372036854775808000000",
        Duration.class,
        "at $: expected a number of millis in the range of Duration, got 9223372036854775808000000");
    checkRefused(
        "infinity",
        Instant.class,
        "at $: expected a number of millis in the range of Instant, got infinity");
    checkRefused(
        "1.5",
        Duration.class,
        "at $: expected a number of millis in the range of Duration, got 1.5");
  }

  record Charlists(@Charlist String one, List<@Charlist String> more, @Charlist String[] array) {}

  @Test
  void charlist_strings_areListsOfCodePoints() {
    Charlists value = new Charlists("é", List.of("b😀", ""), new String[] {"c"});
    Term term = Term.parse("{charlists,[233],[[98,128512],[]],[\"c\"]}");
    assertThat(mapper.toTerm(value)).isEqualTo(term);
    Charlists read = mapper.fromTerm(term, Charlists.class);
    assertThat(read.one()).isEqualTo("é");
    assertThat(read.more()).containsExactly("b😀", "");
    assertThat(read.array()).containsExactly("c");
    assertThatThrownBy(() -> mapper.toTerm(new Charlists("\udc00", List.of(), new String[0])))
        .hasMessage("at $.one: no term for this String: unpaired surrogate at index 0 of the text");
  }

  record CharlistOfInt(@Charlist int a) {}

  record UnitOfInt(@InUnit(ChronoUnit.DAYS) int a) {}

  record UnitOfWeeks(@InUnit(ChronoUnit.WEEKS) Duration a) {}

  @Test
  void annotations_onOtherTypes_areRefused() {
    checkRefused(
        "{charlist_of_int,1}", CharlistOfInt.class, "at $.a: @Charlist on int (expected: String)");
    checkRefused(
        "{unit_of_int,1}",
        UnitOfInt.class,
        "at $.a: @InUnit on int (expected: Duration or Instant)");
    checkRefused(
        "{unit_of_weeks,1}", UnitOfWeeks.class, "at $.a: @InUnit(WEEKS) (expected: NANOS to DAYS)");
  }

  record Collections(
      Collection<Integer> collection,
      Iterable<Integer> iterable,
      SequencedCollection<Integer> sequenced,
      Set<Integer> set,
      Map<String, Integer> map,
      SequencedMap<Integer, String> ordered) {}

  @Test
  void collections_order_isKept() {
    Term term =
        Term.parse("{collections,[3,1],[2,1],[1,300],[9,8,9],#{a => 1},#{9 => i, 1 => a, 5 => e}}");
    Collections read = mapper.fromTerm(term, Collections.class);
    assertThat(read.collection()).containsExactly(3, 1);
    assertThat(read.iterable()).containsExactly(2, 1);
    assertThat(read.sequenced()).containsExactly(1, 300);
    assertThat(read.set()).containsExactly(9, 8);
    assertThat(read.map()).isEqualTo(Map.of("a", 1));
    assertThat(read.ordered()).isEqualTo(Map.of(9, "i", 1, "a", 5, "e"));
    assertThat((Object) mapper.fromTerm(mapper.toTerm(read), Collections.class)).isEqualTo(read);
  }

  record PrimitiveArrays(
      boolean[] z, short[] s, char[] c, int[] i, long[] j, float[] f, double[] d, byte[][] b) {}

  @Test
  void arrays_ofPrimitives_areLists() {
    Term term = Term.parse("{primitive_arrays,[true],[-300],[65],[1],[-1],[1.5],[2.5],[<<1>>]}");
    PrimitiveArrays read = mapper.fromTerm(term, PrimitiveArrays.class);
    assertThat(read.c()).containsExactly('A');
    assertThat(read.b()[0]).containsExactly(1);
    assertThat(mapper.toTerm(read)).isEqualTo(term);
    assertThat(mapper.fromTerm(Term.parse("{1,300}"), int[].class)).containsExactly(1, 300);
    assertThat(mapper.fromTerm(Term.parse("{a,\"b\"}"), String[].class)).containsExactly("a", "b");
    checkRefused("{1,a}", int[].class, "at $[1]: expected integer in int range, got a");
    checkRefused("[1,a]", int[].class, "at $[1]: expected integer in int range, got a");
    checkRefused("[1|2]", long[].class, "at $: expected a list, got [1|2]");
    assertThatThrownBy(() -> mapper.toTerm(new double[] {1, Double.NaN}))
        .hasMessage("at $[1]: no term for NaN (expected: a finite number)");
  }

  record Holder(Optional<Atom> atom) {}

  @Test
  void optional_ofWhatMeansEmpty_isRefused() {
    assertThatThrownBy(() -> mapper.toTerm(new Holder(Optional.of(Atom.NIL))))
        .hasMessage(
            "at $.atom: an Optional of nil would be read as an empty one (expected: another type)");
  }

  @Test
  void map_keysThatBecomeOneTerm_areRefused() {
    assertThatThrownBy(() -> mapper.toTerm(Map.of(1, "a", 1L, "b")))
        .hasMessage("at $: two keys of the map become one term");
  }

  record Wide(
      boolean a, byte b, short c, char d, int e, long f, float g, double h, Object i, Number j) {}

  @Test
  void record_declaredLoosely_isWrittenByTheValuesClass() {
    assertThat(
            mapper.toTerm(new Wide(true, (byte) 1, (short) 2, 'a', 3, 4, 5f, 6d, List.of("x"), 7)))
        .hasToString("{wide,true,1,2,97,3,4,5.0,6.0,[<<\"x\">>],7}");
    checkRefused(
        "{wide,true,1,2,97,3,4,5.0,6.0,x,7}",
        Wide.class,
        "at $.j: no mapping for the type java.lang.Number (expected: a record, a sealed interface, "
            + "an enum, a collection, a scalar or a Term)");
  }

  record Ids(UUID id, List<UUID> more) {}

  @Test
  void customType_twoFunctions_areUsedEverywhere() {
    TermMapper custom =
        TermMapper.builder()
            .type(
                UUID.class,
                u -> Binary.utf8(u.toString()),
                t -> UUID.fromString(((Binary) t).utf8()))
            .build();
    Ids ids = new Ids(new UUID(1, 2), List.of(new UUID(3, 4)));
    Term term = custom.toTerm(ids);
    assertThat(term)
        .hasToString(
            "{ids,<<\"00000000-0000-0001-0000-000000000002\">>,"
                + "[<<\"00000000-0000-0003-0000-000000000004\">>]}");
    assertThat((Object) custom.fromTerm(term, Ids.class)).isEqualTo(ids);
    assertThatThrownBy(() -> custom.fromTerm(Term.parse("{ids,a,[]}"), Ids.class))
        .isInstanceOf(MappingException.class)
        .hasMessageStartingWith("at $.id: expected a UUID, got a: java.lang.ClassCastException");
    assertThatThrownBy(() -> TermMapper.builder().type(int.class, _ -> Atom.OK, _ -> 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
