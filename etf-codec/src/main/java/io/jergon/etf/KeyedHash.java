package io.jergon.etf;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;

/// Hashes that nobody outside this JVM can foresee. A term from a peer ends up as a key in
/// somebody's `HashMap`, which becomes a list to search through where keys have one hash; with a
/// hash like `String`'s a peer makes a hundred thousand such keys without effort.
///
/// One word is hashed by multiply-shift (Dietzfelbinger and others, 1997): two words chosen without
/// knowing the random odd factor agree with a probability of 2^-31. More words go through the
/// 128-bit product folded in two, one after the other.
final class KeyedHash {
  /// Random and odd; one per JVM, so that it is a constant to the JIT compiler.
  static final long FACTOR;

  /// Random.
  static final long START;

  static {
    SecureRandom random = new SecureRandom();
    FACTOR = random.nextLong() | 1;
    START = random.nextLong();
  }

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private KeyedHash() {}

  /// The hash of one word.
  static int of(long word) {
    return (int) (((word ^ START) * FACTOR) >>> Integer.SIZE);
  }

  static int of(byte[] bytes) {
    return of(bytes, 0, bytes.length);
  }

  static int of(byte[] bytes, int offset, int length) {
    long state = mix(START, length);
    int end = offset + length;
    int at = offset;
    for (; at <= end - Long.BYTES; at += Long.BYTES) {
      state = mix(state, (long) LONG.get(bytes, at));
    }
    if (at < end) {
      state = mix(state, rest(bytes, at, end));
    }
    return end(state);
  }

  /// The last one to seven bytes as one word. Their number is hashed already, so bytes may be in it
  /// twice.
  private static long rest(byte[] bytes, int at, int end) {
    if (end - at >= Integer.BYTES) {
      long first = (int) INT.get(bytes, at);
      return first << Integer.SIZE | ((int) INT.get(bytes, end - Integer.BYTES) & 0xffff_ffffL);
    }
    return (bytes[at] & 0xff)
        | (bytes[(at + end) >>> 1] & 0xff) << 8
        | (bytes[end - 1] & 0xff) << 16;
  }

  static int of(int[] words) {
    long state = mix(START, words.length);
    for (int word : words) {
      state = mix(state, word);
    }
    return end(state);
  }

  /// The state after one more word. The first state is [#START].
  static long mix(long state, long word) {
    long mixed = state ^ word;
    return mixed * FACTOR ^ Math.multiplyHigh(mixed, FACTOR);
  }

  /// The hash that a state amounts to.
  static int end(long state) {
    return (int) (state ^ state >>> Integer.SIZE);
  }
}
