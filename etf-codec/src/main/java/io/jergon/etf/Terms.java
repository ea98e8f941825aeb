package io.jergon.etf;

import java.util.Objects;

/// What the containers share: their children lie in an array that nobody writes to once the term is
/// built.
final class Terms {
  /// The children of a term that has none.
  static final Term[] NONE = {};

  private Terms() {}

  /// A copy with a plain `Term[]` as its class (the caller may hold an `Atom[]`), free of nulls.
  static Term[] copy(Term[] elements) {
    Term[] copy = new Term[elements.length];
    for (int i = 0; i < copy.length; i++) {
      copy[i] = Objects.requireNonNull(elements[i], "element");
    }
    return copy;
  }

  /// One object: a short cut, since terms compare by value.
  @SuppressWarnings("ReferenceEquality")
  static boolean same(Object a, Object b) {
    return a == b;
  }

  /// True for `[]`.
  static boolean isNil(Term term) {
    return term instanceof ListTerm list && list.isEmpty();
  }

  /// What a term holds, in one order for encoding, comparing and hashing: a tuple's elements; a
  /// list's elements and then its tail; a map's keys and values in turn; a fun's free variables; a
  /// record's values. Empty for everything else, a list of bytes included.
  static Term[] children(Term term) {
    return switch (term) {
      case Tuple tuple -> tuple.children();
      case ListTerm list -> list.children();
      case MapTerm map -> map.entries();
      case InternalFun fun -> fun.children();
      case RecordTerm record -> record.children();
      case Atom _, IntegerTerm _, FloatTerm _, Binary _, Bitstring _ -> NONE;
      case Pid _, Port _, Ref _, ExternalFun _ -> NONE;
    };
  }
}
