package io.jergon.etf;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;

/// A growing array of bytes that terms, and what frames them, are written to. Integers are written
/// big-endian.
///
/// ```java
/// TermOutput out = new TermOutput(512);
/// out.writeInt(0);                          // the frame's length, not known yet
/// TermEncoder.encode(term, out);
/// out.putInt(0, out.size() - 4);
/// channel.write(ByteBuffer.wrap(out.array(), 0, out.size()));
/// out.clear();                              // keeps the array for the next frame
/// ```
///
/// For one thread at a time.
public final class TermOutput {
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;

  private byte[] array;
  private int size;

  /// @param capacity how many bytes fit before the first growth
  public TermOutput(int capacity) {
    array = new byte[capacity];
  }

  /// The number of bytes written.
  public int size() {
    return size;
  }

  /// The array behind: its first [#size] bytes are what was written. The next write may replace it
  /// by a larger one.
  public byte[] array() {
    return array;
  }

  /// A copy of what was written.
  public byte[] toByteArray() {
    return Arrays.copyOf(array, size);
  }

  /// Forgets what was written and keeps the array.
  public void clear() {
    size = 0;
  }

  /// Writes the low 8 bits.
  public void writeByte(int value) {
    reserve(1);
    array[size++] = (byte) value;
  }

  /// Writes the low 16 bits.
  public void writeShort(int value) {
    reserve(2);
    SHORT.set(array, size, (short) value);
    size += 2;
  }

  public void writeInt(int value) {
    reserve(4);
    INT.set(array, size, value);
    size += 4;
  }

  public void writeLong(long value) {
    reserve(8);
    LONG.set(array, size, value);
    size += 8;
  }

  public void writeBytes(byte[] bytes) {
    writeBytes(bytes, 0, bytes.length);
  }

  public void writeBytes(byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    reserve(length);
    System.arraycopy(bytes, offset, array, size, length);
    size += length;
  }

  /// Overwrites four bytes written before.
  ///
  /// @throws IndexOutOfBoundsException if not all four lie below [#size]
  public void putInt(int at, int value) {
    Objects.checkFromIndexSize(at, 4, size);
    INT.set(array, at, value);
  }

  /// Makes room for `count` more bytes.
  ///
  /// @throws IllegalStateException if that is more than an array holds (2 GiB)
  void reserve(int count) {
    if (count > array.length - size) {
      grow(count);
    }
  }

  private void grow(int count) {
    long needed = (long) size + count;
    if (needed > LARGEST_ARRAY) {
      throw new IllegalStateException("the output would exceed " + LARGEST_ARRAY + " bytes");
    }
    long doubled = Math.min(Math.max(2L * array.length, 64), LARGEST_ARRAY);
    array = Arrays.copyOf(array, (int) Math.max(needed, doubled));
  }

  /// A tag and one byte.
  void writeTagAndByte(int tag, int value) {
    reserve(2);
    array[size] = (byte) tag;
    array[size + 1] = (byte) value;
    size += 2;
  }

  /// A tag and four bytes.
  void writeTagAndInt(int tag, int value) {
    reserve(5);
    array[size] = (byte) tag;
    INT.set(array, size + 1, value);
    size += 5;
  }
}
