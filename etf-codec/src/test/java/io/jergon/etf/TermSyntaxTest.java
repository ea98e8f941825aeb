package io.jergon.etf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class TermSyntaxTest {

  /// What is read, and how it is printed.
  static Stream<Arguments> syntax() {
    return table(
        "1_000_000                ~ 1000000",
        "16#FF                    ~ 255",
        "36#zZ                    ~ 1295",
        "-16#ff                   ~ -255",
        "+1                       ~ 1",
        "- 1                      ~ -1",
        "$a                       ~ 97",
        "-$a                      ~ -97",
        "$\\n                     ~ 10",
        "$😀                      ~ 128512",
        "1.5e3                    ~ 1.5e3",
        "1_0.2_5E-1               ~ 1.025",
        "-0.0                     ~ -0.0",
        "\"a\" \"b\"              ~ \"ab\"",
        "\"a\" % c\n \"b\"        ~ \"ab\"",
        "\"\"                     ~ []",
        "\"\\x41\\x{1F600}\\102\\^A\\e\\s\\d\\q\"  ~ [65,128512,66,1,27,32,127,113]",
        "'it\\'s'                 ~ 'it\\'s'",
        "'a\\nb'                  ~ 'a\\nb'",
        "'ok'                     ~ ok",
        "maybe                    ~ 'maybe'",
        "'end'                    ~ 'end'",
        "éa@_9                    ~ éa@_9",
        "[ ]                      ~ []",
        "[1|[2|[3]]]              ~ [1,2,3]",
        "[1|[2|\"ab\"]]           ~ [1,2,97,98]",
        "[a|[b|c]]                ~ [a,b|c]",
        "[a | []]                 ~ [a]",
        "{ }                      ~ {}",
        "{a,{b,{}}}               ~ {a,{b,{}}}",
        "#{ }                     ~ #{}",
        "#{b=>1, a=>2}            ~ #{a => 2,b => 1}",
        "#{1=>a,1=>b}             ~ #{1 => b}",
        "<< >>                    ~ <<>>",
        "<<1,2,255>>              ~ <<1,2,255>>",
        "<<\"abc\">>              ~ <<\"abc\">>",
        "<<\"ab\",99,\"d\">>      ~ <<\"abcd\">>",
        "<<\"é\">>                ~ <<\"é\">>",
        "<<\"é\"/utf8>>           ~ <<\"é\"/utf8>>",
        "<<233/utf8>>             ~ <<\"é\"/utf8>>",
        "<<258, -1>>              ~ <<2,255>>",
        "<<16#de01:16>>           ~ <<222,1>>",
        "<<1:1,0:1,1:6>>          ~ <<129>>",
        "<<-1:12>>                ~ <<255,15:4>>",
        "<<5:3>>                  ~ <<5:3>>",
        "<<5:0>>                  ~ <<>>",
        "fun lists:map/2          ~ fun lists:map/2",
        "fun 'A b' : 'end' / 0    ~ fun 'A b':'end'/0",
        "function                 ~ function",
        "#Pid<a@b.1.2.3>          ~ #Pid<a@b.1.2.3>",
        "#Port<'a@1.2'.1.3>       ~ #Port<'a@1.2'.1.3>",
        "#Ref<a@b.3.1.2>          ~ #Ref<a@b.3.1.2>",
        "#m:r{a = 1, 'B' = {}}    ~ #m:r{a = 1,'B' = {}}",
        "ok.                      ~ ok",
        "ok . % done              ~ ok",
        "1.                       ~ 1",
        "% first\nok              ~ ok");
  }

  @ParameterizedTest
  @MethodSource("syntax")
  void parse_anySyntax_isTheTerm(String text, String printed) {
    assertThat(Term.parse(text)).hasToString(printed);
    assertThat(Term.parse(printed)).isEqualTo(Term.parse(text));
  }

  static Stream<Arguments> mistakes() {
    return table(
        "                ~ line 1, column 1: expected a term, found the end",
        "{a]             ~ line 1, column 3: expected ',' or '}', found ']'",
        "{a,}            ~ line 1, column 4: expected a term, found '}'",
        "[1,2            ~ line 1, column 5: expected ',', '|' or ']', found the end",
        "[a|b,c]         ~ line 1, column 5: expected ']', found ','",
        "[a|[b,c]        ~ line 1, column 9: expected ']', found the end",
        "#{a=1}          ~ line 1, column 4: expected '=>', found '='",
        "#{a=>1]         ~ line 1, column 7: expected ',' or '}', found ']'",
        "{ok,X}          ~ line 1, column 5: expected a term, found 'X'",
        "end             ~ line 1, column 1: 'end' is a reserved word; as an atom it stands in quotes",
        "foo bar         ~ line 1, column 5: expected the end, found 'b'",
        "1 2             ~ line 1, column 3: expected the end, found '2'",
        "1.x             ~ line 1, column 2: expected the end, found '.'",
        "'ab             ~ line 1, column 1: this ' has no end",
        "\"ab            ~ line 1, column 1: this \" has no end",
        "{\n a,\n é €}   ~ line 3, column 4: expected ',' or '}', found '€'",
        "{'😀' b}        ~ line 1, column 6: expected ',' or '}', found 'b'",
        "$               ~ line 1, column 2: expected a character, found the end",
        "\"\\xZ\"        ~ line 1, column 2: \\x stands before two hexadecimal digits or {a code point}",
        "\"\\x{110000}\" ~ line 1, column 2: \\x stands before two hexadecimal digits or {a code point}",
        "\"\\x{D800}\"   ~ line 1, column 2: \\x stands before two hexadecimal digits or {a code point}",
        "1__0            ~ line 1, column 2: expected the end, found '_'",
        "37#1            ~ line 1, column 1: base 37 (expected: 2..36)",
        "2#12            ~ line 1, column 4: expected the end, found '2'",
        "16#             ~ line 1, column 4: expected a digit of base 16, found the end",
        "1.0e            ~ line 1, column 5: expected a digit, found the end",
        "1.0e400         ~ line 1, column 1: this float is too large",
        "-               ~ line 1, column 2: expected a digit, found the end",
        "<<1.5>>         ~ line 1, column 3: expected a string or an integer, found a float",
        "<<a>>           ~ line 1, column 3: expected a string or an integer, found 'a'",
        "<<1,2>          ~ line 1, column 6: expected ',' or '>>', found '>'",
        "<<\"€\">>       ~ line 1, column 3: characters above 255 need /utf8",
        "<<1/float>>     ~ line 1, column 5: expected utf8, found 'float'",
        "<<1:99999999>>  ~ line 1, column 5: number too large (expected: at most 4096)",
        "<<16#110000/utf8>> ~ line 1, column 3: this is no code point",
        "fun lists:map   ~ line 1, column 14: expected '/', found the end",
        "fun(X) -> X end ~ line 1, column 4: expected an atom, found '('",
        "#Fun<a.1.2>     ~ line 1, column 1: a fun with an environment cannot be read back",
        "#Pid<a.1.2>     ~ line 1, column 11: expected '.', found '>'",
        "#Pid<a.1.2.4294967296> ~ line 1, column 12: number too large (expected: 32 bits)",
        "#Ref<a.1>       ~ line 1, column 9: expected '.', found '>'",
        "#Ref<a.1.1.1.1.1.1.1> ~ line 1, column 19: expected '>', found '.'",
        "#m:r{a = 1, a = 2} ~ line 1, column 1: field a appears twice",
        "#rec{a = 1}     ~ line 1, column 5: expected ':', found '{'",
        "<a>             ~ line 1, column 1: expected '<<', found '<'",
        "[<0.1.2>]       ~ line 1, column 2: this does not name its node (expected:"
            + " #Pid<node.id.serial.creation> or alike)",
        "#Ref<0.1.2.3>   ~ line 1, column 1: this does not name its node (expected:"
            + " #Pid<node.id.serial.creation> or alike)");
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void parse_noTerm_saysWhereAndWhatWasExpected(String text, String message) {
    assertThatThrownBy(() -> Term.parse(text))
        .isInstanceOf(TermSyntaxException.class)
        .hasMessage(message);
  }

  @Test
  void parse_atomTooLong_isRefused() {
    assertThatThrownBy(() -> Term.parse("{" + "a".repeat(256) + "}"))
        .isInstanceOf(TermSyntaxException.class)
        .hasMessageStartingWith("line 1, column 2: an atom has at most 255 characters");
  }

  @Test
  void parse_manyDigits_isTheInteger() {
    String digits = "12345678901234567890".repeat(500);
    assertThat(((IntegerTerm) Term.parse("-" + digits)).bigIntegerValue())
        .isEqualTo(new BigInteger("-" + digits));
    assertThat(Term.parse("-" + digits)).hasToString("-" + digits);
  }

  @Test
  void toString_binaryThatIsNoUtf8_isLatin1IfAllOfItIsPrintable() {
    assertThat(Binary.of((byte) 0xe9, (byte) '~')).hasToString("<<\"é~\">>");
    assertThat(Binary.of((byte) 0xe9, (byte) 0x7f)).hasToString("<<233,127>>");
  }

  @Test
  void toString_deletedAndReservedSinceNewerReleases_isQuoted() {
    assertThat(Atom.of("maybe")).hasToString("'maybe'");
    assertThat(Atom.of("else")).hasToString("'else'");
  }

  @Test
  void toString_funWithEnvironment_namesItsCode() {
    Term fun =
        new InternalFun(
            Atom.of("m"),
            1,
            new byte[16],
            7,
            IntegerTerm.of(8),
            IntegerTerm.of(-123),
            Pid.of(Atom.of("a@b"), 1, 2, 3),
            new Term[0]);
    assertThat(fun).hasToString("#Fun<m.8.-123>");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "[1,2,3000]  ~ 4  ~ [1,2...",
        "[1,2]       ~ 5  ~ [1,2]",
        "[1,2]       ~ 0  ~ ...",
        "{abc,def}   ~ 6  ~ {abc,d...",
        "[aaa,bbb,c] ~ 2  ~ [a...",
      })
  void abbreviated_anyLimit_isTheBeginning(String text, int limit, String expected) {
    assertThat(Term.parse(text).abbreviated(limit)).isEqualTo(expected);
  }

  @Test
  void abbreviated_longLeaves_areCutToo() {
    assertThat(Binary.utf8("é😀".repeat(1_000_000)).abbreviated(6)).isEqualTo("<<\"é😀...");
    assertThat(Binary.wrap(new byte[1_000_000]).abbreviated(6)).isEqualTo("<<0,0,...");
    assertThat(Bitstring.of(new byte[1_000_000], 1).abbreviated(6)).isEqualTo("<<0,0,...");
    assertThat(ListTerm.chars("é".repeat(1_000_000)).abbreviated(3)).isEqualTo("\"éé...");
    assertThat(ListTerm.chars("日".repeat(1_000_000)).abbreviated(3)).isEqualTo("\"日日...");
    assertThat(ListTerm.chars("\0".repeat(1_000_000)).abbreviated(4)).isEqualTo("[0,0...");
  }

  /// Rows of two columns with a `~` between.
  private static Stream<Arguments> table(String... rows) {
    return Arrays.stream(rows)
        .map(row -> row.split(" *~ ", 2))
        .map(columns -> Arguments.of(columns[0], columns[1]));
  }
}
