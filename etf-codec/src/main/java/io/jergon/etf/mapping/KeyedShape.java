package io.jergon.etf.mapping;

import io.jergon.etf.Atom;
import io.jergon.etf.Term;
import io.jergon.etf.TermSyntaxException;
import io.jergon.etf.Tuple;
import java.lang.reflect.RecordComponent;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A record whose components lie under keys, in a map or a list of pairs.
abstract class KeyedShape extends RecordShape {
  /// Stands for what is not written. Known by its identity, since no value is written as this very
  /// object.
  static final Term LEFT_OUT = Tuple.of(Atom.of("left_out"));

  private static final int AMBIGUOUS = -1;

  /// The keys' names, and which component each is of.
  final String[] names;

  final Map<String, Integer> places = new HashMap<>();

  /// The same by names without case, `_` and `-`, if nobody said how the key is written.
  private final Map<String, Integer> loosePlaces = new HashMap<>();

  /// Which components are bare atoms, or nothing.
  final boolean[] bare;

  private final Term emptyOptional;

  /// Those of the components that have a default.
  private final @Nullable Shape[] withDefault;

  /// What a component is whose key is missing; null if that is an error.
  private final @Nullable Term[] missing;

  /// @param emptyOptional what an empty Optional is written as
  /// @param bareFlags whether booleans are bare atoms
  KeyedShape(TypeKey type, Shapes shapes, Term emptyOptional, boolean bareFlags) {
    super(type, shapes);
    this.emptyOptional = emptyOptional;
    names = new String[components.length];
    missing = new @Nullable Term[components.length];
    bare = new boolean[components.length];
    withDefault = new @Nullable Shape[components.length];
    for (int i = 0; i < components.length; i++) {
      RecordComponent component = components[i];
      names[i] = Naming.name(component, Naming.snakeCase(component.getName()));
      if (places.put(names[i], i) != null) {
        throw new MappingException(
            "two components of " + raw().getTypeName() + " have the key " + names[i]);
      }
      if (!component.isAnnotationPresent(TermName.class)) {
        loosePlaces.merge(Naming.loose(names[i]), i, (_, _) -> AMBIGUOUS);
      }
      DefaultTerm said = component.getAnnotation(DefaultTerm.class);
      bare[i] = bareFlags && said == null && isBoolean(component.getType());
      missing[i] = said != null ? parse(said, component) : bare[i] ? Atom.FALSE : null;
      if (component.getType() == Optional.class) {
        if (said != null) {
          throw new MappingException("@DefaultTerm on an Optional, which is empty if it is missing")
              .within("." + component.getName());
        }
        missing[i] = Atom.UNDEFINED;
      }
    }
  }

  private static boolean isBoolean(Class<?> type) {
    return type == boolean.class || type == Boolean.class;
  }

  private static Term parse(DefaultTerm said, RecordComponent component) {
    try {
      return Term.parse(said.value());
    } catch (TermSyntaxException e) {
      throw new MappingException("@DefaultTerm: " + e.getMessage(), e)
          .within("." + component.getName());
    }
  }

  @Override
  final int free() {
    return 0;
  }

  @Override
  Shape adapt(int component, Shape shape) {
    if (components[component].isAnnotationPresent(DefaultTerm.class)) {
      withDefault[component] = shape;
    }
    return shape instanceof OptionalShape optional
        ? new OptionalShape(optional.content(), emptyOptional)
        : shape;
  }

  @Override
  void check() {
    for (int i = 0; i < components.length; i++) {
      Shape shape = withDefault[i];
      Term term = missing[i];
      if (shape != null && term != null) {
        try {
          shape.fromTerm(term, 0);
        } catch (MappingException e) {
          throw e.by("@DefaultTerm").within("." + components[i].getName());
        }
      }
    }
  }

  /// True unless the term stands for what is not written.
  @SuppressWarnings("ReferenceEquality")
  static boolean isWritten(Term term) {
    return term != LEFT_OUT;
  }

  /// The component whose key differs from a name in case, `_` or `-` alone, or null.
  final @Nullable Integer loosePlace(String name) {
    Integer place = loosePlaces.get(Naming.loose(name));
    return place == null || place == AMBIGUOUS ? null : place;
  }

  /// The record of what was found under its keys.
  ///
  /// @param found by component; null where the key is missing
  final Object read(@Nullable Term[] found, Term whole, int depth) {
    Term[] terms = new Term[found.length];
    for (int i = 0; i < terms.length; i++) {
      Term term = found[i] != null ? found[i] : missing[i];
      if (term == null) {
        throw MappingException.mismatch("the key " + Naming.atom(names[i]), whole);
      }
      terms[i] = term;
    }
    return read(Tuple.of(terms), depth);
  }
}
