package io.jergon.etf;

/// Floats as Erlang prints them since OTP 25 (`float_to_list(F, [short])`): the fewest digits that
/// read back as the same float, with an exponent where that is shorter, and from 2^53 on, where not
/// every integer is a float.
final class FloatSyntax {
  private static final double EXACT_INTEGERS = 0x1p53;

  private FloatSyntax() {}

  static String print(double value) {
    String sign = Double.doubleToRawLongBits(value) < 0 ? "-" : "";
    double magnitude = Math.abs(value);
    return sign + (magnitude == 0 ? "0.0" : printPositive(magnitude));
  }

  private static String printPositive(double value) {
    // Java prints the same digits, in another shape: d.dddE[-]x, or ddd.ddd between 10^-3 and 10^7.
    String java = Double.toString(value);
    int e = java.indexOf('E');
    String mantissa = e < 0 ? java : java.substring(0, e);
    int point = mantissa.indexOf('.');
    String all = mantissa.substring(0, point) + mantissa.substring(point + 1);
    int leadingZeros = 0;
    while (all.charAt(leadingZeros) == '0') {
      leadingZeros++;
    }
    String digits = all.substring(leadingZeros).replaceFirst("0+$", "");
    // value = 0.digits * 10^place
    int place = point - leadingZeros + (e < 0 ? 0 : Integer.parseInt(java.substring(e + 1)));
    if (digits.length() == 2) {
      // Java never prints one digit where the float is so small that two come closer to it
      // (4.9E-324, 9.9E-324).
      int rounded = (Integer.parseInt(digits) + 5) / 10;
      if (Double.parseDouble("0." + rounded + "E" + (rounded < 10 ? place : place + 1)) == value) {
        return shape(rounded < 10 ? "" + rounded : "1", rounded < 10 ? place : place + 1, false);
      }
    }
    return shape(digits, place, value >= EXACT_INTEGERS);
  }

  private static String shape(String digits, int place, boolean exponentOnly) {
    int length = digits.length();
    String exponent = Integer.toString(place - 1);
    String scientific =
        digits.charAt(0) + "." + (length == 1 ? "0" : digits.substring(1)) + "e" + exponent;
    if (exponentOnly) {
      return scientific;
    }
    String decimal;
    if (place <= 0) {
      decimal = "0." + "0".repeat(Math.min(-place, 400)) + digits;
    } else if (place >= length) {
      decimal = digits + "0".repeat(place - length) + ".0";
    } else {
      decimal = digits.substring(0, place) + "." + digits.substring(place);
    }
    return decimal.length() <= scientific.length() ? decimal : scientific;
  }
}
