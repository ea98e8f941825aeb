package io.jergon.etf.mapping;

import io.jergon.etf.Term;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Chooses the [Shape] of a type and remembers it. The shapes of what a type is made of are looked
/// up when first needed, so that types may contain themselves.
final class Shapes {
  private final ConcurrentHashMap<TypeKey, Shape> known = new ConcurrentHashMap<>();

  private final ClassValue<Shape> ofValues =
      new ClassValue<>() {
        @Override
        protected Shape computeValue(Class<?> type) {
          return of(TypeKey.of(type));
        }
      };

  /// @throws MappingException if the type has no mapping
  Shape of(TypeKey type) {
    return known.computeIfAbsent(type, this::make);
  }

  /// The term of any value, by its class.
  Term toTerm(@Nullable Object value, int depth) {
    if (value == null) {
      throw new MappingException("null has no term (expected: Optional.empty() or Atom.UNDEFINED)");
    }
    if (value instanceof Term term) {
      return term;
    }
    Shape.checkDepth(depth);
    return ofValues.get(value.getClass()).toTerm(value, depth);
  }

  private Shape make(TypeKey type) {
    Class<?> raw = type.raw();
    Shape scalar = ScalarShapes.of(raw);
    if (scalar != null) {
      return scalar;
    }
    if (raw.isRecord()) {
      return RecordShape.of(type, this);
    }
    if (raw.isEnum() || (raw.getSuperclass() != null && raw.getSuperclass().isEnum())) {
      return new EnumShape(raw.isEnum() ? raw : raw.getSuperclass());
    }
    if (raw.isSealed() && raw.isInterface()) {
      return new UnionShape(type, this);
    }
    if (raw.isArray()) {
      return new ArrayShape(type.argument(0), this);
    }
    if (Optional.class == raw) {
      return new OptionalShape(type.argument(0), this);
    }
    if (Iterable.class == raw || Collection.class.isAssignableFrom(raw)) {
      return new CollectionShape(type, this);
    }
    if (Map.class.isAssignableFrom(raw)) {
      return new MapShape(type, this);
    }
    throw new MappingException(
        "no mapping for the type "
            + type
            + " (expected: a record, a sealed interface, an enum, "
            + "a collection, a scalar or a Term)");
  }
}
