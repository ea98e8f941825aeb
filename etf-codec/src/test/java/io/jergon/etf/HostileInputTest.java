package io.jergon.etf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.math.BigInteger;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Input made to cost more than it is long.
@Timeout(60)
class HostileInputTest {

  @ParameterizedTest
  @ValueSource(ints = {105, 108, 109, 111, 116, 77})
  void decode_announcedLengthBeyondTheInput_allocatesNothingForIt(int tag) {
    byte[] bytes = {(byte) 131, (byte) tag, (byte) 0x7f, -1, -1, -1, 8, 1};
    assertThatThrownBy(() -> TermDecoder.DEFAULT.decode(bytes)).isInstanceOf(DecodeException.class);
    assertThat(allocatedByDecoding(bytes)).isLessThan(100_000);
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
    assertThat(allocatedByDecoding(bytes)).isLessThan(50L * bytes.length);
  }

  @Test
  void decode_tuplesOfOneInEachOther_allocatesAtMostAHundredTimesTheInput() {
    byte[] bytes = new byte[2 + 2 * 500_000];
    bytes[0] = (byte) 131;
    for (int at = 1; at < bytes.length - 1; at += 2) {
      bytes[at] = 104;
      bytes[at + 1] = 1;
    }
    bytes[bytes.length - 1] = 106;
    assertThat(allocatedByDecoding(bytes)).isLessThan(100L * bytes.length);
  }

  @Test
  void decode_smallContainers_allocatesAtMostAHundredTimesTheInput() {
    byte[][] elements = {
      {104, 1, 106},
      {107, 0, 1, 1},
      {109, 0, 0, 0, 1, 1},
      {119, 1, 'a'},
      {98, 1, 1, 1, 1},
      {110, 1, 0, 1},
      {116, 0, 0, 0, 1, 106, 106},
      {108, 0, 0, 0, 1, 106, 106},
      {77, 0, 0, 0, 1, 3, 1},
      {113, 119, 1, 'a', 119, 1, 'b', 97, 1}
    };
    for (byte[] element : elements) {
      TermOutput out = new TermOutput(0);
      out.writeByte(Tag.VERSION);
      out.writeTagAndInt(Tag.LARGE_TUPLE, 100_000);
      for (int i = 0; i < 100_000; i++) {
        out.writeBytes(element);
      }
      assertThat(allocatedByDecoding(out.toByteArray()))
          .as("tag %d", element[0])
          .isLessThan(100L * out.size());
    }
  }

  @Test
  void decode_compressedBomb_isRefusedByTheLimit() {
    byte[] bytes = compressed(binaryOf(100 << 20));
    assertThat(bytes.length).isLessThan(200_000);
    assertThatThrownBy(() -> TermDecoder.DEFAULT.decode(bytes))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("more than the limit of 67108864");
    assertThat(allocatedByDecoding(bytes)).isLessThan(100_000);
  }

  @Test
  void decode_compressedLieAboutTheSize_allocatesForWhatIsThere() {
    byte[] bytes = compressed(binaryOf(1_000));
    int announced = (bytes.length - 6) * 1_000;
    bytes[2] = (byte) (announced >> 24);
    bytes[3] = (byte) (announced >> 16);
    bytes[4] = (byte) (announced >> 8);
    bytes[5] = (byte) announced;
    assertThatThrownBy(() -> TermDecoder.DEFAULT.decode(bytes))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("ends after 1005 of the announced");
    assertThat(allocatedByDecoding(bytes)).isLessThan(200_000);
  }

  @Test
  void decode_compressedTermInsideTheLimit_isTheTerm() {
    TermDecoder decoder = new TermDecoder(DecodeLimits.DEFAULT.withMaxUncompressedSize(1_005));
    assertThat(decoder.decode(compressed(binaryOf(1_000)))).isEqualTo(Binary.of(new byte[1_000]));
    assertThatThrownBy(() -> decoder.decode(compressed(binaryOf(1_001))))
        .isInstanceOf(DecodeException.class);
  }

