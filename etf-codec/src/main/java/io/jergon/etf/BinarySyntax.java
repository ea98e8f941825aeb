package io.jergon.etf;

import java.math.BigInteger;

/// Binaries and bit strings in Erlang source: `<<>>`, `<<1,2,255>>`, `<<"abc">>`, `<<"Zoë"/utf8>>`,
/// `<<1,5:3>>`, `<<16#dead:16>>`.
final class BinarySyntax {
  /// In bits. A few characters of text must not make megabytes.
  private static final int LARGEST_SEGMENT = 1 << 12;

  private final TermScanner in;
  private final TermOutput bytes = new TermOutput(64);

  /// Bits that do not make a byte yet, and how many.
  private int bits;

  private int bitCount;

  private BinarySyntax(TermScanner in) {
    this.in = in;
  }

  /// Reads what follows `<<`, to the end.
  static Term read(TermScanner in) {
    return new BinarySyntax(in).read();
  }

  private Term read() {
    if (!in.accept(">>")) {
      do {
        segment();
      } while (in.accept(","));
      if (!in.accept(">>")) {
        throw in.expected("',' or '>>'");
      }
    }
    if (bitCount == 0) {
      return Binary.wrap(bytes.toByteArray());
    }
    bytes.writeByte(bits << (Byte.SIZE - bitCount));
    return Bitstring.adopt(bytes.toByteArray(), bitCount);
  }

  private void segment() {
    in.skipBlanks();
    if (in.peek() == '"') {
      string();
      return;
    }
    if (!NumberSyntax.startsHere(in)) {
      throw in.expected("a string or an integer");
    }
    int start = in.position();
    if (!(NumberSyntax.read(in) instanceof IntegerTerm value)) {
      throw in.error(start, "expected a string or an integer, found a float");
    }
    if (utf8Follows()) {
      if (!value.fitsInt() || !Character.isValidCodePoint(value.intValue())) {
        throw in.error(start, "this is no code point");
      }
      text(start, Character.toString(value.intValue()));
    } else {
      integer(
          value.bigIntegerValue(), in.accept(":") ? NumberSyntax.small(in, LARGEST_SEGMENT) : 8);
    }
  }

  private void string() {
    int start = in.position();
    String text = in.quoted();
    if (utf8Follows()) {
      text(start, text);
      return;
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 0xff) {
        throw in.error(start, "characters above 255 need /utf8");
      }
      append(text.charAt(i), Byte.SIZE);
    }
  }

  private boolean utf8Follows() {
    if (!in.accept("/")) {
      return false;
    }
    in.skipBlanks();
    int start = in.position();
    String type = in.word();
    if (!type.equals("utf8") && !type.equals("integer")) {
      throw in.error(start, "expected utf8, found '" + type + "'");
    }
    return type.equals("utf8");
  }

  private void text(int start, String text) {
    try {
      for (byte b : Utf8.encode(text)) {
        append(b & 0xff, Byte.SIZE);
      }
    } catch (IllegalArgumentException e) {
      throw in.error(start, String.valueOf(e.getMessage()));
    }
  }

  /// The low `size` bits of the value, as Erlang cuts what does not fit.
  private void integer(BigInteger value, int size) {
    byte[] bigEndian = value.toByteArray();
    int whole = (size + 7) / Byte.SIZE;
    for (int i = 0; i < whole; i++) {
      int index = bigEndian.length - whole + i;
      int octet = index >= 0 ? bigEndian[index] & 0xff : value.signum() < 0 ? 0xff : 0;
      int count = i == 0 ? size - (whole - 1) * Byte.SIZE : Byte.SIZE;
      append(octet & ((1 << count) - 1), count);
    }
  }

  private void append(int value, int count) {
    bits = (bits << count) | value;
    bitCount += count;
    if (bitCount >= Byte.SIZE) {
      bitCount -= Byte.SIZE;
      bytes.writeByte(bits >> bitCount);
      bits &= (1 << bitCount) - 1;
    }
  }
}
