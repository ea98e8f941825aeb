package io.jergon.node.control;

import io.jergon.etf.Atom;
import io.jergon.etf.Binary;
import io.jergon.etf.Bitstring;
import io.jergon.etf.FloatTerm;
import io.jergon.etf.Fun;
import io.jergon.etf.IntegerTerm;
import io.jergon.etf.ListTerm;
import io.jergon.etf.MapTerm;
import io.jergon.etf.Pid;
import io.jergon.etf.Port;
import io.jergon.etf.RecordTerm;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import java.math.BigInteger;

/// The elements of a control tuple, by position and type. Every reader throws [ProtocolException]
/// with the operation, the position, what was there and what was expected.
final class ControlFields {
  private static final int UNLINK_ID_BITS = 64;

  private final Tuple tuple;
  private String name = "control message";

  ControlFields(Tuple tuple) {
    this.tuple = tuple;
  }

  int operation() {
    Term first = tuple.get(0);
    if (first instanceof IntegerTerm number
        && number.fitsLong()
        && number.longValue() >= 0
        && number.longValue() <= 255) {
      return (int) number.longValue();
    }
    throw new ProtocolException(
        "control message with the operation " + shown(first) + " (expected: a small number)");
  }

  /// Checks the size, and names the operation for later messages.
  void arity(String operation, int arity) {
    name = operation;
    if (tuple.arity() != arity) {
      throw new ProtocolException(
          "%s of %d elements (expected: %d)".formatted(operation, tuple.arity(), arity));
    }
  }

  /// Checks that there are so many at least: later releases may add to it. Names the operation too.
  void arityFrom(String operation, int least) {
    name = operation;
    if (tuple.arity() < least) {
      throw new ProtocolException(
          "%s of %d elements (expected: %d or more)".formatted(operation, tuple.arity(), least));
    }
  }

  Term term(int index) {
    return tuple.get(index);
  }

  Pid pid(int index) {
    if (tuple.get(index) instanceof Pid pid) {
      return pid;
    }
    throw wrong(index, "a pid");
  }

  Atom atom(int index) {
    if (tuple.get(index) instanceof Atom atom) {
      return atom;
    }
    throw wrong(index, "an atom");
  }

  Ref ref(int index) {
    if (tuple.get(index) instanceof Ref ref) {
      return ref;
    }
    throw wrong(index, "a reference");
  }

  Term pidOrAtom(int index) {
    Term term = tuple.get(index);
    if (term instanceof Pid || term instanceof Atom) {
      return term;
    }
    throw wrong(index, "a pid or an atom");
  }

  /// A number from 0 to 255.
  int small(int index) {
    if (tuple.get(index) instanceof IntegerTerm number
        && number.fitsLong()
        && number.longValue() >= 0
        && number.longValue() <= 255) {
      return (int) number.longValue();
    }
    throw wrong(index, "a number from 0 to 255");
  }

  /// The lowest bits of a number that is not negative, whatever its size.
  int flags(int index) {
    if (tuple.get(index) instanceof IntegerTerm number && number.bigIntegerValue().signum() >= 0) {
      return number.bigIntegerValue().intValue() & 0xff;
    }
    throw wrong(index, "a number from 0 on");
  }

  /// A number from 1 to 2^64-1, as an unsigned long.
  long unlinkId(int index) {
    if (tuple.get(index) instanceof IntegerTerm number) {
      BigInteger id = number.bigIntegerValue();
      if (id.signum() > 0 && id.bitLength() <= UNLINK_ID_BITS) {
        return id.longValue();
      }
    }
    throw wrong(index, "a number from 1 to 2^64-1");
  }

  /// An inner tuple.
  ControlFields tuple(int index, int arity) {
    if (tuple.get(index) instanceof Tuple inner && inner.arity() == arity) {
      ControlFields fields = new ControlFields(inner);
      fields.name = name;
      return fields;
    }
    throw wrong(index, "a tuple of " + arity);
  }

  ProtocolException wrong(int index, String expected) {
    return new ProtocolException(
        "%s with element %d %s (expected: %s)"
            .formatted(name, index + 1, shown(tuple.get(index)), expected));
  }

  /// A peer's term for a log line: short, whatever its size.
  static String shown(Term term) {
    return switch (term) {
      case Atom atom -> atom.toString();
      case IntegerTerm number -> number.fitsLong() ? number.toString() : "a large integer";
      case Pid pid -> pid.toString();
      case Ref ref -> ref.toString();
      case Tuple inner -> "a tuple of " + inner.arity();
      case ListTerm list -> "a list of " + list.size();
      case FloatTerm _, Binary _, Bitstring _, MapTerm _, Port _, Fun _, RecordTerm _ ->
          "a " + term.getClass().getSimpleName();
    };
  }
}
