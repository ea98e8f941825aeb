package io.jergon.etf;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

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
/// An output can also gather: binaries of 4 KiB or more are then not copied but referred to, and
/// [#buffers] hands out the pieces as they lie in memory, for a gathering write. As `term_to_iovec`
/// does, this sends a large binary without a copy of it.
///
/// ```java
/// TermOutput out = TermOutput.gathering(512);
/// TermEncoder.encode(Tuple.of(Atom.of("file"), Binary.wrap(megabyte)), out);
/// channel.write(out.buffers());             // three: before the binary, the binary's own array, after it
/// ```
///
/// Writers throw `IllegalStateException` when the output would exceed 2 GiB. For one thread at a
/// time.
public final class TermOutput {
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;

  /// Shorter binaries are copied by a gathering output, too: a piece of its own costs more.
  private static final int SHORTEST_PIECE = 4096;

  private final boolean gathering;
  private final @Nullable AtomRefs atomRefs;
  private final TermForms forms;
  private final @Nullable Renaming renaming;

  // array.length and what is referred to are LARGEST_ARRAY bytes at most, together.
  private byte[] array;

  /// How much of the array is written.
  private int used;

  /// The term that is all of this output, to foresee its size by; null if nothing is known.
  private @Nullable Term whole;

  private boolean records;

  /// Null as long as there is nothing to refer to.
  private @Nullable Referred referred;

  /// @param capacity how many bytes fit before the first growth
  public TermOutput(int capacity) {
    this(capacity, false, null, TermForms.ALL, null);
  }

  private TermOutput(
      int capacity,
      boolean gathering,
      @Nullable AtomRefs atomRefs,
      TermForms forms,
      @Nullable Renaming renaming) {
    this.array = new byte[capacity];
    this.gathering = gathering;
    this.atomRefs = atomRefs;
    this.forms = forms;
    this.renaming = renaming;
  }

  /// An output that refers to binaries of 4 KiB or more instead of copying them.
  ///
  /// @param capacity how many bytes, not counting those binaries, fit before the first growth
  public static TermOutput gathering(int capacity) {
    return new TermOutput(capacity, true, null, TermForms.ALL, null);
  }

  /// A gathering output for terms behind a distribution header: their atoms are collected in
  /// `atomRefs` and written as references to it.
  ///
  /// @param capacity how many bytes, not counting large binaries, fit before the first growth
  /// @param atomRefs the atoms of the header
  public static TermOutput gathering(int capacity, AtomRefs atomRefs) {
    return gathering(capacity, atomRefs, TermForms.ALL);
  }

  /// A gathering output for a reader that may not know all terms.
  ///
  /// @param capacity how many bytes, not counting large binaries, fit before the first growth
  /// @param atomRefs the atoms of the header; null where atoms are spelled out
  public static TermOutput gathering(int capacity, @Nullable AtomRefs atomRefs, TermForms forms) {
    return gathering(capacity, atomRefs, forms, null);
  }

  /// As the one before.
  ///
  /// @param renaming of what others know by another name; null for no such
  public static TermOutput gathering(
      int capacity, @Nullable AtomRefs atomRefs, TermForms forms, @Nullable Renaming renaming) {
    return new TermOutput(capacity, true, atomRefs, forms, renaming);
  }

  @Nullable Renaming renaming() {
    return renaming;
  }

  TermForms forms() {
    return forms;
  }

  /// Whether a native record was written.
  public boolean hasRecords() {
    return records;
  }

  void writesRecord() {
    records = true;
  }

  /// The atoms that are written as references; null where atoms are spelled out.
  @Nullable AtomRefs atomRefs() {
    return atomRefs;
  }

  /// An output for this term only. Its array grows once, to about what the term will take.
  static TermOutput of(Term term, int capacity) {
    TermOutput out = gathering(capacity);
    out.whole = term;
    return out;
  }

  /// The number of bytes written.
  public int size() {
    return used + referredBytes();
  }

  private int referredBytes() {
    Referred pieces = referred;
    return pieces == null ? 0 : pieces.bytes();
  }

  /// The array behind: its first [#size] bytes are what was written. The next write may replace it
  /// by a larger one.
  ///
  /// @throws IllegalStateException if this output gathers and refers to a binary: the bytes do not
  ///   lie in one array then
  public byte[] array() {
    if (referred != null) {
      throw new IllegalStateException("the output is in pieces: use buffers() or toByteArray()");
    }
    return array;
  }

  /// Whether this output refers to a binary, so that [#array] throws.
  public boolean isInPieces() {
    return referred != null;
  }

