package io.jergon.etf;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Copies and compares bytes, faster than the JDK where they are few: names and short texts, of
/// which most messages are made. A word at each end, which may overlap, covers them without a loop.
final class Bytes {
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private Bytes() {}

  static void copy(byte[] source, int from, byte[] target, int to, int length) {
    if (length > 2 * Long.BYTES) {
      System.arraycopy(source, from, target, to, length);
    } else if (length >= Long.BYTES) {
      long first = (long) LONG.get(source, from);
      LONG.set(
          target, to + length - Long.BYTES, (long) LONG.get(source, from + length - Long.BYTES));
      LONG.set(target, to, first);
    } else if (length >= Integer.BYTES) {
      int first = (int) INT.get(source, from);
      INT.set(
          target,
          to + length - Integer.BYTES,
          (int) INT.get(source, from + length - Integer.BYTES));
      INT.set(target, to, first);
    } else if (length >= Short.BYTES) {
      byte last = source[from + length - 1];
      SHORT.set(target, to, (short) SHORT.get(source, from));
      target[to + length - 1] = last;
    } else if (length > 0) {
      target[to] = source[from];
    }
  }

  static boolean equal(byte[] a, int atA, byte[] b, int atB, int length) {
    if (length > 2 * Long.BYTES) {
      return Arrays.equals(a, atA, atA + length, b, atB, atB + length);
    }
    int lastA = atA + length;
    int lastB = atB + length;
    if (length >= Long.BYTES) {
      return (long) LONG.get(a, atA) == (long) LONG.get(b, atB)
          && (long) LONG.get(a, lastA - Long.BYTES) == (long) LONG.get(b, lastB - Long.BYTES);
    }
    if (length >= Integer.BYTES) {
      return (int) INT.get(a, atA) == (int) INT.get(b, atB)
          && (int) INT.get(a, lastA - Integer.BYTES) == (int) INT.get(b, lastB - Integer.BYTES);
    }
    return length == 0
        || (a[atA] == b[atB]
            && a[atA + (length >> 1)] == b[atB + (length >> 1)]
            && a[lastA - 1] == b[lastB - 1]);
  }
}
