package io.jergon.etf;

import static io.jergon.etf.Hostile.allocatedByDecoding;
import static io.jergon.etf.Hostile.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Lengths and counts that the input announces and does not have.
@Timeout(60)
class HostileSizesTest {
  private static final int MEGABYTE = 1 << 20;

  /// Each announces as much as its tag can, and goes on with a few bytes.
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "SMALL_ATOM_UTF8_EXT, 77_ff 61 61",
    "ATOM_UTF8_EXT,       76_03fc 61 61",
    "SMALL_ATOM_EXT,      73_ff 61 61",
    "ATOM_EXT,            64_00ff 61 61",
    "SMALL_TUPLE_EXT,     68_ff 6a 6a",
    "LARGE_TUPLE_EXT,     69_ffffffff 6a 6a",
    "STRING_EXT,          6b_ffff 01 01",
    "LIST_EXT,            6c_ffffffff 6a 6a",
    "BINARY_EXT,          6d_ffffffff 01 01",
    "BIT_BINARY_EXT,      4d_ffffffff_01 01",
    "SMALL_BIG_EXT,       6e_ff_00 01 01",
    "LARGE_BIG_EXT,       6f_ffffffff_00 01 01",
    "MAP_EXT,             74_ffffffff 6a 6a",
    "NEW_REFERENCE_EXT,   72_0005_7700 00 00000000 00000000",
    "NEWER_REFERENCE_EXT, 5a_0005_7700 00000000 00000000",
    "NEW_FUN_EXT,         70_00000000_00_00000000000000000000000000000000_00000000_ffffffff_7700_6100_6100_58_7700_000000000000000000000000 6a",
    "native record,       43_ffffffff_01_7700_7700_7700 6a",
    "compressed,          50_03ffffff 789c"
  })
  void decode_sizeBeyondTheInput_isRefusedWithoutAllocatingForIt(String what, String hex) {
    byte[] bytes = Hostile.term(hex);
    assertRefused(bytes);
    assertThat(allocatedByDecoding(bytes)).as(what).isLessThan(Hostile.FIXED_COST);
  }

  /// As signed integers these sizes are negative or near the largest; twice or three times as many
  /// children overflow.
  @ParameterizedTest
  @CsvSource({"80000000", "7fffffff", "7ffffff0", "55555556", "40000000", "00ffffff"})
  void decode_sizesNearTheEdges_areRefusedWithoutAllocatingForThem(String size) {
    for (String tag : new String[] {"69", "6c", "6d", "6f", "74", "43", "4d"}) {
      byte[] bytes = Hostile.term(tag + size + "01770077007700" + "6a6a6a6a6a6a6a6a");
      assertRefused(bytes);
      assertThat(allocatedByDecoding(bytes)).as(tag).isLessThan(Hostile.FIXED_COST);
    }
  }

  @Test
  void decode_integerOf256MegabytesDeclared_isRefusedWithoutAllocatingForIt() {
    byte[] bytes = Hostile.term("6f_10000000_00 01");
    assertRefused(bytes).hasMessageContaining("integer announces 268435456, but 2 bytes remain");
    assertThat(allocatedByDecoding(bytes)).isLessThan(Hostile.FIXED_COST);
  }

  @Test
  void decode_integerOf256MegabytesSent_isRefusedByTheLimitWithoutACopy() {
    byte[] bytes = Arrays.copyOf(Hostile.term("6f_10000000_00"), 7 + 256 * MEGABYTE);
    assertRefused(bytes)
        .hasMessageContaining("integer of 268435456 bytes, more than the limit of 16777216");
    assertThat(allocatedByDecoding(bytes)).isLessThan(Hostile.FIXED_COST);
  }

  @Test
  void decode_integerAboveTheLimit_isRefused() {
    TermDecoder decoder = new TermDecoder(DecodeLimits.DEFAULT.withMaxIntegerSize(10));
    byte[] bytes = TermEncoder.encode(IntegerTerm.of(BigInteger.ONE.shiftLeft(80)));
    assertThatThrownBy(() -> decoder.decode(bytes))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("integer of 11 bytes, more than the limit of 10");
  }

  @Test
  void decode_moreTermsThanTheLimit_isRefusedBeforeTheyAreRead() {
    TermDecoder decoder = new TermDecoder(DecodeLimits.DEFAULT.withMaxTerms(10));
    assertThat(decoder.decode(TermEncoder.encode(Term.parse("{{a,b,c,d},{e,f,g,h}}")))).isNotNull();
    byte[] bytes = TermEncoder.encode(Term.parse("{{a,b,c,d},{e,f,g,h,i}}"));
    assertThatThrownBy(() -> decoder.decode(bytes))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("tuple of 5 terms makes more than the limit of 10");
  }

  @Test
  void decode_listOfIntegers_countsNoTerms() {
    TermDecoder decoder = new TermDecoder(DecodeLimits.DEFAULT.withMaxTerms(1));
    byte[] bytes = TermEncoder.encode(Term.parse("[1000,2000,3000]"));
    TermInput in = new TermInput(bytes, 0, bytes.length);
    assertThat(decoder.decode(in)).isEqualTo(Term.parse("[1000,2000,3000]"));
    assertThat(in.contained()).isZero();
  }

  /// Anything above linear time would be hours for so many digits.
  @Test
  void decode_integerOfTheLimit_isReadWrittenComparedAndPrintedInLinearTime() {
    byte[] magnitude = new byte[DecodeLimits.DEFAULT.maxIntegerSize()];
    Arrays.fill(magnitude, (byte) 0x5a);
    magnitude[magnitude.length - 1] = 1;
    TermOutput out = new TermOutput(0);
    out.writeByte(Tag.VERSION);
    out.writeTagAndInt(Tag.LARGE_BIG, magnitude.length);
    out.writeByte(1);
    out.writeBytes(magnitude);
    Term term = TermDecoder.DEFAULT.decode(out.toByteArray());
    assertThat(((IntegerTerm) term).bigIntegerValue().bitLength())
        .isEqualTo(8 * (magnitude.length - 1) + 1);
    assertThat(TermEncoder.encode(term)).isEqualTo(out.toByteArray());
    assertThat(term.compareTo(FloatTerm.of(-1e300))).isNegative();
    assertThat(term.abbreviated(20)).isEqualTo("-16#015A5A5A5A5A5A5A...");
    String text = term.toString();
    assertThat(text.length()).isEqualTo(4 + 2 * magnitude.length);
    Term parsed = Term.parse(text);
    assertThat(parsed.equals(term)).isTrue();
    assertThat(parsed.hashCode()).isEqualTo(term.hashCode());
  }

  @Test
  void decode_everyLevelAnnouncesAllThatRemains_allocatesInProportion() {
    // 100,000 tuples in each other, each of as many elements as bytes follow.
    byte[] bytes = new byte[1 + 5 * 100_000];
    bytes[0] = (byte) 131;
    for (int at = 1; at < bytes.length; at += 5) {
      int remaining = bytes.length - at - 5;
      bytes[at] = 105;
      bytes[at + 1] = (byte) (remaining >> 24);
      bytes[at + 2] = (byte) (remaining >> 16);
      bytes[at + 3] = (byte) (remaining >> 8);
      bytes[at + 4] = (byte) remaining;
    }
    assertRefused(bytes);
    Hostile.assertAllocatesInProportion(bytes);
  }

  @Test
  void decode_binaryOf64MegabytesShared_isAView() {
    byte[] bytes = TermEncoder.encode(Binary.wrap(new byte[64 * MEGABYTE]));
    Runnable decoding = () -> TermDecoder.DEFAULT.decode(TermInput.sharing(bytes, 0, bytes.length));
    assertThat(Hostile.allocatedBy(decoding)).isLessThan(Hostile.FIXED_COST);
  }

  @Test
  void decode_binaryOf64Megabytes_isCopiedOnce() {
    byte[] bytes = TermEncoder.encode(Binary.wrap(new byte[64 * MEGABYTE]));
    assertThat(allocatedByDecoding(bytes)).isLessThan(64 * MEGABYTE + Hostile.FIXED_COST);
  }
}
