package io.jergon.etf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The expected texts are what `io:format("~*tp", [Width, Term])` of OTP 25 prints, those of native
/// records what OTP 29 prints. TermTextIT compares many more with a real Erlang.
class PrettyPrinterTest {

  @Test
  void toPrettyString_fits_isOneLine() {
    Term term = Term.parse("{ok, [1, 2]}");
    assertThat(term.toPrettyString(13)).isEqualTo("{ok,[1,2]}");
    assertThat(Term.parse("[]").toPrettyString(1)).isEqualTo("[]");
    assertThat(Atom.of("a_long_name").toPrettyString(5)).isEqualTo("a_long_name");
  }

  @Test
  void toPrettyString_taggedTuples_areIndentedTheLessTheNarrower() {
    Term term = Term.parse("{error,{bad_config,#{port => none,hosts => [\"a\",\"b\"]}}}");
    assertThat(term.toPrettyString(49))
        .isEqualTo(
            """
            {error,{bad_config,#{hosts => ["a","b"],
                                 port => none}}}\
            """);
    assertThat(term.toPrettyString(30))
        .isEqualTo(
            """
            {error,
                {bad_config,
                    #{hosts => ["a","b"],
                      port => none}}}\
            """);
    assertThat(term.toPrettyString(10))
        .isEqualTo(
            """
            {error,
             {bad_config,
              #{hosts =>
                 ["a",
                  "b"],
                port =>
                 none}}}\
            """);
  }

  @Test
  void toPrettyString_words_fillLines() {
    assertThat(Term.parse("[10,20,{a},30,40,<<1,2,3,4,5,6,7>>|tail]").toPrettyString(12))
        .isEqualTo(
            """
            [10,20,
             {a},
             30,40,
             <<1,2,3,4,
               5,6,7>>|
             tail]\
            """);
  }

  @Test
  void toPrettyString_combiningMarks_takeNoColumn() {
    String accented = "e\u0301".repeat(4);
    assertThat(Term.parse("[\"" + accented + "\",ab]").toPrettyString(13))
        .isEqualTo("[\"" + accented + "\",ab]");
    assertThat(Term.parse("[\"" + "é".repeat(5) + "\",ab]").toPrettyString(13))
        .isEqualTo("[\"" + "é".repeat(5) + "\",\n ab]");
  }

  @Test
  void toPrettyString_record_hasItsFieldsBesideOrBelowItsName() {
    Term term =
        Term.parse("#shop:item{price = {net,12345678,{eur,cent}}, 'żółw' = \"żółw\", n = []}");
    assertThat(term.toPrettyString(60))
        .isEqualTo(
            """
            #shop:item{price = {net,12345678,{eur,cent}},
                       'żółw' = "żółw",n = []}\
            """);
    assertThat(term.toPrettyString(30))
        .isEqualTo(
            """
            #shop:item{
                price =
                    {net,12345678,
                        {eur,cent}},
                'żółw' = "żółw",n = []}\
            """);
    Term empty = RecordTerm.of(Atom.of("m"), Atom.of("r"), true, List.of(), List.of());
    assertThat(ListTerm.of(empty, empty, empty).toPrettyString(14))
        .isEqualTo(
            """
            [#m:r{},
             #m:r{},
             #m:r{}]\
            """);
  }

  @Test
  void toPrettyString_widthOfNothing_isRefused() {
    assertThatThrownBy(() -> Atom.OK.toPrettyString(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("width: 0 (expected: > 0)");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 80})
  void toPrettyString_veryDeep_staysNearTheWidth(int width) {
    Term term = Atom.OK;
    for (int i = 0; i < 100_000; i++) {
      term = Tuple.of(Atom.OK, term);
    }
    String text = term.toPrettyString(width);
    assertThat(text.length()).isLessThan(1_000_000);
    assertThat(Term.parse(text).equals(term)).isTrue();
  }
}
