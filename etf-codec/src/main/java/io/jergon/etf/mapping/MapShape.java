package io.jergon.etf.mapping;

import io.jergon.etf.MapTerm;
import io.jergon.etf.Term;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// Maps are maps.
final class MapShape implements Shape {
  private static final int LONGEST_KEY = 40;

  private final TypeKey type;
  private final Shapes shapes;

  MapShape(TypeKey type, Shapes shapes) {
    this.type = type;
    this.shapes = shapes;
  }

  @Override
  public Term toTerm(Object value, int depth) {
    MapTerm.Builder builder = MapTerm.builder();
    for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) {
      try {
        builder.put(
            shapes.toTerm(entry.getKey(), depth + 1), shapes.toTerm(entry.getValue(), depth + 1));
      } catch (MappingException e) {
        throw e.within("[" + entry.getKey() + "]");
      }
    }
    return builder.build();
  }

  @Override
  public Object fromTerm(Term term, int depth) {
    if (!type.raw().isAssignableFrom(Map.class)) {
      throw new MappingException("no mapping to the type " + type + " (expected: Map)");
    }
    if (!(term instanceof MapTerm map)) {
      throw MappingException.mismatch("a map", term);
    }
    Shape.checkDepth(depth);
    Shape keys = shapes.of(type.argument(0));
    Shape values = shapes.of(type.argument(1));
    Map<Object, Object> result = new LinkedHashMap<>();
    map.forEach((key, value) -> {
      try {
        Object javaKey = keys.fromTerm(key, depth + 1);
        if (result.putIfAbsent(javaKey, values.fromTerm(value, depth + 1)) != null) {
          throw new MappingException("two keys of the map become " + javaKey);
        }
      } catch (MappingException e) {
        throw e.within("[" + key.abbreviated(LONGEST_KEY) + "]");
      }
    });
    return Collections.unmodifiableMap(result);
  }
}
