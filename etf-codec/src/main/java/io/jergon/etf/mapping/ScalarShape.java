package io.jergon.etf.mapping;

import io.jergon.etf.Binary;
import io.jergon.etf.IntegerTerm;
import io.jergon.etf.ListTerm;
import io.jergon.etf.Term;
import java.math.BigInteger;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The types that are no containers.
enum ScalarShape implements Shape {
  BOOLEAN {
    @Override
    public Term toTerm(Object value, int depth) {
      return Primitives.write((boolean) value);
    }

    @Override
    public Object fromTerm(Term term, int depth) {
      return Primitives.readBoolean(term);
    }
  },
  BYTE {
    @Override
    public Term toTerm(Object value, int depth) {
      return Primitives.write((byte) value);
    }

    @Override
    public Object fromTerm(Term term, int depth) {
      return Primitives.readByte(term);
    }
  },
  SHORT {
    @Override
    public Term toTerm(Object value, int depth) {
      return Primitives.write((short) value);
    }

    @Override
    public Object fromTerm(Term term, int depth) {
      return Primitives.readShort(term);
    }
  },
  CHAR {
    @Override
    public Term toTerm(Object value, int depth) {
      return Primitives.write((char) value);
    }

    @Override
    public Object fromTerm(Term term, int depth) {
      return Primitives.readChar(term);
    }
  },
  INT {
    @Override
    public Term toTerm(Object value, int depth) {
      return Primitives.write((int) value);
    }

    @Override
    public Object fromTerm(Term term, int depth) {
      return Primitives.readInt(term);
    }
  },
  LONG {
    @Override
    public Term toTerm(Object value, int depth) {
      return Primitives.write((long) value);
    }

    @Override
    public Object fromTerm(Term term, int depth) {
      return Primitives.readLong(term);
    }
  },
  FLOAT {
    @Override
    public Term toTerm(Object value, int depth) {
      return Primitives.write((float) value);
    }

    @Override
    public Object fromTerm(Term term, int depth) {
      return Primitives.readFloat(term);
    }
  },
  DOUBLE {
    @Override
    public Term toTerm(Object value, int depth) {
      return Primitives.write((double) value);
    }

    @Override
    public Object fromTerm(Term term, int depth) {
      return Primitives.readDouble(term);
    }
  },
  BIG_INTEGER {
    @Override
    public Term toTerm(Object value, int depth) {
      return IntegerTerm.of((BigInteger) value);
    }

    @Override
    public Object fromTerm(Term term, int depth) {
      if (term instanceof IntegerTerm i) {
        return i.bigIntegerValue();
      }
      throw MappingException.mismatch("an integer", term);
    }
  },
  STRING {
    @Override
    public Term toTerm(Object value, int depth) {
      return Text.toBinary((String) value);
    }

    @Override
    public Object fromTerm(Term term, int depth) {
      return Text.read(term);
    }
  },
  CHARLIST {
    @Override
    public Term toTerm(Object value, int depth) {
      return Text.toCharlist((String) value);
    }

    @Override
    public Object fromTerm(Term term, int depth) {
      return Text.read(term);
    }
  },
  BYTES {
    @Override
    public Term toTerm(Object value, int depth) {
      return Binary.of((byte[]) value);
    }

    @Override
    public Object fromTerm(Term term, int depth) {
      return switch (term) {
        case Binary binary -> binary.toByteArray();
        case ListTerm list -> IoData.bytes(list);
        default -> throw MappingException.mismatch("a binary", term);
      };
    }
  },
  /// What is declared as `Term` or `Object` and read.
  TERM {
    @Override
    public Term toTerm(Object value, int depth) {
      return (Term) value;
    }

    @Override
    public Object fromTerm(Term term, int depth) {
      return term;
    }
  };

  private static final Map<Class<?>, ScalarShape> OF_CLASS =
      Map.ofEntries(
          Map.entry(boolean.class, BOOLEAN),
          Map.entry(Boolean.class, BOOLEAN),
          Map.entry(byte.class, BYTE),
          Map.entry(Byte.class, BYTE),
          Map.entry(short.class, SHORT),
          Map.entry(Short.class, SHORT),
          Map.entry(char.class, CHAR),
          Map.entry(Character.class, CHAR),
          Map.entry(int.class, INT),
          Map.entry(Integer.class, INT),
          Map.entry(long.class, LONG),
          Map.entry(Long.class, LONG),
          Map.entry(float.class, FLOAT),
          Map.entry(Float.class, FLOAT),
          Map.entry(double.class, DOUBLE),
          Map.entry(Double.class, DOUBLE),
          Map.entry(BigInteger.class, BIG_INTEGER),
          Map.entry(String.class, STRING),
          Map.entry(byte[].class, BYTES),
          Map.entry(Term.class, TERM));

  /// The shape of a scalar type, or null for any other.
  static @Nullable Shape of(Class<?> type, Hints hints) {
    if (hints.charlist()) {
      return CHARLIST;
    }
    Shape known = OF_CLASS.get(type);
    return known == null && Term.class.isAssignableFrom(type) ? new TermShape(type) : known;
  }

  /// One kind of terms.
  private record TermShape(Class<?> kind) implements Shape {
    @Override
    public Term toTerm(Object value, int depth) {
      return (Term) value;
    }

    @Override
    public Object fromTerm(Term term, int depth) {
      if (!kind.isInstance(term)) {
        throw MappingException.mismatch("a " + kind.getSimpleName(), term);
      }
      return term;
    }
  }
}
