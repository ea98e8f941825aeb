package io.jergon.etf.mapping;

import io.jergon.etf.Atom;
import io.jergon.etf.Term;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/// An enum's constants are atoms, their names in lower case.
final class EnumShape implements Shape {
  private final Map<String, Object> constants = new LinkedHashMap<>();

  /// By the constants' ordinals.
  private final Atom[] atoms;

  EnumShape(Class<?> type) {
    Object[] all = type.getEnumConstants();
    atoms = new Atom[all.length];
    for (Object constant : all) {
      Enum<?> e = (Enum<?>) constant;
      String name = name(type, e);
      atoms[e.ordinal()] = Naming.atom(name);
      if (constants.put(name, constant) != null) {
        throw new MappingException(
            "two constants of " + type.getTypeName() + " are the atom " + name);
      }
    }
  }

  private static String name(Class<?> type, Enum<?> constant) {
    try {
      return Naming.name(type.getField(constant.name()), Naming.snakeCase(constant.name()));
    } catch (NoSuchFieldException e) {
      throw new AssertionError(e);
    }
  }

  /// In the constants' order.
  Iterable<Atom> atoms() {
    return Arrays.asList(atoms);
  }

  @Override
  public Term toTerm(Object value, int depth) {
    return atoms[((Enum<?>) value).ordinal()];
  }

  @Override
  public Object fromTerm(Term term, int depth) {
    Object constant = term instanceof Atom atom ? constants.get(atom.name()) : null;
    if (constant == null) {
      throw MappingException.mismatch(
          Naming.alternatives(Arrays.stream(atoms).map(Atom::toString).toList(), "one of ", ", "),
          term);
    }
    return constant;
  }
}
