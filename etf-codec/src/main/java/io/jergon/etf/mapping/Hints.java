package io.jergon.etf.mapping;

import java.lang.reflect.AnnotatedType;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// What [Charlist] and [InUnit] say of one use of a type.
record Hints(boolean charlist, @Nullable ChronoUnit unit) {
  static final Hints NONE = new Hints(false, null);

  static Hints of(AnnotatedType type) {
    InUnit unit = type.getAnnotation(InUnit.class);
    boolean charlist = type.isAnnotationPresent(Charlist.class);
    return unit == null && !charlist
        ? NONE
        : new Hints(charlist, unit == null ? null : unit.value());
  }

  /// @throws MappingException if they are about another type
  void checkOn(Class<?> type) {
    if (charlist && type != String.class) {
      throw new MappingException("@Charlist on " + type.getTypeName() + " (expected: String)");
    }
    if (unit != null && !TimeShape.isTime(type)) {
      throw new MappingException(
          "@InUnit on " + type.getTypeName() + " (expected: Duration or Instant)");
    }
  }
}
