package io.jergon.etf.mapping;

import io.jergon.etf.Term;
import org.jspecify.annotations.Nullable;

/// How one Java type and its terms become each other. Shapes are records where they can be: the JIT
/// compiler trusts the fields of records, and so sees through a whole shape that is a constant to
/// it.
interface Shape {
  /// As deep as values and terms may nest: what follows the types recurses, and a peer chooses how
  /// deep its terms are.
  int MAX_DEPTH = 500;

  /// @throws MappingException if the value has no term
  Term toTerm(Object value, int depth);

  /// @throws MappingException if the term does not fit
  Object fromTerm(Term term, int depth);

  static void checkDepth(int depth) {
    if (depth > MAX_DEPTH) {
      throw new MappingException("nested deeper than " + MAX_DEPTH);
    }
  }

  /// The term of what should not be null, and is, where Java code did not care.
  static Term write(Shape shape, @Nullable Object value, int depth) {
    return shape.toTerm(notNull(value), depth);
  }

  static Object notNull(@Nullable Object value) {
    if (value == null) {
      throw new MappingException("null has no term (expected: Optional.empty() or Atom.UNDEFINED)");
    }
    return value;
  }
}
