package io.jergon.etf;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// The binaries that a gathering [TermOutput] refers to instead of copying them, and where each
/// belongs between the bytes of the output's own array:
///
/// ```
/// array      |------- head -------|---- more ----|- rest -|
///                                 ^              ^
/// binaries                   |-- first --|   |-- second --|
/// ```
final class Referred {
  private Binary[] binaries = new Binary[1];

  /// The index in the output's array before which each belongs; ascending.
  private int[] places = new int[1];

  private int count;
  private int bytes;

  /// The sum of the binaries' sizes.
  int bytes() {
    return bytes;
  }

  /// @param place how much of the output's array is written
  void add(int place, Binary binary) {
    if (count == binaries.length) {
      binaries = Arrays.copyOf(binaries, 4 * count);
      places = Arrays.copyOf(places, 4 * count);
    }
    binaries[count] = binary;
    places[count++] = place;
    bytes += binary.size();
  }

  /// The index in the output's array of `length` bytes of the whole output.
  ///
  /// @throws IndexOutOfBoundsException if one of them is a binary's
  int indexInArray(int at, int length) {
    int before = 0;
    int i = 0;
    while (i < count && places[i] + before <= at) {
      before += binaries[i++].size();
    }
    int index = at - before;
    if ((i > 0 && index < places[i - 1]) || (i < count && index + length > places[i])) {
      throw new IndexOutOfBoundsException("bytes of a binary lie at " + at + " or directly behind");
    }
    return index;
  }

  /// The whole output: what was written to `array` with the binaries in their places.
  byte[] join(byte[] array, int size) {
    int largest = 0;
    int placeOfLargest = 0;
    int before = 0;
    for (int i = 0; i < count; i++) {
      if (i == 0 || binaries[i].size() > binaries[largest].size()) {
        largest = i;
        placeOfLargest = places[i] + before;
      }
      before += binaries[i].size();
    }
    byte[] whole = binaries[largest].copyWithin(size + bytes, placeOfLargest);
    int from = 0;
    int to = 0;
    for (int i = 0; i < count; i++) {
      int length = places[i] - from;
      System.arraycopy(array, from, whole, to, length);
      from += length;
      to += length;
      if (i != largest) {
        binaries[i].copyTo(whole, to);
      }
      to += binaries[i].size();
    }
    System.arraycopy(array, from, whole, to, size - from);
    return whole;
  }

  /// The whole output in pieces, of which none is a copy. Empty pieces are left out.
  ByteBuffer[] buffers(byte[] array, int size) {
    ByteBuffer[] buffers = new ByteBuffer[2 * count + 1];
    int used = 0;
    int from = 0;
    for (int i = 0; i <= count; i++) {
      int end = i < count ? places[i] : size;
      if (end > from) {
        buffers[used++] = ByteBuffer.wrap(array, from, end - from).asReadOnlyBuffer();
      }
      if (i < count) {
        buffers[used++] = binaries[i].asByteBuffer();
      }
      from = end;
    }
    return Arrays.copyOf(buffers, used);
  }
}
