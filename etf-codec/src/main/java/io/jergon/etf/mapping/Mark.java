package io.jergon.etf.mapping;

import io.jergon.etf.Atom;
import io.jergon.etf.Term;

/// What the terms of a union's member have in common, and those of no other member.
sealed interface Mark {
  /// Tuples with this atom first and so many elements behind it; for none, the atom itself too.
  record Tagged(String tag, int elements) implements Mark {}

  /// Tuples of this many elements.
  record OfArity(int arity) implements Mark {}

  /// Maps with this atom under this key.
  record Entry(Term key, Atom value) implements Mark {}

  /// Other maps.
  record AnyMap() implements Mark {}

  /// Lists.
  record AnyList() implements Mark {}
}
