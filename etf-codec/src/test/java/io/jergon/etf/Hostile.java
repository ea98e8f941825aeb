package io.jergon.etf;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.lang.management.ManagementFactory;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.Deflater;
import org.assertj.core.api.AbstractThrowableAssert;

/// Makes input that costs more than it is long, or tries to.
final class Hostile {
  /// What one decoding may allocate however short its input: an exception with its stack trace, a
  /// class used for the first time.
  static final int FIXED_COST = 1 << 18;

  private static final int SMALL_STACK = 1 << 19;

  private Hostile() {}

  /// The version byte and `hex`, in which `_` and blanks do not count.
  static byte[] term(String hex) {
    return HexFormat.of().parseHex("83" + hex.replaceAll("[_ ]", ""));
  }

  /// The version byte, `head` so many times, `leaf`, and `end` so many times.
  static byte[] nested(int times, String head, String leaf, String end) {
    byte[] heads = HexFormat.of().parseHex(head.replaceAll("[_ ]", ""));
    byte[] leaves = HexFormat.of().parseHex(leaf);
    byte[] ends = HexFormat.of().parseHex(end);
    TermOutput out = new TermOutput(1 + times * (heads.length + ends.length) + leaves.length);
    out.writeByte(Tag.VERSION);
    for (int i = 0; i < times; i++) {
      out.writeBytes(heads);
    }
    out.writeBytes(leaves);
    for (int i = 0; i < times; i++) {
      out.writeBytes(ends);
    }
    return out.array();
  }

  /// The term without its version byte in zlib's form, with the size announced that is said.
  static byte[] compressed(byte[] body, long announced) {
    TermOutput out = new TermOutput(64);
    out.writeByte(Tag.VERSION);
    out.writeTagAndInt(Tag.COMPRESSED, (int) announced);
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
    deflater.setInput(body);
    deflater.finish();
    byte[] buffer = new byte[1 << 16];
    while (!deflater.finished()) {
      out.writeBytes(buffer, 0, deflater.deflate(buffer));
    }
    deflater.end();
    return out.toByteArray();
  }

  static byte[] compressed(byte[] body) {
    return compressed(body, body.length);
  }

  static AbstractThrowableAssert<?, ?> assertRefused(byte[] bytes) {
    return assertThatThrownBy(() -> TermDecoder.DEFAULT.decode(bytes))
        .isInstanceOf(DecodeException.class);
  }

  /// What it takes to decode the bytes, be they a term or not.
  static long allocatedByDecoding(byte[] bytes) {
    return allocatedBy(() -> decodeAnyhow(bytes));
  }

  /// What the action allocates. What is done once in a JVM (linking a concatenation takes
  /// megabytes) does not count.
  static long allocatedBy(Runnable action) {
    long first = Allocation.of(action);
    return first < FIXED_COST ? first : Math.min(first, Allocation.of(action));
  }

  private static void decodeAnyhow(byte[] bytes) {
    try {
      TermDecoder.DEFAULT.decode(new TermInput(bytes, 0, bytes.length));
    } catch (DecodeException expected) {
      assertThat(expected).hasMessageStartingWith("offset");
    }
  }

  /// Fails if decoding takes more memory than [DecodeLimits] promises.
  static void assertAllocatesInProportion(byte[] bytes) {
    assertThat(allocatedByDecoding(bytes))
        .as(() -> new String(bytes, 0, Math.min(bytes.length, 100), ISO_8859_1))
        .isLessThanOrEqualTo((long) Allocation.MOST_PER_BYTE * bytes.length + FIXED_COST);
  }

  /// The heap's use after a collection.
  static long liveMemory() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  /// On a thread whose stack suffices for assertions and not for one frame per level of nesting.
  static void onASmallStack(Runnable action) throws InterruptedException {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread thread = new Thread(null, action, "small stack", SMALL_STACK);
    thread.setUncaughtExceptionHandler((t, e) -> failure.set(e));
    thread.start();
    thread.join();
    if (failure.get() != null) {
      fail(failure.get());
    }
  }
}
