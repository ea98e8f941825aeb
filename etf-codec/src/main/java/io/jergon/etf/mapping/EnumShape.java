package io.jergon.etf.mapping;

import io.jergon.etf.Atom;
import io.jergon.etf.Term;
import java.util.LinkedHashMap;
import java.util.Map;

/// An enum's constants are atoms, their names in lower case.
final class EnumShape implements Shape {
  private final Map<String, Object> constants = new LinkedHashMap<>();
  private final Atom[] atoms;

  EnumShape(Class<?> type) {
    Object[] all = type.getEnumConstants();
    atoms = new Atom[all.length];
    for (int i = 0; i < all.length; i++) {
      String name = Naming.snakeCase(((Enum<?>) all[i]).name());
      atoms[i] = Atom.of(name);
      if (constants.put(name, all[i]) != null) {
        throw new MappingException(
            "two constants of " + type.getTypeName() + " are the atom " + name);
      }
    }
  }

  /// The atoms' names, in the constants' order.
  Iterable<String> names() {
    return constants.keySet();
  }

  @Override
  public Term toTerm(Object value, int depth) {
    return atoms[((Enum<?>) value).ordinal()];
  }

  @Override
  public Object fromTerm(Term term, int depth) {
    Object constant = term instanceof Atom atom ? constants.get(atom.name()) : null;
    if (constant == null) {
      throw MappingException.mismatch("one of " + String.join(", ", constants.keySet()), term);
    }
    return constant;
  }
}
