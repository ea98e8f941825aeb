package io.jergon.etf;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;

/// A cursor over bytes that terms are read from. Integers are read big-endian.
///
/// ```java
/// TermInput in = TermInput.sharing(frame, 0, frame.length);
/// Term control = TermDecoder.DEFAULT.decode(in);
/// Term payload = in.remaining() > 0 ? TermDecoder.DEFAULT.decode(in) : Atom.UNDEFINED;
/// ```
///
/// Reading past the end throws a [DecodeException] that names the position. For one thread at a
/// time.
public final class TermInput {
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /// Shorter binaries are copied even where views are allowed: a view costs as much and keeps the
  /// whole array alive.
  private static final int SHORTEST_VIEW = 64;

  private final byte[] array;
  private final int start;
  private final int end;
  private final boolean sharing;
  private int at;

  /// A cursor over `length` bytes from `offset`. What is decoded is a copy: the array may be used
  /// again afterwards.
  ///
  /// @throws IndexOutOfBoundsException if the range lies outside the array
  public TermInput(byte[] array, int offset, int length) {
    this(array, offset, length, false);
  }

  private TermInput(byte[] array, int offset, int length, boolean sharing) {
    Objects.checkFromIndexSize(offset, length, array.length);
    this.array = array;
    this.start = offset;
    this.end = offset + length;
    this.at = offset;
    this.sharing = sharing;
  }

  /// A cursor over an array that the caller gives up: binaries of 64 bytes or more become views of
  /// it, without a copy. The array must not be written to any more, and stays in memory as long as
  /// one of them.
  ///
  /// @throws IndexOutOfBoundsException if the range lies outside the array
  public static TermInput sharing(byte[] array, int offset, int length) {
    return new TermInput(array, offset, length, true);
  }

  /// The number of bytes read so far.
  public int position() {
    return at - start;
  }

  /// The number of bytes not read yet.
  public int remaining() {
    return end - at;
  }

  /// 0..255.
  public int readByte() {
    require(1);
    return array[at++] & 0xff;
  }

  /// The next byte, 0..255, which is read again by the next call of a reader.
  int peekByte() {
    require(1);
    return array[at] & 0xff;
  }

  /// 0..65535.
  public int readShort() {
    require(2);
    int value = (short) SHORT.get(array, at) & 0xffff;
    at += 2;
    return value;
  }

  public int readInt() {
    require(4);
    int value = (int) INT.get(array, at);
    at += 4;
    return value;
  }

  /// Four bytes as 0..2^32-1.
  public long readUnsignedInt() {
    return readInt() & 0xffff_ffffL;
  }

  public long readLong() {
    require(8);
    long value = (long) LONG.get(array, at);
    at += 8;
    return value;
  }

  /// A copy of the next bytes.
  public byte[] readBytes(int length) {
    require(length);
    byte[] bytes = Arrays.copyOfRange(array, at, at + length);
    at += length;
    return bytes;
  }

  public void skip(int length) {
    require(length);
    at += length;
  }

  /// The next bytes as a binary: a view if this input is shared and the binary is not short.
  Binary readBinary(int length) {
    require(length);
    int from = at;
    at += length;
    return sharing && length >= SHORTEST_VIEW
        ? Binary.wrap(array, from, length)
        : Binary.wrap(Arrays.copyOfRange(array, from, at));
  }

  /// A length or count of 32 bits that `what` announces; each unit of it must be followed by at
  /// least one byte.
  int readCount(String what) {
    long count = readUnsignedInt();
    if (count > remaining()) {
      throw new DecodeException(
          position() - 4, what + " announces " + count + ", but " + remaining() + " bytes remain");
    }
    return (int) count;
  }

  byte[] array() {
    return array;
  }

  /// The cursor's place in [#array].
  int arrayIndex() {
    return at;
  }

  private void require(int count) {
    if (count > end - at || count < 0) {
      throw new DecodeException(
          position(), "needs " + count + " more bytes, but " + remaining() + " remain");
    }
  }
}
