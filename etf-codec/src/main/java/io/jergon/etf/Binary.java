package io.jergon.etf;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A binary: a sequence of bytes, and Elixir's string.
///
/// ```java
/// Binary.utf8("Zoë").toString();            // <<"Zoë"/utf8>>
/// Binary.of(new byte[] {1, 2}).size();      // 2
/// Binary.wrap(frame, 8, 1_000_000);         // no copy: frame must not be written to any more
/// ```
///
/// Bit strings whose length is no whole number of bytes are [Bitstring]s.
public final class Binary implements Term {
  public static final Binary EMPTY = new Binary(new byte[0], 0, 0);

  private final byte[] array;
  private final int offset;
  private final int size;

  private Binary(byte[] array, int offset, int size) {
    this.array = array;
    this.offset = offset;
    this.size = size;
  }

  /// A binary of a copy of these bytes.
  public static Binary of(byte... bytes) {
    return bytes.length == 0 ? EMPTY : new Binary(bytes.clone(), 0, bytes.length);
  }

  /// A binary that uses the array itself. The caller gives the array up: writing to it later breaks
  /// the promise that terms do not change.
  public static Binary wrap(byte[] bytes) {
    return wrap(bytes, 0, bytes.length);
  }

  /// A view of `length` bytes from `offset`, without a copy. The caller gives the array up, and the
  /// view keeps all of it from being collected.
  ///
  /// @throws IndexOutOfBoundsException if the range lies outside the array
  public static Binary wrap(byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    return length == 0 ? EMPTY : new Binary(bytes, offset, length);
  }

  /// The text in UTF-8, as an Elixir string is.
  ///
  /// @throws IllegalArgumentException if the text holds an unpaired surrogate
  public static Binary utf8(String text) {
    return wrap(Utf8.encode(text));
  }

  /// In bytes.
  public int size() {
    return size;
  }

  /// @throws IndexOutOfBoundsException unless `0 <= index < size()`
  public byte byteAt(int index) {
    return array[offset + Objects.checkIndex(index, size)];
  }

  /// A copy of the bytes.
  public byte[] toByteArray() {
    return Arrays.copyOfRange(array, offset, offset + size);
  }

  /// A read-only view of the bytes, without a copy.
  public ByteBuffer asByteBuffer() {
    return ByteBuffer.wrap(array, offset, size).slice().asReadOnlyBuffer();
  }

  /// A view of a part, without a copy.
  ///
  /// @throws IndexOutOfBoundsException if the range lies outside this binary
  public Binary slice(int from, int length) {
    Objects.checkFromIndexSize(from, length, size);
    return wrap(array, offset + from, length);
  }

  /// True if the bytes are well-formed UTF-8.
  public boolean isUtf8() {
    return Utf8.codePoints(array, offset, size) >= 0;
  }

  /// The text whose UTF-8 form these bytes are.
  ///
  /// @throws IllegalStateException if they are not well-formed UTF-8
  public String utf8() {
    if (!isUtf8()) {
      throw new IllegalStateException("the " + size + " bytes of this binary are not UTF-8");
    }
    return new String(array, offset, size, UTF_8);
  }

  /// True if these are the binary's bytes.
  boolean hasBytes(byte[] bytes, int from, int length) {
    return size == length && Bytes.equal(array, offset, bytes, from, length);
  }

  void copyTo(byte[] target, int at) {
    Bytes.copy(array, offset, target, at, size);
  }

  /// A new array of `length` bytes that has these at `at` and zeros around them. The JIT sees that
  /// most of the array is written to at once, and does not fill it with zeros before.
  byte[] copyWithin(int length, int at) {
    byte[] target = new byte[length];
    System.arraycopy(array, offset, target, at, size);
    return target;
  }

  /// The byte at `index` as 0..255, unchecked beyond the array's own check.
  int unsigned(int index) {
    return array[offset + index] & 0xff;
  }

  /// Unsigned lexicographic order, a prefix first.
  int compareBytes(Binary other) {
    return Arrays.compareUnsigned(
        array, offset, offset + size, other.array, other.offset, other.offset + other.size);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof Binary that
            && size == that.size
            && Bytes.equal(array, offset, that.array, that.offset, size));
  }

  @Override
  public int hashCode() {
    return KeyedHash.of(array, offset, size);
  }

  @Override
  public String toString() {
    return TermPrinter.print(this);
  }
}
