package io.jergon.etf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Against bytes and texts that a real Erlang made.
class GoldenTest {

  static List<String[]> encoded() {
    return Golden.lines("encoded.tsv");
  }

  static List<String[]> decoded() {
    return Golden.lines("decoded.tsv");
  }

  static List<String[]> refused() {
    return Golden.lines("refused.tsv");
  }

  static List<String[]> printed() {
    return Golden.lines("printed.tsv");
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("encoded")
  void decoder_whatErlangEncoded_isTheTerm(String text, String options, String hex) {
    assertThat(Golden.term(hex)).as("term_to_binary(_, %s)", options).isEqualTo(Term.parse(text));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("encoded")
  void encoder_anyTerm_writesWhatErlangDoes(String text, String options, String hex) {
    if (options.equals("[{minor_version,2}]") && !(Term.parse(text) instanceof Port)) {
      assertThat(Golden.hex(TermEncoder.encode(Term.parse(text)))).isEqualTo(hex);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("decoded")
  void decoder_oldAndLongForms_areTheTermThatErlangReads(
      String what, String hex, String canonical) {
    assertThat(Golden.term(hex)).as(what).isEqualTo(Golden.term(canonical));
    if (!(Golden.term(hex) instanceof Port)) { // OTP 25 writes small ones as NEW_PORT_EXT
      assertThat(Golden.hex(TermEncoder.encode(Golden.term(hex)))).as(what).isEqualTo(canonical);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void decoder_whatErlangRefuses_fails(String what, String hex) {
    byte[] bytes = Golden.bytes(hex);
    assertThatThrownBy(() -> TermDecoder.DEFAULT.decode(bytes))
        .as(what)
        .isInstanceOfSatisfying(
            DecodeException.class, e -> assertThat(e.offset()).isBetween(0, bytes.length))
        .hasMessageStartingWith("offset ");
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("printed")
  void toString_anyTerm_isWhatErlangPrints(String hex, String text) {
    assertThat(Golden.term(hex)).hasToString(text);
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("printed")
  void parse_whatErlangPrints_isTheTerm(String hex, String text) {
    assertThat(Term.parse(text)).isEqualTo(Golden.term(hex));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("printed")
  void encoder_randomTerm_writesWhatErlangDoes(String hex, String text) {
    assertThat(Golden.hex(TermEncoder.encode(Golden.term(hex)))).as(text).isEqualTo(hex);
  }

  @Test
  void compareTo_shuffledTerms_sortsAsErlangDoes() {
    List<Term> terms =
        Golden.lines("sorted.tsv").stream().map(line -> Golden.term(line[0])).toList();
    List<Term> shuffled = new ArrayList<>(terms);
    Collections.shuffle(shuffled, new Random(Seed.value()));
    Collections.sort(shuffled);
    assertThat(shuffled).containsExactlyElementsOf(terms);
  }
}
