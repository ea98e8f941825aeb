package io.jergon.etf;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// The compressed form of a term, which may stand directly after the version byte only:
///
/// ```
///    1      4        n
/// +----+----------+------+
/// | 80 | InflSize | zlib |      InflSize: the term's length without compression
/// +----+----------+------+
/// ```
final class Inflation {
  /// Deflate makes at most 1,032 bytes of one; a little more for what frames it.
  private static final int BEST_RATIO = 1_040;

  private static final int FIRST_GUESS = 1 << 16;

  private Inflation() {}

  /// Reads size and data from behind the tag, and leaves the cursor after the data. Memory grows
  /// with what is really there, not with what is announced.
  static byte[] inflate(TermInput in, int limit) {
    int start = in.position();
    long size = in.readUnsignedInt();
    if (size > limit) {
      throw new DecodeException(
          start, "compressed term announces " + size + " bytes, more than the limit of " + limit);
    }
    if (size > (long) in.remaining() * BEST_RATIO) {
      throw new DecodeException(
          start,
          "compressed term announces " + size + " bytes, but only " + in.remaining() + " remain");
    }
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(in.array(), in.arrayIndex(), in.remaining());
      byte[] result = inflate(inflater, (int) size);
      in.skip((int) inflater.getBytesRead());
      return result;
    } catch (DataFormatException e) {
      throw new DecodeException(start, "compressed term: " + e.getMessage());
    } finally {
      inflater.end();
    }
  }

  private static byte[] inflate(Inflater inflater, int size) throws DataFormatException {
    byte[] result = new byte[Math.min(size, FIRST_GUESS)];
    int used = 0;
    while (used < size) {
      if (used == result.length) {
        result = Arrays.copyOf(result, (int) Math.min(size, 4L * result.length));
      }
      int count = inflater.inflate(result, used, result.length - used);
      if (count == 0) {
        throw new DataFormatException(
            "ends after " + used + " of the announced " + size + " bytes");
      }
      used += count;
    }
    // The stream's end must be here: nothing more to inflate, and its checksum right.
    if (inflater.inflate(new byte[1]) > 0 || !inflater.finished()) {
      throw new DataFormatException("does not end after the announced " + size + " bytes");
    }
    return result;
  }
}