  @Test
  void decode_integerOfTheLimit_isReadAndWrittenInLinearTime() {
    byte[] magnitude = new byte[DecodeLimits.DEFAULT.maxIntegerSize()];
    magnitude[magnitude.length - 1] = 1;
    TermOutput out = new TermOutput(0);
    out.writeByte(Tag.VERSION);
    out.writeTagAndInt(Tag.LARGE_BIG, magnitude.length);
    out.writeByte(1);
    out.writeBytes(magnitude);
    Term term = TermDecoder.DEFAULT.decode(out.toByteArray());
    assertThat(((IntegerTerm) term).bigIntegerValue().bitLength())
        .isEqualTo(8 * (magnitude.length - 1));
    assertThat(TermEncoder.encode(term)).isEqualTo(out.toByteArray());
    assertThat(term.compareTo(FloatTerm.of(-1e300))).isNegative();
    assertThat(term.abbreviated(20)).isEqualTo("-16#0100000000000000...");
    String text = term.toString();
    assertThat(text).startsWith("-16#01").hasSize(4 + 2 * magnitude.length);
    assertThat(Term.parse(text)).isEqualTo(term);
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
  void decode_mapOfCollidingKeys_takesNoQuadraticTime() {
    // "Aa" and "BB" have one hash, and so have all 65,536 atoms of 16 of them.
    TermOutput out = new TermOutput(0);
    out.writeByte(Tag.VERSION);
    out.writeTagAndInt(Tag.MAP, 1 << 16);
    for (int n = 0; n < 1 << 16; n++) {
      StringBuilder name = new StringBuilder();
      for (int bit = 0; bit < 16; bit++) {
        name.append((n >> bit & 1) == 0 ? "Aa" : "BB");
      }
      TermEncoder.encodeBody(Atom.of(name.toString()), out);
      TermEncoder.encodeBody(Atom.OK, out);
    }
    MapTerm map = (MapTerm) TermDecoder.DEFAULT.decode(out.toByteArray());
    assertThat(map.size()).isEqualTo(1 << 16);
    map.forEach((key, value) -> assertThat(map.get(key)).isEqualTo(Atom.OK));
    assertThat(map.get(Atom.of("AaAa"))).isNull();
    assertThat(TermEncoder.encode(map)).isEqualTo(out.toByteArray());

    // One of them twice is found as well.
    byte[] bytes = out.toByteArray();
    System.arraycopy(bytes, 6, bytes, 6 + 38 * 1_000, 34);
    assertThatThrownBy(() -> TermDecoder.DEFAULT.decode(bytes))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("map has a key twice");
  }

  @Test
  void decode_mapsAsKeysWhoseHashesAgree_takesNoQuadraticTime() {
    // Each level holds two different maps with one hash, so lookups by hash alone would try both,
    // at every level.
    Term left = Atom.of("Aa");
    Term right = Atom.of("BB");
    for (int level = 0; level < 14; level++) {
      Term next = MapTerm.builder().put(left, Atom.OK).put(right, Atom.NO).build();
      right = MapTerm.builder().put(left, Atom.NO).put(right, Atom.OK).build();
      left = next;
    }
    Term map = MapTerm.builder().put(left, right).put(right, left).build();
    byte[] bytes = TermEncoder.encode(map);
    Term decoded = TermDecoder.DEFAULT.decode(bytes);
    assertThat(decoded).isEqualTo(map).hasSameHashCodeAs(map).isEqualByComparingTo(map);
  }

  @Test
  void decode_atomFlood_leavesNothingBehind() {
    System.gc();
    long before = usedMemory();
    TermOutput out = new TermOutput(64);
    for (int i = 0; i < 1_000_000; i++) {
      out.clear();
      TermEncoder.encode(Atom.of("atom_number_" + i), out);
      TermDecoder.DEFAULT.decode(new TermInput(out.array(), 0, out.size()));
    }
    System.gc();
    assertThat(usedMemory() - before).isLessThan(10 << 20);
  }

  @Test
  void decode_binaryOf64MegabytesShared_isAView() {
    byte[] bytes = TermEncoder.encode(Binary.wrap(new byte[64 << 20]));
    long allocated =
        allocatedBy(() -> TermDecoder.DEFAULT.decode(TermInput.sharing(bytes, 0, bytes.length)));
    assertThat(allocated).isLessThan(100_000);
  }

  @Test
  void decode_binaryOf64Megabytes_isCopiedOnce() {
    byte[] bytes = TermEncoder.encode(Binary.wrap(new byte[64 << 20]));
    assertThat(allocatedByDecoding(bytes)).isLessThan((64 << 20) + 100_000);
  }

  private static byte[] binaryOf(int size) {
    TermOutput out = new TermOutput(size + 5);
    TermEncoder.encodeBody(Binary.wrap(new byte[size]), out);
    return out.toByteArray();
  }

  private static byte[] compressed(byte[] body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(
        new byte[] {
          (byte) 131,
          80,
          (byte) (body.length >> 24),
          (byte) (body.length >> 16),
          (byte) (body.length >> 8),
          (byte) body.length
        });
    Deflater deflater = new Deflater(9);
    deflater.setInput(body);
    deflater.finish();
    byte[] buffer = new byte[1 << 16];
    while (!deflater.finished()) {
      out.write(buffer, 0, deflater.deflate(buffer));
    }
    deflater.end();
    return out.toByteArray();
  }

  private static long allocatedByDecoding(byte[] bytes) {
    return allocatedBy(() -> {
      try {
        TermDecoder.DEFAULT.decode(bytes);
      } catch (DecodeException expected) {
        assertThat(expected).hasMessageContaining("offset");
      }
    });
  }

  static long allocatedBy(Runnable action) {
    action.run(); // what is allocated once, such as classes
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    action.run();
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  private static long usedMemory() {
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
