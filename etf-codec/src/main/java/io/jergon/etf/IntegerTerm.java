package io.jergon.etf;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/// An integer of any size.
///
/// ```java
/// IntegerTerm.of(42).longValue();                    // 42
/// IntegerTerm.of(BigInteger.TWO.pow(100)).fitsLong(); // false
/// IntegerTerm.of(BigInteger.TWO).equals(IntegerTerm.of(2)); // true: the size on the wire is no part of the value
/// ```
public final class IntegerTerm implements Term {
  private static final int LOWEST_SHARED = -128;
  private static final int HIGHEST_SHARED = 1023;
  private static final IntegerTerm[] SHARED = new IntegerTerm[HIGHEST_SHARED - LOWEST_SHARED + 1];

  static {
    for (int i = 0; i < SHARED.length; i++) {
      SHARED[i] = new IntegerTerm(i + LOWEST_SHARED, null);
    }
  }

  private final long value;

  /// Set if, and only if, the value does not fit a long.
  private final @Nullable BigInteger big;

  private IntegerTerm(long value, @Nullable BigInteger big) {
    this.value = value;
    this.big = big;
  }

  public static IntegerTerm of(long value) {
    return value >= LOWEST_SHARED && value <= HIGHEST_SHARED
        ? SHARED[(int) value - LOWEST_SHARED]
        : new IntegerTerm(value, null);
  }

  public static IntegerTerm of(BigInteger value) {
    return value.bitLength() < Long.SIZE ? of(value.longValue()) : new IntegerTerm(0, value);
  }

  /// True if the value lies between `Long.MIN_VALUE` and `Long.MAX_VALUE`.
  public boolean fitsLong() {
    return big == null;
  }

  /// True if the value lies between `Integer.MIN_VALUE` and `Integer.MAX_VALUE`.
  public boolean fitsInt() {
    return big == null && (int) value == value;
  }

  /// @throws ArithmeticException if the value does not fit a long
  public long longValue() {
    if (big != null) {
      throw new ArithmeticException("integer of " + big.bitLength() + " bits does not fit a long");
    }
    return value;
  }

  /// @throws ArithmeticException if the value does not fit an int
  public int intValue() {
    if (!fitsInt()) {
      throw new ArithmeticException("integer does not fit an int: " + this);
    }
    return (int) value;
  }

  public BigInteger bigIntegerValue() {
    return big != null ? big : BigInteger.valueOf(value);
  }

  /// -1, 0 or 1.
  int signum() {
    return big != null ? big.signum() : Long.signum(value);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    if (this == other) {
      return true;
    }
    if (!(other instanceof IntegerTerm that) || value != that.value) {
      return false;
    }
    return big == null ? that.big == null : big.equals(that.big);
  }

  @Override
  public int hashCode() {
    return big != null ? KeyedHash.of(big.toByteArray()) : KeyedHash.of(value);
  }

  @Override
  public String toString() {
    return TermPrinter.print(this);
  }
}
