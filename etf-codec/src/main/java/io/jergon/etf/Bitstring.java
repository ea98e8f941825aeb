package io.jergon.etf;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A bit string whose length is no whole number of bytes, such as `<<5:3>>`. Whole bytes are a
/// [Binary].
///
/// The last byte holds 1 to 7 bits, in its high-order end; the low-order rest is kept zero:
///
/// ```
/// <<1, 5:3>>    bytes {0000_0001, 1010_0000}, bitsInLastByte 3
/// ```
///
/// ```java
/// Bitstring.of(new byte[] {1, (byte) 0xa0}, 3).bitSize(); // 11
/// ```
public final class Bitstring implements Term {
  private final byte[] bytes;
  private final int bitsInLastByte;

  private Bitstring(byte[] bytes, int bitsInLastByte) {
    this.bytes = bytes;
    this.bitsInLastByte = bitsInLastByte;
    bytes[bytes.length - 1] &= (byte) (0xff << (Byte.SIZE - bitsInLastByte));
  }

  /// A bit string of a copy of these bytes; the unused low-order bits of the last one do not count.
  ///
  /// @throws IllegalArgumentException if there are no bytes, or `bitsInLastByte` is not 1..7
  public static Bitstring of(byte[] bytes, int bitsInLastByte) {
    return adopt(bytes.clone(), bitsInLastByte);
  }

  /// As [#of], but takes the array over.
  static Bitstring adopt(byte[] bytes, int bitsInLastByte) {
    if (bytes.length == 0) {
      throw new IllegalArgumentException("a bit string has at least one byte");
    }
    if (bitsInLastByte < 1 || bitsInLastByte > 7) {
      throw new IllegalArgumentException("bitsInLastByte: " + bitsInLastByte + " (expected: 1..7)");
    }
    return new Bitstring(bytes, bitsInLastByte);
  }

  /// The number of bits.
  public long bitSize() {
    return (bytes.length - 1L) * Byte.SIZE + bitsInLastByte;
  }

  /// The number of bytes, the last, partly used one included.
  public int byteSize() {
    return bytes.length;
  }

  /// 1..7.
  public int bitsInLastByte() {
    return bitsInLastByte;
  }

  /// A copy of the bytes, unused bits zero.
  public byte[] toByteArray() {
    return bytes.clone();
  }

  /// The bytes, shared: nobody writes to them.
  byte[] bytes() {
    return bytes;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof Bitstring that
            && bitsInLastByte == that.bitsInLastByte
            && Arrays.equals(bytes, that.bytes));
  }

  @Override
  public int hashCode() {
    return KeyedHash.of(bytes) + bitsInLastByte;
  }

  @Override
  public String toString() {
    return TermPrinter.print(this);
  }
}
