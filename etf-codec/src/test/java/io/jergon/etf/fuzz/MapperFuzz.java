package io.jergon.etf.fuzz;

import io.jergon.etf.Atom;
import io.jergon.etf.DecodeException;
import io.jergon.etf.ListTerm;
import io.jergon.etf.MapTerm;
import io.jergon.etf.Pid;
import io.jergon.etf.Term;
import io.jergon.etf.TermDecoder;
import io.jergon.etf.TermInput;
import io.jergon.etf.mapping.MappingException;
import io.jergon.etf.mapping.TermMapper;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Any term is a value of the type asked for or a [MappingException]; a value has a term, which is
/// read as the same value. The first byte chooses the type, a term follows. `docs/fuzzing.md` says
/// how to run it.
public final class MapperFuzz {
  private static final TermMapper MAPPER = new TermMapper();

  private static final List<Type> TYPES =
      Arrays.stream(Types.class.getRecordComponents())
          .map(RecordComponent::getGenericType)
          .toList();

  private MapperFuzz() {}

  /// The types that terms are mapped to, by the first byte.
  record Types(
      Message message,
      Tree tree,
      Everything everything,
      List<Message> messages,
      Map<String, List<Integer>> map,
      Map<Term, Optional<Term>> terms,
      Set<List<Object>> set,
      Optional<Optional<Long>> optional,
      BigInteger integer,
      double number,
      String text,
      Color color,
      Map<Tree, Set<Message>> keys) {}

  sealed interface Message {
    record Add(long n) implements Message {}

    record Reset() implements Message {}

    record Put(String key, Term value) implements Message {}

    record Nested(Optional<Message> first, List<Message> rest) implements Message {}

    sealed interface Admin extends Message {
      record Stop(Atom reason, Pid from) implements Admin {}

      enum Level implements Admin {
        LOW,
        HIGH
      }
    }
  }

  record Tree(List<Tree> children) {}

  enum Color {
    RED,
    DARK_BLUE
  }

  record Everything(
      boolean truth,
      byte b,
      short s,
      int i,
      float f,
      double d,
      Color color,
      ListTerm list,
      MapTerm map,
      Object any) {}

  public static void fuzzerTestOneInput(byte[] data) {
    if (data.length == 0) {
      return;
    }
    Term term;
    try {
      term = TermDecoder.DEFAULT.decode(new TermInput(data, 1, data.length - 1));
    } catch (DecodeException e) {
      return; // DecoderFuzz looks at these
    }
    Type type = TYPES.get((data[0] & 0xff) % TYPES.size());
    Object value;
    try {
      value = MAPPER.fromTerm(term, type);
    } catch (MappingException e) {
      Claim.that(e.getMessage().length() < 2_000, () -> "message of " + e.getMessage().length());
      return;
    }
    Term written = MAPPER.toTerm(value);
    Object again = MAPPER.fromTerm(written, type);
    Claim.that(value.equals(again), () -> value + " is read back as " + again);
    Claim.same(written, MAPPER.toTerm(again));
  }
}
