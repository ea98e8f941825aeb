package io.jergon.etf;

/// How much a decoder takes from a peer that it need not trust.
///
/// ```java
/// new TermDecoder(DecodeLimits.DEFAULT.withMaxDepth(100));
/// ```
///
/// These bound what the input's own length does not. Everything else is bounded by it: an announced
/// length is checked against the bytes that remain before anything is allocated.
///
/// **Memory.** Decoding allocates at most 64 bytes for each byte of input, what is garbage
/// afterwards included; for a compressed term, for each byte that it inflates to. The dearest input
/// is made of atoms of no characters, of tuples nested in each other, and of records; ordinary
/// messages take 2 to 15. So whoever takes messages of up to `n` bytes from a peer must have `64 *
/// n` bytes to spare, or `64 * maxUncompressedSize` if that is more.
///
/// **Time** is linear in the input, or n log n in a map whose keys were made to have one hash.
///
/// @param maxDepth how deep terms may nest; a list's elements are one level deeper than the list,
///   its tail is not
/// @param maxUncompressedSize the most bytes that a compressed term may inflate to
/// @param maxIntegerSize the most bytes that an integer's magnitude may have
/// @param maxTerms how many terms may be in a term, however deep: elements, keys, values. Lists of
///   integers of 32 bits, which take 4 bytes each, do not count
public record DecodeLimits(
    int maxDepth, int maxUncompressedSize, int maxIntegerSize, int maxTerms) {
  /// A million levels, 64 MiB uncompressed, integers of 16 MiB, and as many terms as there are.
  public static final DecodeLimits DEFAULT =
      new DecodeLimits(1_000_000, 64 << 20, 16 << 20, Integer.MAX_VALUE);

  /// The largest magnitude that a `BigInteger` holds.
  private static final int LARGEST_INTEGER = (1 << 28) - 1;

  /// @throws IllegalArgumentException if a limit is below 1, or integers may have more than 2^28-1
  ///   bytes
  public DecodeLimits {
    requirePositive("maxDepth", maxDepth);
    requirePositive("maxUncompressedSize", maxUncompressedSize);
    requirePositive("maxIntegerSize", maxIntegerSize);
    requirePositive("maxTerms", maxTerms);
    if (maxIntegerSize > LARGEST_INTEGER) {
      throw new IllegalArgumentException(
          "maxIntegerSize: " + maxIntegerSize + " (expected: <= " + LARGEST_INTEGER + ")");
    }
  }

  private static void requirePositive(String what, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(what + ": " + value + " (expected: > 0)");
    }
  }

  public DecodeLimits withMaxDepth(int levels) {
    return new DecodeLimits(levels, maxUncompressedSize, maxIntegerSize, maxTerms);
  }

  public DecodeLimits withMaxUncompressedSize(int bytes) {
    return new DecodeLimits(maxDepth, bytes, maxIntegerSize, maxTerms);
  }

  public DecodeLimits withMaxIntegerSize(int bytes) {
    return new DecodeLimits(maxDepth, maxUncompressedSize, bytes, maxTerms);
  }

  public DecodeLimits withMaxTerms(int terms) {
    return new DecodeLimits(maxDepth, maxUncompressedSize, maxIntegerSize, terms);
  }
}
