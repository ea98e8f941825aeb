package io.jergon.node.process;

/// The sizes that a BEAM gives heaps, in words: what is asked for becomes the next one of them.
///
/// ```text
/// 142 233 376 610 987 1598 ... 833026   each the sum of the two before it, and 1
///     999631 1199557 ...                from there on a fifth more
/// ```
///
/// Source: `erl_gc.c`, `erts_init_gc`; the same in OTP 23 to 29.
final class HeapSizes {
  private static final long BEFORE = 142;
  private static final long FIRST = 233;
  private static final long SLOWER_FROM = 833_026;

  private HeapSizes() {}

  /// The smallest size from 233 on that is not below this.
  static long notBelow(long words) {
    long before = BEFORE;
    long size = FIRST;
    while (size < words) {
      long next = size < SLOWER_FROM ? size + before + 1 : size + size / 5;
      before = size;
      size = next;
    }
    return size;
  }
}
