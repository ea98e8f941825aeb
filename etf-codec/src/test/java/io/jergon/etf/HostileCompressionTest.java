package io.jergon.etf;

import static io.jergon.etf.Hostile.allocatedByDecoding;
import static io.jergon.etf.Hostile.assertRefused;
import static io.jergon.etf.Hostile.compressed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Compressed terms that are larger than they say, smaller, or far larger than they look.
@Timeout(60)
class HostileCompressionTest {
  private static final int MEGABYTE = 1 << 20;

  @Test
  void decode_bombAboveTheLimit_isRefusedWithoutInflatingIt() {
    byte[] bytes = compressed(binaryOf(100 * MEGABYTE));
    assertThat(bytes.length).isLessThan(200_000);
    assertRefused(bytes).hasMessageContaining("more than the limit of 67108864");
    assertThat(allocatedByDecoding(bytes)).isLessThan(Hostile.FIXED_COST);
  }

  @Test
  void decode_bombThatSaysItIsSmall_isInflatedNoFurtherThanItSays() {
    byte[] bytes = compressed(binaryOf(100 * MEGABYTE), 1_000);
    assertRefused(bytes).hasMessageContaining("does not end after the announced 1000 bytes");
    assertThat(allocatedByDecoding(bytes)).isLessThan(Hostile.FIXED_COST);
  }

  @Test
  void decode_sizeSaidThatIsNotThere_allocatesForWhatIsThere() {
    byte[] body = binaryOf(1_000);
    byte[] bytes = compressed(body, (compressed(body).length - 6) * 1_000);
    assertRefused(bytes).hasMessageContaining("ends after 1005 of the announced");
    assertThat(allocatedByDecoding(bytes)).isLessThan(Hostile.FIXED_COST);
  }

  @Test
  void decode_sizeSaidThatNoDataOfItsLengthMakes_isRefusedAtOnce() {
    byte[] body = binaryOf(1_000);
    assertRefused(compressed(body, 60L * MEGABYTE)).hasMessageContaining("remain");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1005, -1, 1})
  void decode_sizeSaidThatIsWrong_isRefused(int lie) {
    byte[] body = binaryOf(1_000);
    assertRefused(compressed(body, body.length + lie)).hasMessageContaining("compressed term");
  }

  @Test
  void decode_inflatedSizeUpToTheLimit_isTheTerm() {
    TermDecoder decoder = new TermDecoder(DecodeLimits.DEFAULT.withMaxUncompressedSize(1_005));
    assertThat(decoder.decode(compressed(binaryOf(1_000)))).isEqualTo(Binary.of(new byte[1_000]));
    assertThatThrownBy(() -> decoder.decode(compressed(binaryOf(1_001))))
        .isInstanceOf(DecodeException.class);
  }

  @Test
  void decode_compressedInCompressed_isRefused() {
    byte[] inner = compressed(binaryOf(MEGABYTE));
    assertRefused(compressed(inner)).hasMessageContaining("version byte 131 inside a term");
    byte[] withoutVersion = Arrays.copyOfRange(inner, 1, inner.length);
    assertRefused(compressed(withoutVersion)).hasMessageContaining("compressed term inside a term");
  }

  @Test
  void decode_compressedInsideATerm_isRefused() {
    byte[] inner = compressed(binaryOf(1_000));
    byte[] bytes = new byte[inner.length + 2];
    System.arraycopy(inner, 1, bytes, 3, inner.length - 1);
    bytes[0] = (byte) 131;
    bytes[1] = 104;
    bytes[2] = 1;
    assertRefused(bytes).hasMessageContaining("compressed term inside a term");
  }

  @Test
  void decode_bytesAfterTheTermInside_areRefused() {
    byte[] body = Arrays.copyOf(binaryOf(10), 16);
    assertRefused(compressed(body)).hasMessageContaining("1 bytes follow the term");
  }

  @Test
  void decode_checksumWrong_isRefused() {
    byte[] bytes = compressed(binaryOf(1_000));
    bytes[bytes.length - 1]++;
    assertRefused(bytes).hasMessageContaining("compressed term");
  }

  @Test
  void decode_manyEmptyBlocks_areReadInLinearTime() {
    // Ten million empty stored blocks, not the last one among them.
    byte[] bytes = new byte[8 + 5 * 10_000_000];
    byte[] head = Hostile.term("50_00000100_7801");
    System.arraycopy(head, 0, bytes, 0, head.length);
    for (int at = head.length; at + 4 < bytes.length; at += 5) {
      bytes[at + 3] = -1;
      bytes[at + 4] = -1;
    }
    assertRefused(bytes).hasMessageContaining("ends after 0 of the announced 256 bytes");
  }

  @Test
  void decode_nestingTenMillionDeepInside_isRefusedByTheLimit() {
    byte[] nested = Hostile.nested(10_000_000, "68_01", "6a", "");
    byte[] bytes = compressed(Arrays.copyOfRange(nested, 1, nested.length));
    assertThat(bytes.length).isLessThan(50_000);
    assertRefused(bytes).hasMessageContaining("nested deeper than the limit of 1000000");
  }

  @Test
  void decode_smallTermsInside_allocatesInProportionToTheInflatedSize() {
    byte[] body = new byte[5 + 2_000_000];
    body[0] = 105;
    body[2] = 0x0f;
    body[3] = 0x42;
    body[4] = 0x40; // 1,000,000 elements
    for (int at = 5; at < body.length; at += 2) {
      body[at] = 119; // ''
    }
    byte[] bytes = compressed(body);
    assertThat(allocatedByDecoding(bytes))
        .isLessThan((long) Allocation.MOST_PER_BYTE * body.length);
  }

  @Test
  void decode_smallBinariesInside_doNotKeepAllThatWasInflated() {
    // {<<0:800>>, <<0:8000000>>}: whoever keeps the first must not keep the second as well.
    byte[] bytes = new byte[2 + 105 + 1_000_005];
    bytes[0] = 104;
    bytes[1] = 2;
    System.arraycopy(binaryOf(100), 0, bytes, 2, 105);
    System.arraycopy(binaryOf(1_000_000), 0, bytes, 107, 1_000_005);
    byte[] compressed = compressed(bytes);
    List<Term> kept = new ArrayList<>();
    long before = Hostile.liveMemory();
    for (int i = 0; i < 200; i++) {
      kept.add(((Tuple) TermDecoder.DEFAULT.decode(compressed)).get(0));
    }
    assertThat(Hostile.liveMemory() - before).isLessThan(100 * MEGABYTE);
    assertThat(kept).hasSize(200);
  }

  private static byte[] binaryOf(int size) {
    TermOutput out = new TermOutput(size + 5);
    TermEncoder.encodeBody(Binary.wrap(new byte[size]), out);
    return out.toByteArray();
  }
}
