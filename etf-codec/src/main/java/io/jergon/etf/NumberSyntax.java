package io.jergon.etf;

import java.math.BigInteger;
import java.util.HexFormat;

/// Numbers in Erlang source: `42`, `1_000_000`, `16#ff`, `$a`, `1.5`, `1.0e-5`, `-7`.
final class NumberSyntax {
  /// Up to this length `BigInteger` reads decimal digits fast enough; it takes quadratic time.
  private static final int SHORT = 2_000;

  private NumberSyntax() {}

  /// True if a number, its sign or a `$` is at the cursor.
  static boolean startsHere(TermScanner in) {
    int c = in.peek();
    return isDigit(c) || c == '-' || c == '+' || c == '$';
  }

  static Term read(TermScanner in) {
    boolean negative = in.peek() == '-';
    if (negative || in.peek() == '+') {
      in.skip(1);
      in.skipBlanks();
    }
    if (in.peek() == '$') {
      in.skip(1);
      int c = in.character();
      return IntegerTerm.of(negative ? -c : c);
    }
    int start = in.position();
    String digits = digits(in, 10);
    if (in.peek() == '#' && digits.length() <= 2) {
      int base = Integer.parseInt(digits);
      if (base < 2 || base > 36) {
        throw in.error(start, "base " + base + " (expected: 2..36)");
      }
      in.skip(1);
      return integer(digits(in, base), base, negative);
    }
    if (in.peek() == '.' && isDigit(in.peek(1))) {
      return readFraction(in, start, digits, negative);
    }
    return integer(digits, 10, negative);
  }

  private static Term readFraction(TermScanner in, int start, String whole, boolean negative) {
    in.skip(1);
    String text = whole + "." + digits(in, 10);
    if (in.peek() == 'e' || in.peek() == 'E') {
      in.skip(1);
      String sign = "";
      if (in.peek() == '-' || in.peek() == '+') {
        sign = Character.toString(in.peek());
        in.skip(1);
      }
      text += "e" + sign + digits(in, 10);
    }
    double value = Double.parseDouble(text);
    if (!Double.isFinite(value)) {
      throw in.error(start, "this float is too large");
    }
    return FloatTerm.of(negative ? -value : value);
  }

  /// Digits of a base, with single underscores between them left out.
  private static String digits(TermScanner in, int base) {
    StringBuilder digits = new StringBuilder();
    while (isDigit(in.peek(), base)) {
      digits.append((char) in.peek());
      in.skip(in.peek(1) == '_' && isDigit(in.peek(2), base) ? 2 : 1);
    }
    if (digits.isEmpty()) {
      throw in.expected(base == 10 ? "a digit" : "a digit of base " + base);
    }
    return digits.toString();
  }

  /// A number without sign, as in the size of a bit string's segment or an arity.
  ///
  /// @throws TermSyntaxException if it is above `most`
  static int small(TermScanner in, int most) {
    in.skipBlanks();
    int start = in.position();
    BigInteger value = new BigInteger(shorten(digits(in, 10)));
    if (value.bitLength() >= Integer.SIZE || value.intValue() > most) {
      throw in.error(start, "number too large (expected: at most " + most + ")");
    }
    return value.intValue();
  }

  /// A number of the 64 bits, unsigned, that an identifier has.
  static long unsigned(TermScanner in, int bits) {
    int start = in.position();
    BigInteger value = new BigInteger(shorten(digits(in, 10)));
    if (value.bitLength() > bits) {
      throw in.error(start, "number too large (expected: " + bits + " bits)");
    }
    return value.longValue();
  }

  /// Keeps what is too large anyway from taking long.
  private static String shorten(String digits) {
    String significant = digits.replaceFirst("^0+(?=.)", "");
    return significant.substring(0, Math.min(significant.length(), 30));
  }

  private static IntegerTerm integer(String digits, int base, boolean negative) {
    BigInteger value =
        switch (base) {
          case 16 -> hexadecimal(digits);
          default -> natural(digits, 0, digits.length(), base);
        };
    return IntegerTerm.of(negative ? value.negate() : value);
  }

  private static BigInteger hexadecimal(String digits) {
    String even = digits.length() % 2 == 0 ? digits : "0" + digits;
    return new BigInteger(1, HexFormat.of().parseHex(even));
  }

  /// Halves long numbers, so that the time is that of multiplying large numbers, and not quadratic.
  private static BigInteger natural(String digits, int from, int to, int base) {
    if (to - from <= SHORT) {
      return new BigInteger(digits.substring(from, to), base);
    }
    int middle = (from + to) >>> 1;
    BigInteger high = natural(digits, from, middle, base);
    BigInteger low = natural(digits, middle, to, base);
    return high.multiply(BigInteger.valueOf(base).pow(to - middle)).add(low);
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isDigit(int c, int base) {
    return c >= 0 && c < 0x80 && Character.digit(c, base) >= 0;
  }
}
