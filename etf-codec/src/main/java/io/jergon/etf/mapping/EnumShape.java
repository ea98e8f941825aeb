package io.jergon.etf.mapping;

import io.jergon.etf.Atom;
import io.jergon.etf.Term;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/// An enum's constants are atoms, their names in lower case.
final class EnumShape implements Shape {
  private final Map<String, Object> constants = new LinkedHashMap<>();
  private final Map<Object, Atom> atoms = new HashMap<>();

  EnumShape(Class<?> type) {
    for (Object constant : type.getEnumConstants()) {
      String name = Naming.snakeCase(((Enum<?>) constant).name());
      atoms.put(constant, Atom.of(name));
      if (constants.put(name, constant) != null) {
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
    return Objects.requireNonNull(atoms.get(value));
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
