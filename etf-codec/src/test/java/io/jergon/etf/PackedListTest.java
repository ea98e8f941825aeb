package io.jergon.etf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Lists of nothing but integers of 32 bits lie in memory as such; nobody can tell.
class PackedListTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "[256] ; 836c00000001 6200000100 6a",
        "[1,-1] ; 836c00000002 6101 62ffffffff 6a",
        "[2147483647] ; 836c00000001 627fffffff 6a",
        "[-2147483648,0] ; 836c00000002 6280000000 6100 6a",
        "[300,2147483648] ; 836c00000002 620000012c 6e040000000080 6a",
        "[300,a] ; 836c00000002 620000012c 770161 6a",
        "[300,{1}] ; 836c00000002 620000012c 68016101 6a",
        "[300|a] ; 836c00000001 620000012c 770161",
        "[300|{1}] ; 836c00000001 620000012c 68016101",
        "[[300],[1000]] ; 836c00000002 6c00000001620000012c6a 6c0000000162000003e86a 6a"
      })
  void list_ofIntegersAndOthers_isReadAndWritten(String text, String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    Term term = Term.parse(text);
    assertThat(TermEncoder.encode(term)).isEqualTo(bytes);
    Term decoded = TermDecoder.DEFAULT.decode(bytes);
    assertThat((Object) decoded)
        .isEqualTo(term)
        .hasSameHashCodeAs(term)
        .hasToString(term.toString());
    assertThat(decoded.compareTo(term)).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    // integers wider than they need be, bytes that are no STRING, a list as the tail
    "[0;255], 836c00000002 6200000000 62000000ff 6a",
    "[1;2], 836c00000002 6101 6102 6a",
    "[300;1;2], 836c00000001 620000012c 6b00020102",
    "[300;400], 836c00000001 620000012c 6c00000001 6200000190 6a",
  })
  void decode_formThatBeamDoesNotWrite_isTheSameList(String text, String hex) {
    Term decoded = TermDecoder.DEFAULT.decode(HexFormat.of().parseHex(hex.replace(" ", "")));
    Term expected = Term.parse(text.replace(';', ','));
    assertThat((Object) decoded).isEqualTo(expected).hasSameHashCodeAs(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "836c00000002620000012c",
        "836c00000002620000012c62",
        "836c0000000262000001",
        "836c00000002620000012c6101",
        "836c00000003620000012c61016a"
      })
  void decode_listOfIntegersCutOff_isRefused(String hex) {
    assertThatThrownBy(() -> TermDecoder.DEFAULT.decode(HexFormat.of().parseHex(hex)))
        .isInstanceOf(DecodeException.class);
  }

  @Test
  void list_madeInAnyWay_isOneValue() {
    ListTerm list = ListTerm.of(IntegerTerm.of(1000), IntegerTerm.of(7), IntegerTerm.of(-3));
    ListTerm inTwo =
        ListTerm.improper(
            List.of(IntegerTerm.of(1000)), ListTerm.of(IntegerTerm.of(7), IntegerTerm.of(-3)));
    assertThat((Object) inTwo).isEqualTo(list).hasSameHashCodeAs(list);
    assertThat(list.size()).isEqualTo(3);
    assertThat((Object) list.get(0)).isEqualTo(IntegerTerm.of(1000));
    assertThat(list.elements())
        .containsExactly(IntegerTerm.of(1000), IntegerTerm.of(7), IntegerTerm.of(-3));
    assertThat(list.isProper()).isTrue();
    assertThat((Object) list.tail()).isEqualTo(ListTerm.EMPTY);
    assertThatThrownBy(() -> list.get(3)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void list_ofCodePoints_isText() {
    assertThat(ListTerm.chars("Zo\u00eb \u017d\ud83d\ude00").text())
        .isEqualTo("Zo\u00eb \u017d\ud83d\ude00");
    assertThat(ListTerm.of(IntegerTerm.of(0xd800)).isText()).isFalse();
    assertThat(ListTerm.of(IntegerTerm.of(-1)).isText()).isFalse();
    assertThat(ListTerm.of(IntegerTerm.of(300), Atom.OK).isText()).isFalse();
  }

  @Test
  void compareTo_listsOfAllForms_isErlangsOrder() {
    List<Term> ascending =
        Stream.of(
                "[]",
                "[-5]",
                "[1]",
                "[1,2]",
                "[1,256]",
                "[1,256,0]",
                "[1,256.5]",
                "[1,1000]",
                "[1,2147483648]",
                "[1,a]",
                "[1,a,300]",
                "[256|a]",
                "[256]",
                "[256,-1]",
                "[256,a]",
                "[300,300]",
                "[a]")
            .map(Term::parse)
            .toList();
    for (int i = 0; i < ascending.size(); i++) {
      for (int j = 0; j < ascending.size(); j++) {
        assertThat(Integer.signum(ascending.get(i).compareTo(ascending.get(j))))
            .as("%s and %s", ascending.get(i), ascending.get(j))
            .isEqualTo(Integer.compare(i, j));
        assertThat(ascending.get(i).equals(ascending.get(j))).isEqualTo(i == j);
      }
    }
  }

  @Test
  void list_ofLargerIntegers_keepsThem() {
    ListTerm list =
        ListTerm.of(IntegerTerm.of(1L << 40), IntegerTerm.of(BigInteger.ONE.shiftLeft(100)));
    assertThat((Object) TermDecoder.DEFAULT.decode(TermEncoder.encode(list))).isEqualTo(list);
    assertThat(((IntegerTerm) list.get(0)).longValue()).isEqualTo(1L << 40);
  }
}
