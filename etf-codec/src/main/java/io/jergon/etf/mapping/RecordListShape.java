package io.jergon.etf.mapping;

import io.jergon.etf.Atom;
import io.jergon.etf.ListTerm;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A record that is a list of pairs: [AsKeywordList] and [AsProplist].
final class RecordListShape extends KeyedShape {
  private final Atom[] keys;
  private final boolean strict;

  RecordListShape(TypeKey type, Shapes shapes, boolean strict, boolean bareFlags) {
    super(type, shapes, LEFT_OUT, bareFlags);
    this.strict = strict;
    keys = Arrays.stream(names).map(Naming::atom).toArray(Atom[]::new);
  }

  @Override
  String form() {
    List<String> entries = new ArrayList<>();
    for (int i = 0; i < keys.length; i++) {
      entries.add(
          bare[i]
              ? keys[i].toString()
              : "{" + keys[i] + "," + Naming.variable(components[i].getName()) + "}");
    }
    return Naming.alternatives(entries, "[", ",") + "]";
  }

  @Override
  Mark mark() {
    return new Mark.AnyList();
  }

  @Override
  public Term toTerm(Object value, int depth) {
    Term[] values = write(value, depth);
    List<Term> entries = new ArrayList<>(values.length);
    for (int i = 0; i < values.length; i++) {
      if (bare[i]) {
        if (values[i].equals(Atom.TRUE)) {
          entries.add(keys[i]);
        }
      } else if (isWritten(values[i])) {
        entries.add(Tuple.of(keys[i], values[i]));
      }
    }
    return ListTerm.of(entries);
  }

  @Override
  public Object fromTerm(Term term, int depth) {
    if (!(term instanceof ListTerm list) || !list.isProper()) {
      throw MappingException.mismatch(form(), term);
    }
    @Nullable Term[] found = new @Nullable Term[keys.length];
    for (int i = 0; i < list.size(); i++) {
      Term entry = list.get(i);
      Tuple pair = entry instanceof Tuple tuple && tuple.arity() == 2 ? tuple : null;
      String name =
          pair != null ? Naming.text(pair.get(0)) : entry instanceof Atom a ? a.name() : null;
      if (name == null) {
        throw MappingException.mismatch("a pair with a key, or an atom", entry)
            .within("[" + i + "]");
      }
      Integer place = strict ? places.get(name) : place(name);
      if (place == null) {
        if (strict) {
          throw MappingException.mismatch("no other keys than " + form(), entry)
              .within("[" + i + "]");
        }
      } else if (found[place] == null) {
        found[place] = pair == null ? Atom.TRUE : pair.get(1);
      }
    }
    return read(found, term, depth);
  }

  private @Nullable Integer place(String name) {
    Integer place = places.get(name);
    return place != null ? place : loosePlace(name);
  }
}