  /// A copy of what was written.
  public byte[] toByteArray() {
    Referred pieces = referred;
    return pieces == null ? Arrays.copyOf(array, used) : pieces.join(array, used);
  }

  /// What was written, in the array itself if it is full. Nothing may be written afterwards.
  byte[] finish() {
    return referred == null && array.length == used ? array : toByteArray();
  }

  /// What was written, without a copy: read-only buffers, to be sent one after the other. They are
  /// good until the next write, [#putInt] or [#clear].
  public ByteBuffer[] buffers() {
    Referred pieces = referred;
    return (pieces == null ? new Referred() : pieces).buffers(array, used);
  }

  /// Forgets what was written and keeps the array.
  public void clear() {
    used = 0;
    referred = null;
  }

  /// Writes the low 8 bits.
  public void writeByte(int value) {
    reserve(1);
    array[used++] = (byte) value;
  }

  /// Writes the low 16 bits.
  public void writeShort(int value) {
    reserve(2);
    SHORT.set(array, used, (short) value);
    used += 2;
  }

  public void writeInt(int value) {
    reserve(4);
    INT.set(array, used, value);
    used += 4;
  }

  public void writeLong(long value) {
    reserve(8);
    LONG.set(array, used, value);
    used += 8;
  }

  public void writeBytes(byte[] bytes) {
    reserve(bytes.length);
    Bytes.copy(bytes, 0, array, used, bytes.length);
    used += bytes.length;
  }

  public void writeBytes(byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    reserve(length);
    System.arraycopy(bytes, offset, array, used, length);
    used += length;
  }

  /// Overwrites four bytes written before.
  ///
  /// @throws IndexOutOfBoundsException if not all four lie below [#size], or one is of a binary
  ///   that is referred to
  public void putInt(int at, int value) {
    Objects.checkFromIndexSize(at, Integer.BYTES, size());
    Referred pieces = referred;
    INT.set(array, pieces == null ? at : pieces.indexInArray(at, Integer.BYTES), value);
  }

  /// Writes the bytes of a binary, or refers to them.
  void writeBinary(Binary binary) {
    int length = binary.size();
    if (gathering && length >= SHORTEST_PIECE) {
      refer(binary);
    } else {
      reserve(length);
      binary.copyTo(array, used);
      used += length;
    }
  }

  private void refer(Binary binary) {
    requireRoom((long) array.length + binary.size());
    if (referred == null) {
      referred = new Referred();
    }
    referred.add(used, binary);
  }

  /// Makes room for `count` more bytes.
  ///
  /// @throws IllegalStateException if that is more than an array holds (2 GiB)
  void reserve(int count) {
    if (count > array.length - used) {
      grow(count);
    }
  }

  private void grow(int count) {
    long needed = (long) used + count;
    requireRoom(needed);
    long wanted = Math.max(2L * array.length, 64);
    if (whole != null) {
      wanted = Math.max(wanted, EncodedSize.estimate(whole, SHORTEST_PIECE));
      whole = null;
    }
    wanted = Math.min(wanted, LARGEST_ARRAY - referredBytes());
    array = Arrays.copyOf(array, (int) Math.max(needed, wanted));
  }

  /// @param ownBytes how long the array is to be
  private void requireRoom(long ownBytes) {
    if (ownBytes + referredBytes() > LARGEST_ARRAY) {
      throw new IllegalStateException("the output would exceed " + LARGEST_ARRAY + " bytes");
    }
  }

  /// A tag and one byte.
  void writeTagAndByte(int tag, int value) {
    reserve(2);
    array[used] = (byte) tag;
    array[used + 1] = (byte) value;
    used += 2;
  }

  /// A tag and four bytes.
  void writeTagAndInt(int tag, int value) {
    reserve(5);
    array[used] = (byte) tag;
    INT.set(array, used + 1, value);
    used += 5;
  }

  /// Each integer with its tag.
  void writeIntegers(int[] integers) {
    reserve(EncodedSize.of(integers));
    byte[] target = array;
    int at = used;
    for (int value : integers) {
      if ((value & 0xff) == value) {
        target[at] = Tag.SMALL_INTEGER;
        target[at + 1] = (byte) value;
        at += 2;
      } else {
        target[at] = Tag.INTEGER;
        INT.set(target, at + 1, value);
        at += 5;
      }
    }
    used = at;
  }

  /// A tag and eight bytes.
  void writeTagAndLong(int tag, long value) {
    reserve(9);
    array[used] = (byte) tag;
    LONG.set(array, used + 1, value);
    used += 9;
  }
}
