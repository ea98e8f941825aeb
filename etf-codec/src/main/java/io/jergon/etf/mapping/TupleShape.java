package io.jergon.etf.mapping;

import io.jergon.etf.Atom;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// A record that is a tuple: tagged by its name, or the tag alone if it has no components, or
/// [Untagged].
final class TupleShape extends RecordShape {
  private final Atom tag;
  private final int free;

  TupleShape(TypeKey type, Shapes shapes, boolean tagged) {
    super(type, shapes);
    tag = Naming.atom(Naming.name(raw(), Naming.snakeCase(raw().getSimpleName())));
    free = tagged ? 1 : 0;
    for (var component : components) {
      if (component.isAnnotationPresent(DefaultTerm.class)) {
        throw new MappingException(
                "@DefaultTerm on a component of a tuple (expected: of a map or list)")
            .within("." + component.getName());
      }
    }
  }

  @Override
  String form() {
    if (free == 1 && components.length == 0) {
      return tag.toString();
    }
    List<String> elements =
        Stream.concat(
                Stream.of(tag.toString()).limit(free),
                Arrays.stream(components).map(c -> Naming.variable(c.getName())))
            .toList();
    return Naming.alternatives(elements, "{", ",") + "}";
  }

  @Override
  Mark mark() {
    return free == 1
        ? new Mark.Tagged(tag.name(), components.length)
        : new Mark.OfArity(components.length);
  }

  @Override
  int free() {
    return free;
  }

  @Override
  public Term toTerm(Object value, int depth) {
    if (components.length < free) {
      return tag;
    }
    Term[] elements = write(value, depth);
    if (free == 1) {
      elements[0] = tag;
    }
    return Tuple.of(elements);
  }

  @Override
  public Object fromTerm(Term term, int depth) {
    if (term instanceof Tuple tuple
        && tuple.arity() == components.length + free
        && (free == 0 || tuple.get(0).equals(tag))) {
      return read(tuple, depth);
    }
    if (components.length < free && term.equals(tag)) {
      return read(Tuple.EMPTY, depth);
    }
    throw MappingException.mismatch(form(), term);
  }
}
