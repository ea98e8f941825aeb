package io.jergon.etf.mapping;

import io.jergon.etf.Atom;
import io.jergon.etf.IntegerTerm;
import io.jergon.etf.Term;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A `Duration` or `Instant` is a number of units; an endless duration is `infinity`.
record TimeShape(Class<?> type, BigInteger nanosPerUnit, ChronoUnit unit) implements Shape {
  private static final BigInteger NANOS_PER_SECOND = BigInteger.valueOf(1_000_000_000);
  private static final Duration ENDLESS = ChronoUnit.FOREVER.getDuration();
  private static final Set<ChronoUnit> UNITS =
      Set.of(
          ChronoUnit.NANOS,
          ChronoUnit.MICROS,
          ChronoUnit.MILLIS,
          ChronoUnit.SECONDS,
          ChronoUnit.MINUTES,
          ChronoUnit.HOURS,
          ChronoUnit.DAYS);

  static boolean isTime(Class<?> type) {
    return type == Duration.class || type == Instant.class;
  }

  /// The shape of a type of time, or null for any other.
  static @Nullable TimeShape of(Class<?> type, Hints hints) {
    if (!isTime(type)) {
      return null;
    }
    ChronoUnit unit = hints.unit() == null ? ChronoUnit.MILLIS : hints.unit();
    if (!UNITS.contains(unit)) {
      throw new MappingException("@InUnit(" + unit.name() + ") (expected: NANOS to DAYS)");
    }
    Duration one = unit.getDuration();
    return new TimeShape(type, nanos(one.getSeconds(), one.getNano()), unit);
  }

  private static BigInteger nanos(long seconds, int nanos) {
    return BigInteger.valueOf(seconds).multiply(NANOS_PER_SECOND).add(BigInteger.valueOf(nanos));
  }

  @Override
  public Term toTerm(Object value, int depth) {
    return switch (value) {
      case Duration d when d.compareTo(ENDLESS) >= 0 -> Atom.INFINITY;
      case Duration d -> units(d.getSeconds(), d.getNano());
      case Instant i -> units(i.getEpochSecond(), i.getNano());
      default -> throw new ClassCastException(value.getClass() + " is not " + type);
    };
  }

  private IntegerTerm units(long seconds, int nanos) {
    if (unit == ChronoUnit.MILLIS && seconds == (int) seconds) {
      return IntegerTerm.of(seconds * 1000 + nanos / 1_000_000);
    }
    BigInteger[] parts = nanos(seconds, nanos).divideAndRemainder(nanosPerUnit);
    return IntegerTerm.of(parts[1].signum() < 0 ? parts[0].subtract(BigInteger.ONE) : parts[0]);
  }

  @Override
  public Object fromTerm(Term term, int depth) {
    if (term instanceof IntegerTerm i) {
      BigInteger[] parts =
          i.bigIntegerValue().multiply(nanosPerUnit).divideAndRemainder(NANOS_PER_SECOND);
      if (parts[0].bitLength() < Long.SIZE) {
        Object value = value(parts[0].longValue(), parts[1].intValue());
        if (value != null) {
          return value;
        }
      }
    } else if (term.equals(Atom.INFINITY) && type == Duration.class) {
      return ENDLESS;
    }
    throw MappingException.mismatch(
        "a number of "
            + unit.toString().toLowerCase(Locale.ROOT)
            + " in the range of "
            + type.getSimpleName(),
        term);
  }

  private @Nullable Object value(long seconds, int nanos) {
    try {
      return type == Duration.class
          ? Duration.ofSeconds(seconds, nanos)
          : Instant.ofEpochSecond(seconds, nanos);
    } catch (DateTimeException | ArithmeticException outOfRange) {
      return null;
    }
  }
}
