package io.jergon.testkit;

import io.jergon.etf.Atom;
import io.jergon.etf.Binary;
import io.jergon.etf.Bitstring;
import io.jergon.etf.ExternalFun;
import io.jergon.etf.FloatTerm;
import io.jergon.etf.IntegerTerm;
import io.jergon.etf.InternalFun;
import io.jergon.etf.ListTerm;
import io.jergon.etf.MapTerm;
import io.jergon.etf.Pid;
import io.jergon.etf.Port;
import io.jergon.etf.RecordTerm;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Makes terms that differ from a given one in one place: there they are its neighbour in Erlang's
/// order, or equal but not the same (`1` and `1.0`).
final class SimilarTerms {
  private static final BigInteger TWO = BigInteger.TWO;

  private final RandomTerms terms;
  private final Random random;

  SimilarTerms(RandomTerms terms, Random random) {
    this.terms = terms;
    this.random = random;
  }

  /// @param minusZero false in keys of maps: see [RandomTerms]
  Term similar(Term term, boolean minusZero) {
    return switch (term) {
      case IntegerTerm x -> number(x);
      case FloatTerm x -> number(x.value(), minusZero);
      case Atom x -> atom(x);
      case Binary x -> binary(x);
      case Bitstring x -> Bitstring.of(x.toByteArray(), 1 + random.nextInt(7));
      case Tuple x -> Tuple.of(children(x.elements(), minusZero).toArray(Term[]::new));
      case ListTerm x -> list(x, minusZero);
      case MapTerm x -> map(x, minusZero);
      case Pid x -> pid(x);
      case Port x -> port(x);
      case Ref x -> reference(x);
      case ExternalFun x -> fun(x);
      case InternalFun x -> x;
      case RecordTerm x ->
          RecordTerm.of(
              x.module(), x.name(), x.isExported(), x.fields(), sameSize(x.values(), minusZero));
    };
  }

  private Term number(IntegerTerm term) {
    BigInteger x = term.bigIntegerValue();
    double nearest = x.doubleValue();
    return switch (random.nextInt(4)) {
      case 0 -> IntegerTerm.of(x.add(BigInteger.ONE));
      case 1 -> IntegerTerm.of(x.negate());
      default -> Double.isFinite(nearest) ? FloatTerm.of(nearest) : IntegerTerm.of(x.multiply(TWO));
    };
  }

  private Term number(double x, boolean minusZero) {
    double other =
        switch (random.nextInt(4)) {
          case 0 -> Math.nextUp(x);
          case 1 -> Math.nextDown(x);
          case 2 -> -x;
          default -> Double.NaN;
        };
    return Double.isFinite(other) && (other != 0 || minusZero)
        ? FloatTerm.of(other)
        : IntegerTerm.of(new BigDecimal(x).toBigInteger());
  }

  private Atom atom(Atom x) {
    String name = x.name();
    return switch (random.nextInt(3)) {
      case 0 -> Atom.of(name.substring(0, name.offsetByCodePoints(0, half(x))));
      case 1 -> x;
      default -> name.length() < 200 ? Atom.of(name + (random.nextBoolean() ? "a" : "é")) : x;
    };
  }

  private static int half(Atom x) {
    return x.name().codePointCount(0, x.name().length()) / 2;
  }

  private Term binary(Binary x) {
    byte[] bytes = x.toByteArray();
    if (bytes.length == 0) {
      return Bitstring.of(new byte[1], 1);
    }
    return switch (random.nextInt(3)) {
      case 0 -> Bitstring.of(bytes, 1 + random.nextInt(7));
      case 1 -> Binary.wrap(bytes, 0, bytes.length - 1);
      default -> {
        bytes[random.nextInt(bytes.length)] ^= (byte) 0x80;
        yield Binary.wrap(bytes);
      }
    };
  }

  private Term list(ListTerm x, boolean minusZero) {
    if (random.nextInt(4) == 0) {
      Term tail = x.isProper() ? terms.atom() : similar(x.tail(), minusZero);
      return x.isEmpty() ? x : ListTerm.improper(x.elements(), tail);
    }
    List<Term> elements = children(x.elements(), minusZero);
    return x.isProper() || elements.isEmpty()
        ? ListTerm.of(elements)
        : ListTerm.improper(elements, x.tail());
  }

  private Term map(MapTerm x, boolean minusZero) {
    int changed = x.isEmpty() ? 0 : random.nextInt(x.size());
    int change = random.nextInt(4);
    MapTerm.Builder map = MapTerm.builder();
    int place = 0;
    for (Map.Entry<Term, Term> entry : x.asMap().entrySet()) {
      if (place++ != changed) {
        map.put(entry.getKey(), entry.getValue());
      } else if (change == 0) {
        map.put(similar(entry.getKey(), false), entry.getValue());
      } else if (change != 1) {
        map.put(entry.getKey(), similar(entry.getValue(), minusZero));
      }
    }
    return map.build();
  }

  /// With one element changed, left out or doubled.
  private List<Term> children(List<Term> elements, boolean minusZero) {
    if (elements.isEmpty() || random.nextInt(4) != 0) {
      return sameSize(elements, minusZero);
    }
    List<Term> changed = new ArrayList<>(elements);
    int place = random.nextInt(changed.size());
    if (random.nextBoolean()) {
      changed.remove(place);
    } else {
      changed.add(place, changed.get(place));
    }
    return changed;
  }

  private List<Term> sameSize(List<Term> elements, boolean minusZero) {
    List<Term> changed = new ArrayList<>(elements);
    if (!changed.isEmpty()) {
      int place = random.nextInt(changed.size());
      changed.set(place, similar(changed.get(place), minusZero));
    }
    return changed;
  }

  private Pid pid(Pid x) {
    Pid y = terms.pid();
    return switch (random.nextInt(4)) {
      case 0 -> Pid.of(y.node(), x.id(), x.serial(), x.creation());
      case 1 -> Pid.of(x.node(), y.id(), x.serial(), x.creation());
      case 2 -> Pid.of(x.node(), x.id(), y.serial(), x.creation());
      default -> Pid.of(x.node(), x.id(), x.serial(), y.creation());
    };
  }

  private Port port(Port x) {
    Pid y = terms.pid();
    return switch (random.nextInt(3)) {
      case 0 -> Port.of(y.node(), x.id(), x.creation());
      case 1 -> Port.of(x.node(), x.id() ^ (1L << random.nextInt(64)), x.creation());
      default -> Port.of(x.node(), x.id(), y.creation());
    };
  }

  private Ref reference(Ref x) {
    Ref y = terms.reference();
    return switch (random.nextInt(3)) {
      case 0 -> Ref.of(y.node(), x.creation(), x.words());
      case 1 -> Ref.of(x.node(), x.creation(), y.words());
      default -> Ref.of(x.node(), y.creation(), x.words());
    };
  }

  private ExternalFun fun(ExternalFun x) {
    return switch (random.nextInt(3)) {
      case 0 -> ExternalFun.of(atom(x.module()), x.function(), x.arity());
      case 1 -> ExternalFun.of(x.module(), atom(x.function()), x.arity());
      default -> ExternalFun.of(x.module(), x.function(), random.nextInt(256));
    };
  }
}
