package io.jergon.etf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.List;
import org.junit.jupiter.api.Test;

class TermValuesTest {

  // Atoms

  @Test
  void atom_sameName_isEqualAndHasItsName() {
    assertThat(Atom.of("ok")).isEqualTo(Atom.OK).hasSameHashCodeAs(Atom.OK);
    assertThat(Atom.of("ok").is("ok")).isTrue();
    assertThat(Atom.of("ok").is("error")).isFalse();
    assertThat(Atom.of(true)).isSameAs(Atom.TRUE);
    assertThat(Atom.EMPTY.name()).isEmpty();
  }

  @Test
  void atom_255CharactersOfAnySize_isTheLimit() {
    assertThat(Atom.of("😀".repeat(255)).name()).hasSize(510);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Atom.of("a".repeat(256)))
        .withMessageContaining("at most 255 characters");
    assertThatIllegalArgumentException().isThrownBy(() -> Atom.of("😀".repeat(256)));
  }

  @Test
  void atom_unpairedSurrogate_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Atom.of("a\ud83d"))
        .withMessageContaining("unpaired surrogate at index 1");
    assertThatIllegalArgumentException().isThrownBy(() -> Atom.of("\ude00a"));
    assertThatIllegalArgumentException().isThrownBy(() -> Atom.of("\ud83da"));
  }

  // Numbers

  @Test
  void integer_anySize_isOneValue() {
    BigInteger beyond = BigInteger.ONE.shiftLeft(63);
    assertThat(IntegerTerm.of(BigInteger.TWO)).isEqualTo(IntegerTerm.of(2));
    assertThat(IntegerTerm.of(beyond)).isEqualTo(IntegerTerm.of(BigInteger.ONE.shiftLeft(63)));
    assertThat(IntegerTerm.of(beyond)).isNotEqualTo(IntegerTerm.of(0));
    assertThat(IntegerTerm.of(beyond).bigIntegerValue()).isEqualTo(beyond);
    assertThat(IntegerTerm.of(beyond.negate()).longValue()).isEqualTo(Long.MIN_VALUE);
  }

  @Test
  void integer_tooLargeForTheType_throws() {
    IntegerTerm beyond = IntegerTerm.of(BigInteger.ONE.shiftLeft(63));
    assertThat(beyond.fitsLong()).isFalse();
    assertThatThrownBy(beyond::longValue)
        .isInstanceOf(ArithmeticException.class)
        .hasMessage("integer of 64 bits does not fit a long");
    assertThat(IntegerTerm.of(1L << 31).fitsInt()).isFalse();
    assertThatThrownBy(() -> IntegerTerm.of(1L << 31).intValue())
        .isInstanceOf(ArithmeticException.class);
    assertThat(IntegerTerm.of(Integer.MIN_VALUE).intValue()).isEqualTo(Integer.MIN_VALUE);
  }

  @Test
  void number_integerAndFloat_areDifferentTerms() {
    assertThat((Object) FloatTerm.of(1)).isNotEqualTo(IntegerTerm.of(1));
    assertThat(FloatTerm.of(0.0)).isNotEqualTo(FloatTerm.of(-0.0));
    assertThat((Term) IntegerTerm.of(1)).isLessThan(FloatTerm.of(1.0));
    assertThat(Term.parse("[1,2.0]")).isGreaterThan(Term.parse("[1.0,1]"));
  }

  @Test
  void floatTerm_nanOrInfinite_isRefused() {
    for (double value : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> FloatTerm.of(value))
          .withMessageContaining("expected: finite");
    }
  }

  // Bytes and bits

  @Test
  void binary_of_copiesAndWrapDoesNot() {
    byte[] bytes = {1, 2, 3};
    Binary copy = Binary.of(bytes);
    Binary view = Binary.wrap(bytes, 1, 2);
    bytes[1] = 9;
    assertThat(copy.byteAt(1)).isEqualTo((byte) 2);
    assertThat(view.byteAt(0)).isEqualTo((byte) 9);
    assertThat(view.toByteArray()).containsExactly(9, 3);
    assertThat(view)
        .isEqualTo(Binary.of((byte) 9, (byte) 3))
        .hasSameHashCodeAs(Binary.of((byte) 9, (byte) 3));
    assertThatThrownBy(() -> view.byteAt(2)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> Binary.wrap(bytes, 2, 2))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void binary_asByteBuffer_isAReadOnlyView() {
    ByteBuffer buffer = Binary.wrap(new byte[] {1, 2, 3}, 1, 2).asByteBuffer();
    assertThat(buffer.remaining()).isEqualTo(2);
    assertThat(buffer.get(0)).isEqualTo((byte) 2);
    assertThatThrownBy(() -> buffer.put((byte) 0)).isInstanceOf(ReadOnlyBufferException.class);
  }

  @Test
  void binary_utf8_isTheTextOrFails() {
    assertThat(Binary.utf8("Zoë 😀").utf8()).isEqualTo("Zoë 😀");
    assertThat(Binary.utf8("Zoë").slice(2, 2).utf8()).isEqualTo("ë");
    assertThat(Binary.of((byte) 0xff).isUtf8()).isFalse();
    assertThatThrownBy(() -> Binary.of((byte) 0xff).utf8())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the 1 bytes of this binary are not UTF-8");
  }

  @Test
  void bitstring_unusedBits_doNotCount() {
    Bitstring bits = Bitstring.of(new byte[] {1, (byte) 0xff}, 3);
    assertThat(bits).isEqualTo(Bitstring.of(new byte[] {1, (byte) 0xe0}, 3));
    assertThat(bits.toByteArray()).containsExactly(1, 0xe0);
    assertThat(bits.bitSize()).isEqualTo(11);
    assertThat(bits).isNotEqualTo(Bitstring.of(new byte[] {1, (byte) 0xe0}, 4));
  }

  @Test
  void bitstring_noBitsOrWholeBytes_isRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> Bitstring.of(new byte[1], 0));
    assertThatIllegalArgumentException().isThrownBy(() -> Bitstring.of(new byte[1], 8));
    assertThatIllegalArgumentException().isThrownBy(() -> Bitstring.of(new byte[0], 1));
  }

  // Tuples and lists

  @Test
  void tuple_array_isCopied() {
    Term[] elements = {Atom.OK};
    Tuple tuple = Tuple.of(elements);
    elements[0] = Atom.ERROR;
    assertThat(tuple.get(0)).isEqualTo(Atom.OK);
    assertThat(tuple.elements()).containsExactly(Atom.OK);
    assertThat(Tuple.of()).isSameAs(Tuple.EMPTY);
    assertThatThrownBy(() -> tuple.elements().set(0, Atom.NO))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> Tuple.of(Atom.OK, null)).isInstanceOf(NullPointerException.class);
  }

  @Test
  void list_ofBytes_isTheListOfIntegers() {
    ListTerm text = ListTerm.chars("aé");
    ListTerm integers = ListTerm.of(IntegerTerm.of(97), IntegerTerm.of(233));
    assertThat((Term) text)
        .isEqualTo(integers)
        .hasSameHashCodeAs(integers)
        .isEqualByComparingTo(integers);
    assertThat(text.elements()).containsExactly(IntegerTerm.of(97), IntegerTerm.of(233));
    assertThat(text.text()).isEqualTo("aé");
    assertThat(text.get(1)).isEqualTo(IntegerTerm.of(233));
    assertThat(text.tail()).isEqualTo(ListTerm.EMPTY);
  }

  @Test
  void list_textOfAnyCodePoints_comesBack() {
    assertThat(ListTerm.chars("日😀").text()).isEqualTo("日😀");
    assertThat(ListTerm.EMPTY.text()).isEmpty();
    assertThat(ListTerm.of(IntegerTerm.of(0xd800)).isText()).isFalse();
    assertThat(ListTerm.of(Atom.OK).isText()).isFalse();
    assertThatThrownBy(ListTerm.of(Atom.OK)::text).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void list_improper_hasATailThatIsNoElement() {
    ListTerm list = ListTerm.improper(List.of(Atom.OK), Atom.NO);
    assertThat(list.isProper()).isFalse();
    assertThat(list.size()).isEqualTo(1);
    assertThat((Iterable<Term>) list).containsExactly(Atom.OK);
    assertThat(list.tail()).isEqualTo(Atom.NO);
    assertThat((Term) list)
        .isNotEqualTo(ListTerm.of(Atom.OK))
        .isNotEqualTo(ListTerm.of(Atom.OK, Atom.NO));
    assertThat(list.isText()).isFalse();
    assertThatThrownBy(() -> list.get(1)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void list_tailIsAList_isOneList() {
    assertThat((Term) ListTerm.improper(List.of(IntegerTerm.of(1)), ListTerm.chars("a")))
        .isEqualTo(ListTerm.of(IntegerTerm.of(1), IntegerTerm.of(97)));
    assertThat(
            (Term)
                ListTerm.improper(List.of(Atom.OK), ListTerm.improper(List.of(Atom.NO), Atom.YES)))
        .isEqualTo(ListTerm.improper(List.of(Atom.OK, Atom.NO), Atom.YES));
    assertThat((Term) ListTerm.improper(List.of(), ListTerm.chars("a")))
        .isEqualTo(ListTerm.chars("a"));
    assertThatIllegalArgumentException().isThrownBy(() -> ListTerm.improper(List.of(), Atom.OK));
  }

  // Identifiers

  @Test
  void identifiers_otherNodeOrCreation_areOthers() {
    Atom node = Atom.of("a@b");
    Atom other = Atom.of("b@b");
    assertThat(Pid.of(node, 1, 2, 3))
        .isEqualTo(Pid.of(Atom.of("a@b"), 1, 2, 3))
        .isNotEqualTo(Pid.of(node, 1, 2, 0))
        .isNotEqualTo(Pid.of(other, 1, 2, 3));
    assertThat(Port.of(node, 1, 3))
        .isNotEqualTo(Port.of(node, 1, 0))
        .isNotEqualTo(Port.of(other, 1, 3));
    assertThat(Ref.of(node, 3, 1, 2))
        .isEqualTo(Ref.of(node, 3, 1, 2))
        .hasSameHashCodeAs(Ref.of(node, 3, 1, 2))
        .isNotEqualTo(Ref.of(node, 0, 1, 2))
        .isNotEqualTo(Ref.of(other, 3, 1, 2))
        .isNotEqualTo(Ref.of(node, 3, 1, 2, 0));
  }

  @Test
  void identifiers_outOfRange_areRefused() {
    Atom node = Atom.of("a@b");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Pid.of(node, 1L << 32, 0, 0))
        .withMessage("id: 4294967296 (expected: 0..4294967295)");
    assertThatIllegalArgumentException().isThrownBy(() -> Pid.of(node, 0, -1, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> Ref.of(node, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> Ref.of(node, 0, 1, 2, 3, 4, 5, 6));
    assertThatIllegalArgumentException().isThrownBy(() -> ExternalFun.of(node, node, -1));
    assertThatIllegalArgumentException().isThrownBy(() -> ExternalFun.of(node, node, 256));
  }

  @Test
  void reference_words_areCopied() {
    int[] words = {1, 2};
    Ref ref = Ref.of(Atom.of("a@b"), 3, words);
    words[0] = 9;
    ref.words()[1] = 9;
    assertThat(ref.words()).containsExactly(1, 2);
    assertThat(ref.wordCount()).isEqualTo(2);
  }

  // Native records

  @Test
  void record_field_isFoundByName() {
    RecordTerm item = item(true, IntegerTerm.of(5));
    assertThat(item.get(Atom.of("price"))).isEqualTo(IntegerTerm.of(5));
    assertThat(item.get(Atom.of("name"))).isNull();
    assertThat(item)
        .isEqualTo(item(true, IntegerTerm.of(5)))
        .isNotEqualTo(item(false, IntegerTerm.of(5)));
    assertThat(item).hasToString("#shop:item{price = 5}");
    assertThat(Term.parse("#shop:item{price = 5}")).isEqualTo(item);
  }

  @Test
  void record_onTheWire_isRecordExt() {
    // erl_ext_dist: RECORD_EXT, OTP 29. By hand: no Erlang that this was made with knows it.
    String hex =
        "8343" + "00000001" + "01" + "770473686f70" + "77046974656d" + "77057072696365" + "6105";
    assertThat(Golden.hex(TermEncoder.encode(item(true, IntegerTerm.of(5))))).isEqualTo(hex);
    assertThat(Golden.term(hex)).isEqualTo(item(true, IntegerTerm.of(5)));
    assertThat(Golden.term(hex.replace("000000010177", "000000010077")))
        .isEqualTo(item(false, IntegerTerm.of(5)));
    assertThat(Golden.term("834300000000017701617701" + "62")).hasToString("#a:b{}");
  }

  @Test
  void record_fieldTwice_isRefused() {
    String hex = "8343" + "00000002" + "00" + "770161" + "770162" + "770163" + "770163" + "6a6a";
    assertThatThrownBy(() -> Golden.term(hex))
        .isInstanceOf(DecodeException.class)
        .hasMessage("offset 1: record has a field twice");
    List<Atom> fields = List.of(Atom.OK, Atom.OK);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RecordTerm.of(Atom.OK, Atom.OK, true, fields, fields))
        .withMessage("field ok appears twice");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RecordTerm.of(Atom.OK, Atom.OK, true, List.of(Atom.OK), List.of()));
  }

  private static RecordTerm item(boolean exported, Term price) {
    return RecordTerm.of(
        Atom.of("shop"), Atom.of("item"), exported, List.of(Atom.of("price")), List.of(price));
  }
}
