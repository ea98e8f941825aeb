package io.jergon.etf;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.regex.Pattern;

/// The float as text that FLOAT_EXT carries: what C's `"%.20e"` prints, filled up with zero bytes.
final class FloatText {
  static final int LENGTH = 31;

  private static final Pattern FORM = Pattern.compile("[+-]?[0-9]+\\.[0-9]+([eE][+-]?[0-9]+)?");

  private FloatText() {}

  /// The value, which may be infinite.
  ///
  /// @throws DecodeException if the text is no float
  static double parse(int offset, byte[] bytes) {
    int length = 0;
    while (length < bytes.length && bytes[length] != 0) {
      length++;
    }
    String text = new String(bytes, 0, length, ISO_8859_1);
    if (!FORM.matcher(text).matches()) {
      throw new DecodeException(offset, "float's text is no float");
    }
    return Double.parseDouble(text);
  }
}
