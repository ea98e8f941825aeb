package io.jergon.etf;

/// How many bytes terms take in the external term format.
final class EncodedSize {
  /// The most that is reserved for a term whose size is only guessed, in bytes.
  private static final int LARGEST_GUESS = 1 << 20;

  /// How deep a guess looks.
  private static final int LEVELS = 4;

  /// A container with more children is judged by three of them.
  private static final int FEW = 8;

  private EncodedSize() {}

  /// Of these integers as a list's elements.
  ///
  /// @throws IllegalStateException if they take more than 2 GiB
  static int of(int[] integers) {
    long size = 5L * integers.length;
    for (int value : integers) {
      size -= (value & 0xff) == value ? 3 : 0;
    }
    if (size > Integer.MAX_VALUE) {
      throw new IllegalStateException("the output would exceed " + Integer.MAX_VALUE + " bytes");
    }
    return (int) size;
  }

  /// About what a term takes, the version byte included. Looks at a bounded number of terms, so it
  /// is a guess where siblings are unlike each other.
  ///
  /// @param longestBinary binaries of so many bytes or more are not counted
  static int estimate(Term term, int longestBinary) {
    return 1 + (int) Math.min(LARGEST_GUESS, estimate(term, longestBinary, LEVELS));
  }

  private static long estimate(Term term, int longestBinary, int levels) {
    return switch (term) {
      case IntegerTerm integer -> of(integer);
      case FloatTerm _ -> 9;
      case Atom atom -> 2 + atom.utf8().length;
      case Binary binary -> 5 + (binary.size() < longestBinary ? binary.size() : 0);
      case ListTerm list when list.bytes() != null -> 3 + list.size();
      case ListTerm list when list.ints() != null -> 6 + of(list.ints());
      case Tuple tuple -> 2 + all(tuple.children(), 1, longestBinary, levels);
      case ListTerm list -> 5 + all(list.children(), 1, longestBinary, levels);
      case MapTerm map -> 5 + all(map.entries(), 2, longestBinary, levels);
      case Bitstring bits -> 6 + bits.byteSize();
      case Pid _, Port _, Ref _, Fun _, RecordTerm _ -> 32;
    };
  }

  private static int of(IntegerTerm integer) {
    if (!integer.fitsInt()) {
      return integer.fitsLong() ? 11 : 6 + integer.bigIntegerValue().bitLength() / Byte.SIZE;
    }
    int value = integer.intValue();
    return (value & 0xff) == value ? 2 : 5;
  }

  /// @param step how many children belong together, as key and value do
  private static long all(Term[] children, int step, int longestBinary, int levels) {
    if (levels == 0) {
      return 0;
    }
    int groups = children.length / step;
    if (groups <= FEW) {
      return sum(children, 0, children.length, longestBinary, levels);
    }
    long sample = 0;
    for (int group : new int[] {0, groups / 2, groups - 2}) {
      sample += sum(children, group * step, (group + 1) * step, longestBinary, levels);
    }
    return sample * groups * 3 / 8; // an eighth more than the average
  }

  private static long sum(Term[] children, int from, int to, int longestBinary, int levels) {
    long sum = 0;
    for (int i = from; i < to; i++) {
      sum += estimate(children[i], longestBinary, levels - 1);
    }
    return sum;
  }
}
