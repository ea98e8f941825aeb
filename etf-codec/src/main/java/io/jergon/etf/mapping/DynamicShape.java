package io.jergon.etf.mapping;

import io.jergon.etf.Term;

/// A type that does not say what its values are: an interface, a class that is not mapped. Values
/// are written by their own classes; nothing is read, but for `Object`, which is a term then.
record DynamicShape(TypeKey type, Shapes shapes) implements Shape {
  @Override
  public Term toTerm(Object value, int depth) {
    return shapes.toTerm(value, depth);
  }

  @Override
  public Object fromTerm(Term term, int depth) {
    if (type.raw() == Object.class) {
      return term;
    }
    throw new MappingException(
        "no mapping for the type "
            + type
            + " (expected: a record, a sealed interface, an enum, "
            + "a collection, a scalar or a Term)");
  }
}
