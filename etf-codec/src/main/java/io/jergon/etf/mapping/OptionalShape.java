package io.jergon.etf.mapping;

import io.jergon.etf.Atom;
import io.jergon.etf.Term;
import java.util.Optional;

/// `undefined` (Elixir's `nil` too) or the value itself.
final class OptionalShape implements Shape {
  private final TypeKey content;
  private final Shapes shapes;

  OptionalShape(TypeKey content, Shapes shapes) {
    this.content = content;
    this.shapes = shapes;
  }

  @Override
  public Term toTerm(Object value, int depth) {
    Optional<?> optional = (Optional<?>) value;
    return optional.isEmpty() ? Atom.UNDEFINED : shapes.toTerm(optional.get(), depth + 1);
  }

  @Override
  public Object fromTerm(Term term, int depth) {
    if (term.equals(Atom.UNDEFINED) || term.equals(Atom.NIL)) {
      return Optional.empty();
    }
    Shape.checkDepth(depth);
    return Optional.of(shapes.of(content).fromTerm(term, depth + 1));
  }
}
