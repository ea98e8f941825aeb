package io.jergon.etf;

import static java.nio.charset.StandardCharsets.UTF_8;

/// Strict UTF-8, as Erlang reads it: no surrogates, no overlong forms, nothing above U+10FFFF.
final class Utf8 {
  private Utf8() {}

  /// Counts the code points of `length` bytes, or returns -1 if they are not well-formed UTF-8.
  static int codePoints(byte[] bytes, int offset, int length) {
    int end = offset + length;
    int count = 0;
    int at = offset;
    while (at < end) {
      int lead = bytes[at];
      int size = lead >= 0 ? 1 : sequenceLength(bytes, at, end);
      if (size == 0) {
        return -1;
      }
      at += size;
      count++;
    }
    return count;
  }

  /// The length of the multi-byte sequence at `at`, or 0 if it is malformed or cut off.
  private static int sequenceLength(byte[] bytes, int at, int end) {
    int lead = bytes[at] & 0xff;
    int size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead > 0xf4 || at + size > end) {
      return 0;
    }
    int second = bytes[at + 1] & 0xff;
    int lowest = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    int highest = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    if (second < lowest || second > highest) {
      return 0;
    }
    for (int i = at + 2; i < at + size; i++) {
      if ((bytes[i] & 0xc0) != 0x80) {
        return 0;
      }
    }
    return size;
  }

  /// The bytes of `text`.
  ///
  /// @throws IllegalArgumentException if the text holds a surrogate without its pair
  static byte[] encode(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        if (Character.isLowSurrogate(c)
            || i + 1 == text.length()
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          throw new IllegalArgumentException("unpaired surrogate at index " + i + " of the text");
        }
        i++;
      }
    }
    return text.getBytes(UTF_8);
  }
}
