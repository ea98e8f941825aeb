package io.jergon.etf.mapping;

import io.jergon.etf.Term;
import java.lang.reflect.Type;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Chooses the [Shape] of a type and remembers it. Records and unions look up the shapes of their
/// parts when they are first used, so that types may contain themselves.
final class Shapes {
  private final TypeCache cache = new TypeCache();
  private final Access access;
  private final Map<Class<?>, Shape> custom;

  /// @param custom shapes of the user's for classes that have none, or another
  Shapes(Access access, Map<Class<?>, Shape> custom) {
    this.access = access;
    this.custom = custom;
  }

  Access access() {
    return access;
  }

  /// @throws MappingException if the type cannot be mapped either way
  Shape of(TypeKey type) {
    return cache.get(type, this::make);
  }

  /// As [#of(TypeKey)], by a name that costs less to look up.
  Shape of(Type type) {
    return cache.get(type, t -> of(TypeKey.of(t)));
  }

  /// The term of any value, by its class.
  Term toTerm(@Nullable Object value, int depth) {
    if (value instanceof Term term) {
      return term;
    }
    Shape.checkDepth(depth);
    Object known = Shape.notNull(value);
    Shape shape = of(known.getClass());
    if (shape instanceof DynamicShape) {
      throw new MappingException("no mapping for the type " + known.getClass().getTypeName());
    }
    return shape.toTerm(known, depth);
  }

  private Shape make(TypeKey type) {
    Class<?> raw = type.raw();
    type.hints().checkOn(raw);
    Shape known = custom.get(raw);
    if (known == null) {
      known = ScalarShape.of(raw, type.hints());
    }
    if (known == null) {
      known = TimeShape.of(raw, type.hints());
    }
    if (known != null) {
      return known;
    }
    if (raw.isRecord()) {
      return RecordShape.of(type, this);
    }
    if (Enum.class.isAssignableFrom(raw) && raw != Enum.class) {
      return new EnumShape(raw.isEnum() ? raw : raw.getSuperclass());
    }
    if (raw.isSealed() && raw.isInterface()) {
      return new UnionShape(type, this);
    }
    if (raw.isArray()) {
      return raw.componentType().isPrimitive()
          ? new PrimitiveArrayShape(raw)
          : new ArrayShape(raw.componentType(), of(type.argument(0)));
    }
    if (Optional.class == raw) {
      return OptionalShape.of(of(type.argument(0)));
    }
    if (Iterable.class == raw || Collection.class.isAssignableFrom(raw)) {
      return CollectionShape.of(type, this);
    }
    if (Map.class.isAssignableFrom(raw)) {
      return new MapShape(type, of(type.argument(0)), of(type.argument(1)));
    }
    return new DynamicShape(type, this);
  }
}
