package io.jergon.etf;

/// A float: a finite IEEE 754 double. Erlang has no NaN and no infinities.
///
/// ```java
/// FloatTerm.of(1.5).value();                             // 1.5
/// FloatTerm.of(0.0).equals(FloatTerm.of(-0.0));          // false, as in OTP 27
/// FloatTerm.of(1.0).equals(IntegerTerm.of(1));           // false
/// ```
///
/// @param value neither NaN nor infinite
public record FloatTerm(double value) implements Term {
  /// @throws IllegalArgumentException for NaN and the infinities
  public FloatTerm {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("no Erlang float: " + value + " (expected: finite)");
    }
  }

  /// @throws IllegalArgumentException for NaN and the infinities
  public static FloatTerm of(double value) {
    return new FloatTerm(value);
  }

  @Override
  public int hashCode() {
    return KeyedHash.of(Double.doubleToRawLongBits(value));
  }

  @Override
  public String toString() {
    return TermPrinter.print(this);
  }
}
