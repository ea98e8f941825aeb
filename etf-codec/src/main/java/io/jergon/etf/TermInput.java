package io.jergon.etf;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

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

  /// See [#sharing(byte[], int, int)].
  private static final int KEPT = 8;

  private final byte[] array;
  private final int start;
  private final int end;

  /// Binaries of at least so many bytes become views.
  private final int shortestView;

  private int at;
  private long contained;

  /// A cursor over `length` bytes from `offset`. What is decoded is a copy: the array may be used
  /// again afterwards.
  ///
  /// @throws IndexOutOfBoundsException if the range lies outside the array
  public TermInput(byte[] array, int offset, int length) {
    this(array, offset, length, Integer.MAX_VALUE);
  }

  private TermInput(byte[] array, int offset, int length, int shortestView) {
    Objects.checkFromIndexSize(offset, length, array.length);
    this.array = array;
    this.start = offset;
    this.end = offset + length;
    this.at = offset;
    this.shortestView = shortestView;
  }

  /// A cursor over an array that the caller gives up: large binaries become views of it, without a
  /// copy. The array must not be written to any more, and stays in memory as long as one of them.
  ///
  /// A binary is large if it has 64 bytes or more, and an eighth of the array at least. So whoever
  /// keeps a binary keeps at most eight times its size, though it came with megabytes of other
  /// things.
  ///
  /// @throws IndexOutOfBoundsException if the range lies outside the array
  public static TermInput sharing(byte[] array, int offset, int length) {
    return sharing(array, offset, length, KEPT);
  }

  /// As [#sharing(byte[], int, int)], with another limit.
  ///
  /// ```java
  /// TermInput.sharing(frame, 0, frame.length, Integer.MAX_VALUE); // what is decoded is soon forgotten
  /// TermInput.sharing(frame, 0, frame.length, 1);                 // only what is nearly all of the frame
  /// ```
  ///
  /// @param kept how many times its own size a view may keep in memory, 1 or more; 64 bytes around
  ///   the binary are not counted, so that the message that is nothing but a binary can be a view
  ///   with 1
  /// @throws IndexOutOfBoundsException if the range lies outside the array
  /// @throws IllegalArgumentException if `kept` is below 1
  public static TermInput sharing(byte[] array, int offset, int length, int kept) {
    if (kept < 1) {
      throw new IllegalArgumentException("kept: " + kept + " (expected: > 0)");
    }
    int share = (int) Math.ceilDiv((long) Math.max(0, array.length - SHORTEST_VIEW), kept);
    return new TermInput(array, offset, length, Math.max(SHORTEST_VIEW, share));
  }

  /// The number of bytes read so far.
  public int position() {
    return at - start;
  }

  /// The number of bytes not read yet.
  public int remaining() {
    return end - at;
  }

  /// How many terms were read within other terms so far: elements, keys, values. With the number of
  /// bytes this tells what the terms take in memory, about 64 bytes for each; lists of integers of
  /// 32 bits are not counted.
  public long contained() {
    return contained;
  }

  void contained(long more) {
    contained += more;
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

  /// Goes behind a key of a map if it comes next, in the form that BEAM writes; else stays and
  /// returns false. Knows binaries and atoms only.
  boolean skip(Term key) {
    int rest = end - at;
    if (key instanceof Binary binary) {
      int size = binary.size();
      if (rest - 5 >= size
          && array[at] == Tag.BINARY
          && (int) INT.get(array, at + 1) == size
          && binary.hasBytes(array, at + 5, size)) {
        at += 5 + size;
        return true;
      }
    } else if (key instanceof Atom atom) {
      int size = atom.utf8().length;
      if (rest - 2 >= size
          && array[at] == Tag.SMALL_ATOM_UTF8
          && (array[at + 1] & 0xff) == size
          && atom.hasUtf8(array, at + 2, size)) {
        at += 2 + size;
        return true;
      }
    }
    return false;
  }

  /// The next `count` integers of 32 bits, with the end of the list behind them. Null, and nothing
  /// is read, if something else is among them.
  int @Nullable [] readIntegers(int count) {
    int behind = at;
    for (int i = 0; i < count; i++) {
      if (behind >= end) {
        return null;
      }
      int tag = array[behind];
      if (tag == Tag.INTEGER) {
        behind += 5;
      } else if (tag == Tag.SMALL_INTEGER) {
        behind += 2;
      } else {
        return null;
      }
    }
    if (behind >= end || array[behind] != Tag.NIL) {
      return null;
    }
    int[] integers = new int[count];
    int from = at;
    for (int i = 0; i < count; i++) {
      if (array[from] == Tag.INTEGER) {
        integers[i] = (int) INT.get(array, from + 1);
        from += 5;
      } else {
        integers[i] = array[from + 1] & 0xff;
        from += 2;
      }
    }
    at = behind + 1;
    return integers;
  }

  /// Takes the last byte back.
  void unread() {
    at--;
  }

  public void skip(int length) {
    require(length);
    at += length;
  }

  /// The next bytes as a binary: a view if this input is shared and the binary is large.
  Binary readBinary(int length) {
    require(length);
    int from = at;
    at += length;
    return length >= shortestView
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

  void require(int count) {
    if (count > end - at || count < 0) {
      throw new DecodeException(
          position(), "needs " + count + " more bytes, but " + remaining() + " remain");
    }
  }
}
