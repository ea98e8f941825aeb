package io.jergon.etf;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Against bytes and texts that a real Erlang made.
class GoldenTest {
  private static final String CANONICAL = "[{minor_version,2}]";
  private static final String SORTED = "[{minor_version,2},deterministic]";

  private static final List<String[]> ENCODED = Golden.lines("encoded.tsv");

  static List<String[]> encoded() {
    return ENCODED;
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
  void encoder_whatErlangEncoded_isWrittenTheSameWay(String text, String options, String hex) {
    if (options.equals(CANONICAL) && !isOldPort(hex)) {
      assertThat(again(hex)).isEqualTo(hex);
    }
  }

  /// From its text: nothing but the order of a map's entries can have come from the bytes.
  @ParameterizedTest(name = "{0}")
  @MethodSource("texts")
  void encoder_anyTerm_writesWhatErlangDoes(String text) {
    List<String> forms =
        encoded().stream()
            .filter(line -> line[0].equals(text))
            .filter(line -> line[1].equals(CANONICAL) || line[1].equals(SORTED))
            .map(line -> line[2])
            .toList();
    assertThat(Golden.hex(TermEncoder.encode(Term.parse(text)))).isIn(forms);
  }

  static Stream<String> texts() {
    return encoded().stream().map(line -> line[0]).distinct();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("decoded")
  void decoder_oldAndLongForms_areTheTermThatErlangReads(
      String what, String hex, String canonical) {
    assertThat(Golden.term(hex)).as(what).isEqualTo(Golden.term(canonical));
    if (!isOldPort(canonical)) {
      assertThat(again(canonical)).as(what).isEqualTo(canonical);
    }
    // From OTP 27 on Erlang writes another creator.
    if (!isOldPort(canonical) && !(Golden.term(hex) instanceof InternalFun)) {
      assertThat(again(hex)).as(what).isEqualTo(canonical);
    }
  }

  /// NEW_PORT_EXT, which OTP 25 writes for a port with a small id.
  private static boolean isOldPort(String hex) {
    return hex.startsWith("8359");
  }

  private static String again(String hex) {
    return Golden.hex(TermEncoder.encode(Golden.term(hex)));
  }

  @Test
  void goldenTerms_all_haveEveryTag() {
    Set<Integer> tags =
        Golden.allTerms().map(bytes -> (int) bytes[1]).collect(toCollection(TreeSet::new));
    assertThat(tags)
        .containsExactlyInAnyOrder(
            67, 70, 77, 80, 88, 89, 90, 97, 98, 99, 100, 101, 102, 103, 104, 105, 106, 107, 108,
            109, 110, 111, 112, 113, 114, 115, 116, 118, 119, 120);
    Stream<Integer> refused =
        refused().stream()
            .map(line -> Golden.bytes(line[1]))
            .filter(bytes -> bytes.length > 1)
            .map(bytes -> (int) bytes[1]);
    assertThat(refused).as("cache reference, old fun, local").contains(82, 117, 121);
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

  @ParameterizedTest
  @FieldSource("io.jergon.etf.Golden#RELEASES")
  void compareTo_shuffledTerms_sortsAsErlangDoes(String release) {
    List<Term> terms =
        Golden.lines(release, "sorted.tsv").stream().map(line -> Golden.term(line[0])).toList();
    List<Term> shuffled = new ArrayList<>(terms);
    Collections.shuffle(shuffled, new Random(Seed.value()));
    Collections.sort(shuffled);
    assertThat(shuffled).containsExactlyElementsOf(terms);
  }
}
