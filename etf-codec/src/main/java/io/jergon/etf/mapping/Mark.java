package io.jergon.etf.mapping;

/// What the terms of a union's member have in common, and those of no other member.
sealed interface Mark {
  /// Tuples with this atom first and so many elements behind it; for none, the atom itself too.
  record Tagged(String tag, int elements) implements Mark {}

  /// Tuples of this many elements.
  record OfArity(int arity) implements Mark {}

  /// Maps with this atom, or binary, under this key.
  record Entry(TagKey key, String tag) implements Mark {}

  /// Other maps.
  record AnyMap() implements Mark {}

  /// Lists.
  record AnyList() implements Mark {}
}
