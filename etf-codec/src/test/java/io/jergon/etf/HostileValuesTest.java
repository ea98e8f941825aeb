package io.jergon.etf;

import static io.jergon.etf.Hostile.assertRefused;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Values that the format can express and no term can have.
class HostileValuesTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "NaN,                7ff8000000000000",
    "signalling NaN,     7ff0000000000001",
    "negative NaN,       fff8000000000000",
    "infinity,           7ff0000000000000",
    "negative infinity,  fff0000000000000"
  })
  void decode_floatThatIsNotFinite_isRefused(String what, String bits) {
    assertRefused(Hostile.term("46" + bits)).hasMessageContaining("expected: finite");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nan",
        "NaN",
        "-nan",
        "inf",
        "Infinity",
        "-inf",
        "1e400",
        "",
        " 1.0",
        "1",
        "1.",
        ".5",
        "1.0e",
        "1.0f",
        "1.0d",
        "0x1.0p3",
        "+-1.0",
        "1.0e5x",
        "1,0",
        "1_0.0"
      })
  void decode_oldFloatWhoseTextIsNoFiniteFloat_isRefused(String text) {
    assertRefused(oldFloat(text)).hasMessageContaining("float");
  }

  @ParameterizedTest
  @CsvSource({
    "1.79769313486231570000e+308",
    "-0.00000000000000000000e+00",
    "4.94065645841246540000e-324",
    "1.00000000000000000000e-999"
  })
  void decode_oldFloatAtTheEdges_isRead(String text) {
    assertThat(TermDecoder.DEFAULT.decode(oldFloat(text)))
        .isEqualTo(FloatTerm.of(Double.parseDouble(text)));
  }

  @Test
  void decode_oldFloatThatIsTooLarge_isRefused() {
    assertRefused(oldFloat("1.00000000000000000000e+309")).hasMessageContaining("expected: finite");
  }

  private static byte[] oldFloat(String text) {
    String digits = HexFormat.of().formatHex(text.getBytes(US_ASCII));
    return Hostile.term("63" + digits + "0".repeat(62 - digits.length()));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "lone continuation,       80",
    "continuation missing,    c3",
    "continuation is a letter, c361",
    "overlong slash,          c0af",
    "overlong of three,       e080af",
    "overlong of four,        f08080af",
    "high surrogate,          eda080",
    "low surrogate,           edbfbf",
    "surrogate pair,          eda081edb080",
    "above U+10FFFF,          f4908080",
    "five bytes,              f888808080",
    "FE,                      fe",
    "FF,                      ff",
    "Latin-1,                 e9"
  })
  void decode_atomThatIsNotUtf8_isRefused(String what, String hex) {
    int length = hex.length() / 2;
    assertRefused(Hostile.term("77%02x%s".formatted(length, hex)))
        .hasMessageContaining("atom is not UTF-8");
    assertRefused(Hostile.term("76%04x61%s".formatted(length + 1, hex)))
        .hasMessageContaining("atom is not UTF-8");
    // As the node of a pid, and as a fun's module.
    assertRefused(Hostile.term("5877%02x%s000000010000000200000003".formatted(length, hex)));
    assertRefused(Hostile.term("7177%02x%s77016161_00".formatted(length, hex)));
    // A binary may be anything.
    assertThat(TermDecoder.DEFAULT.decode(Hostile.term("6d%08x%s".formatted(length, hex))))
        .isEqualTo(Binary.of(HexFormat.of().parseHex(hex)));
  }

  @ParameterizedTest
  @CsvSource({
    "76_0100, 61, 256",
    "64_0100, 61, 256",
    "76_0400, f09f9880, 256",
    "64_ffff, 61, 65535"
  })
  void decode_atomOfMoreThan255Characters_isRefused(String head, String unit, int count) {
    assertRefused(Hostile.term(head + unit.repeat(count)))
        .hasMessageContaining("atom of " + count + " characters");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 9, 128, 255})
  void decode_bitStringWithThatManyBitsInItsLastByte_isRefused(int bits) {
    assertRefused(Hostile.term("4d_00000001_%02x_ff".formatted(bits)))
        .hasMessageContaining("with " + bits + " bits in the last");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8, 9})
  void decode_bitStringOfNoBytesWithBits_isRefused(int bits) {
    assertRefused(Hostile.term("4d_00000000_%02x".formatted(bits)))
        .hasMessageContaining("bit string of 0 bytes");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "integers,              74_00000002_6101_6a_6101_6a",
    "integer of two forms,  74_00000002_6101_6a_62_00000001_6a",
    "integer as big,        74_00000002_6101_6a_6e_01_00_01_6a",
    "atom of two forms,     74_00000002_770161_6a_64_0001_61_6a",
    "list of two forms,     74_00000002_6b_0001_01_6a_6c_00000001_6101_6a_6a",
    "tuple of two forms,    74_00000002_6801_6a_6a_69_00000001_6a_6a",
    "float of two forms,    74_00000002_46_3ff0000000000000_6a_63_312e3000000000000000000000000000000000000000000000000000000000_6a",
    "bits that do not count, 74_00000002_4d_00000001_03_a0_6a_4d_00000001_03_bf_6a",
    "maps in other orders,  74_00000002_74_00000002_6101_6a_6102_6a_6a_74_00000002_6102_6a_6101_6a_6a",
    "among nine,            74_00000009_61016a_61026a_61036a_61046a_61056a_61066a_61076a_61086a_61016a",
    "inside a tuple,        6801_74_00000002_6a_6101_6a_6102"
  })
  void decode_mapWithAKeyTwice_isRefused(String what, String hex) {
    assertRefused(Hostile.term(hex)).hasMessageContaining("map has a key twice");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "integer and float,     74_00000002_6101_6a_46_3ff0000000000000_6a",
    "both zeros,            74_00000002_46_0000000000000000_6a_46_8000000000000000_6a",
    "bits and bytes,        74_00000002_6d_00000001_a0_6a_4d_00000001_03_a0_6a"
  })
  void decode_mapWithKeysThatLookAlike_hasBoth(String what, String hex) {
    assertThat(((MapTerm) TermDecoder.DEFAULT.decode(Hostile.term(hex))).size()).isEqualTo(2);
  }

  @Test
  void decode_recordWithAFieldTwice_isRefused() {
    assertRefused(Hostile.term("43_00000002_01_7700_7700_770161_770161_6a_6a"))
        .hasMessageContaining("record has a field twice");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "72_0000_7700_00",
        "5a_0006_7700_00000000",
        "72_ffff_7700_00",
        "5a_0000_7700_00000000"
      })
  void decode_referenceOfNoWordsOrMoreThanFive_isRefused(String hex) {
    assertRefused(Hostile.term(hex + "00".repeat(40))).hasMessageContaining("expected: 1..5");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "71_770161_770162_62ffffffff",
        "71_770161_770162_6200000100",
        "71_770161_770162_6e0100ff",
        "71_770161_6102_6103",
        "58_6101_00"
      })
  void decode_partsOfAnotherType_areRefused(String hex) {
    assertRefused(Hostile.term(hex + "00".repeat(40)));
  }
}
