package io.jergon.etf;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/// The atoms that a decoder met last, by their bytes, so that a name that comes again is not made
/// again. An atom has one place and replaces what is there: the cache cannot fill, and a peer that
/// sends ever new names gains nothing by it. At most 512 atoms stay in memory.
///
/// Threads read and write the places without order: an [Atom] is immutable, so whichever a thread
/// sees is whole.
final class AtomCache {
  private static final int BITS = 9;

  private static final long FACTOR = 0x9e37_79b9_7f4a_7c15L;

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final @Nullable Atom[] places = new Atom[1 << BITS];

  /// The place of the atom with these bytes in UTF-8.
  static int place(byte[] bytes, int from, int length) {
    return (int) (((word(bytes, from, length) ^ length) * FACTOR) >>> (Long.SIZE - BITS));
  }

  /// Some of the bytes; all of them if they are few.
  private static long word(byte[] bytes, int from, int length) {
    if (length >= Long.BYTES) {
      long first = (long) LONG.get(bytes, from);
      return (first * FACTOR) ^ (long) LONG.get(bytes, from + length - Long.BYTES);
    }
    if (length >= Integer.BYTES) {
      long first = (int) INT.get(bytes, from);
      return (first << Integer.SIZE) ^ (int) INT.get(bytes, from + length - Integer.BYTES);
    }
    if (length == 0) {
      return 0;
    }
    long middle = bytes[from + (length >> 1)];
    return (middle << Short.SIZE) ^ (bytes[from] << Byte.SIZE) ^ bytes[from + length - 1];
  }

  /// The atom in this place if these are its bytes.
  @Nullable Atom find(int place, byte[] bytes, int from, int length) {
    Atom atom = places[place];
    return atom != null && atom.hasUtf8(bytes, from, length) ? atom : null;
  }

  void put(int place, Atom atom) {
    places[place] = atom;
  }
}
