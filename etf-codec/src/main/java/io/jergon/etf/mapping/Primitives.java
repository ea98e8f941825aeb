package io.jergon.etf.mapping;

import io.jergon.etf.Atom;
import io.jergon.etf.FloatTerm;
import io.jergon.etf.IntegerTerm;
import io.jergon.etf.Term;

/// Primitive values and their terms, without boxes. The code made by [RecordCompiler] calls these
/// by name: `write` of the type, and `readInt` for `int`.
final class Primitives {
  private Primitives() {}

  static Term write(boolean value) {
    return Atom.of(value);
  }

  static Term write(byte value) {
    return IntegerTerm.of(value);
  }

  static Term write(short value) {
    return IntegerTerm.of(value);
  }

  static Term write(char value) {
    return IntegerTerm.of(value);
  }

  static Term write(int value) {
    return IntegerTerm.of(value);
  }

  static Term write(long value) {
    return IntegerTerm.of(value);
  }

  static Term write(float value) {
    return write((double) value);
  }

  static Term write(double value) {
    if (!Double.isFinite(value)) {
      throw new MappingException("no term for " + value + " (expected: a finite number)");
    }
    return FloatTerm.of(value);
  }

  static boolean readBoolean(Term term) {
    if (term instanceof Atom atom) {
      if (atom.equals(Atom.TRUE)) {
        return true;
      } else if (atom.equals(Atom.FALSE)) {
        return false;
      }
    }
    throw MappingException.mismatch("true or false", term);
  }

  static byte readByte(Term term) {
    if (term instanceof IntegerTerm i && i.fitsInt() && i.intValue() == (byte) i.intValue()) {
      return (byte) i.intValue();
    }
    throw outOfRange("byte", term);
  }

  static short readShort(Term term) {
    if (term instanceof IntegerTerm i && i.fitsInt() && i.intValue() == (short) i.intValue()) {
      return (short) i.intValue();
    }
    throw outOfRange("short", term);
  }

  static char readChar(Term term) {
    if (term instanceof IntegerTerm i && i.fitsInt() && i.intValue() == (char) i.intValue()) {
      return (char) i.intValue();
    }
    throw outOfRange("char", term);
  }

  static int readInt(Term term) {
    if (term instanceof IntegerTerm i && i.fitsInt()) {
      return i.intValue();
    }
    throw outOfRange("int", term);
  }

  static long readLong(Term term) {
    if (term instanceof IntegerTerm i && i.fitsLong()) {
      return i.longValue();
    }
    throw outOfRange("long", term);
  }

  static float readFloat(Term term) {
    float value = (float) readDouble(term);
    if (!Float.isFinite(value)) {
      throw MappingException.mismatch("float in float range", term);
    }
    return value;
  }

  static double readDouble(Term term) {
    if (term instanceof FloatTerm f) {
      return f.value();
    }
    if (term instanceof IntegerTerm i) {
      double value = i.fitsLong() ? i.longValue() : i.bigIntegerValue().doubleValue();
      if (Double.isFinite(value)) {
        return value;
      }
    }
    throw MappingException.mismatch("a float", term);
  }

  private static MappingException outOfRange(String type, Term term) {
    return MappingException.mismatch("integer in " + type + " range", term);
  }
}
