package io.jergon.etf.mapping;

import io.jergon.etf.Atom;
import io.jergon.etf.Term;
import java.util.Optional;

/// `undefined` (Elixir's `nil` too) or the value itself.
///
/// @param empty what an empty one is written as
record OptionalShape(Shape content, Term empty) implements Shape {
  static OptionalShape of(Shape content) {
    return new OptionalShape(content, Atom.UNDEFINED);
  }

  @Override
  public Term toTerm(Object value, int depth) {
    Optional<?> optional = (Optional<?>) value;
    if (optional.isEmpty()) {
      return empty;
    }
    Term term = content.toTerm(optional.get(), depth + 1);
    if (isEmpty(term)) {
      throw new MappingException(
          "an Optional of " + term + " would be read as an empty one (expected: another type)");
    }
    return term;
  }

  @Override
  public Object fromTerm(Term term, int depth) {
    if (isEmpty(term)) {
      return Optional.empty();
    }
    Shape.checkDepth(depth);
    return Optional.of(content.fromTerm(term, depth + 1));
  }

  private static boolean isEmpty(Term term) {
    return term instanceof Atom atom && (atom.equals(Atom.UNDEFINED) || atom.equals(Atom.NIL));
  }
}
