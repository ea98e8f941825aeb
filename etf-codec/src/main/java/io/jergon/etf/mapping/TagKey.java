package io.jergon.etf.mapping;

import io.jergon.etf.MapTerm;
import io.jergon.etf.Term;
import org.jspecify.annotations.Nullable;

/// The key under which a map says what it is. Key and tag may be atoms, or binaries as in what was
/// JSON.
record TagKey(Term atom, Term binary) {
  static TagKey of(String name) {
    return new TagKey(Naming.atom(name), Text.toBinary(name));
  }

  Term key(boolean asAtom) {
    return asAtom ? atom : binary;
  }

  /// The key as a map has it, or null.
  @Nullable Term in(MapTerm map) {
    return map.get(atom) != null ? atom : map.get(binary) != null ? binary : null;
  }

  /// What a map says that it is, or null.
  @Nullable String tag(MapTerm map) {
    Term tag = map.get(atom);
    if (tag == null) {
      tag = map.get(binary);
    }
    return tag == null ? null : Naming.text(tag);
  }
}
