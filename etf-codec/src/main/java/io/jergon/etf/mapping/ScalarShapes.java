package io.jergon.etf.mapping;

import io.jergon.etf.Atom;
import io.jergon.etf.Binary;
import io.jergon.etf.FloatTerm;
import io.jergon.etf.IntegerTerm;
import io.jergon.etf.ListTerm;
import io.jergon.etf.Term;
import java.math.BigInteger;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The types that are no containers.
final class ScalarShapes {
  private static final Shape BOOLEAN =
      new Scalar<>(Boolean.class, Atom::of, ScalarShapes::toBoolean);
  private static final Shape BYTE = integer(Byte.class, Byte.MIN_VALUE, Byte.MAX_VALUE);
  private static final Shape SHORT = integer(Short.class, Short.MIN_VALUE, Short.MAX_VALUE);
  private static final Shape INT = integer(Integer.class, Integer.MIN_VALUE, Integer.MAX_VALUE);
  private static final Shape LONG = integer(Long.class, Long.MIN_VALUE, Long.MAX_VALUE);
  private static final Shape BIG_INTEGER =
      new Scalar<>(BigInteger.class, IntegerTerm::of, ScalarShapes::toBigInteger);
  private static final Shape DOUBLE =
      new Scalar<>(Double.class, ScalarShapes::toFloat, ScalarShapes::toDouble);
  private static final Shape FLOAT =
      new Scalar<>(Float.class, f -> toFloat(f.doubleValue()), t -> (float) (double) toDouble(t));
  private static final Shape STRING =
      new Scalar<>(String.class, ScalarShapes::toBinary, ScalarShapes::toText);
  private static final Shape BYTES = new Scalar<>(byte[].class, Binary::of, ScalarShapes::toBytes);
  private static final Shape ANY = new Scalar<>(Object.class, ScalarShapes::noTerm, t -> t);

  private ScalarShapes() {}

  /// The shape of a scalar type, or null for any other.
  static @Nullable Shape of(Class<?> type) {
    if (type == boolean.class || type == Boolean.class) {
      return BOOLEAN;
    } else if (type == int.class || type == Integer.class) {
      return INT;
    } else if (type == long.class || type == Long.class) {
      return LONG;
    } else if (type == double.class || type == Double.class) {
      return DOUBLE;
    } else if (type == byte.class || type == Byte.class) {
      return BYTE;
    } else if (type == short.class || type == Short.class) {
      return SHORT;
    } else if (type == float.class || type == Float.class) {
      return FLOAT;
    } else if (type == String.class) {
      return STRING;
    } else if (type == byte[].class) {
      return BYTES;
    } else if (type == BigInteger.class) {
      return BIG_INTEGER;
    } else if (type == Object.class) {
      return ANY;
    }
    return Term.class.isAssignableFrom(type) ? termOf(type) : null;
  }

  private static Shape termOf(Class<?> kind) {
    String expected = "a " + kind.getSimpleName();
    return new Scalar<>(
        Term.class,
        t -> t,
        t -> {
          if (!kind.isInstance(t)) {
            throw MappingException.mismatch(expected, t);
          }
          return t;
        });
  }

  private static Shape integer(Class<? extends Number> type, long lowest, long highest) {
    String name = type == Integer.class ? "int" : type.getSimpleName().toLowerCase(Locale.ROOT);
    return new Scalar<>(
        type,
        n -> IntegerTerm.of(n.longValue()),
        t -> {
          if (!(t instanceof IntegerTerm i)
              || !i.fitsLong()
              || i.longValue() < lowest
              || i.longValue() > highest) {
            throw MappingException.mismatch("integer in " + name + " range", t);
          }
          return box(type, i.longValue());
        });
  }

  private static Object box(Class<? extends Number> type, long value) {
    if (type == Long.class) {
      return value;
    } else if (type == Integer.class) {
      return (int) value;
    } else if (type == Short.class) {
      return (short) value;
    }
    return (byte) value;
  }

  private static Object toBoolean(Term term) {
    if (term.equals(Atom.TRUE)) {
      return true;
    } else if (term.equals(Atom.FALSE)) {
      return false;
    }
    throw MappingException.mismatch("true or false", term);
  }

  private static Object toBigInteger(Term term) {
    if (term instanceof IntegerTerm i) {
      return i.bigIntegerValue();
    }
    throw MappingException.mismatch("an integer", term);
  }

  private static Term toFloat(double value) {
    if (!Double.isFinite(value)) {
      throw new MappingException("no term for " + value + " (expected: a finite number)");
    }
    return FloatTerm.of(value);
  }

  private static Double toDouble(Term term) {
    return switch (term) {
      case FloatTerm f -> f.value();
      case IntegerTerm i when Double.isFinite(i.bigIntegerValue().doubleValue()) ->
          i.bigIntegerValue().doubleValue();
      default -> throw MappingException.mismatch("a float", term);
    };
  }

  private static Term toBinary(String text) {
    try {
      return Binary.utf8(text);
    } catch (IllegalArgumentException e) {
      throw new MappingException("no term for this String: " + e.getMessage(), e);
    }
  }

  private static Object toText(Term term) {
    return switch (term) {
      case Binary binary when binary.isUtf8() -> binary.utf8();
      case ListTerm list when list.isText() -> list.text();
      case Atom atom -> atom.name();
      default ->
          throw MappingException.mismatch("text (a UTF-8 binary, a charlist, an atom)", term);
    };
  }

  private static Object toBytes(Term term) {
    if (term instanceof Binary binary) {
      return binary.toByteArray();
    }
    if (term instanceof ListTerm list && list.isProper()) {
      byte[] bytes = new byte[list.size()];
      for (int i = 0; i < bytes.length; i++) {
        if (!(list.get(i) instanceof IntegerTerm b)
            || !b.fitsInt()
            || b.intValue() < 0
            || b.intValue() > 255) {
          throw MappingException.mismatch("a list of bytes", term);
        }
        bytes[i] = (byte) b.intValue();
      }
      return bytes;
    }
    throw MappingException.mismatch("a binary", term);
  }

  private static Term noTerm(Object value) {
    throw new MappingException("no mapping for the type " + value.getClass().getTypeName());
  }

  private record Scalar<T>(Class<T> type, Function<T, Term> write, Function<Term, Object> read)
      implements Shape {
    @Override
    public Term toTerm(Object value, int depth) {
      return write.apply(type.cast(value));
    }

    @Override
    public Object fromTerm(Term term, int depth) {
      return read.apply(term);
    }
  }
}
