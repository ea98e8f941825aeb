package io.jergon.etf.mapping;

import io.jergon.etf.MapTerm;
import io.jergon.etf.Term;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/// Maps are maps.
record MapShape(TypeKey type, Shape keys, Shape values) implements Shape {
  private static final int LONGEST_KEY = 40;

  @Override
  public Term toTerm(Object value, int depth) {
    Shape.checkDepth(depth);
    Map<?, ?> map = (Map<?, ?>) value;
    MapTerm.Builder builder = MapTerm.builder();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      try {
        builder.put(
            Shape.write(keys, entry.getKey(), depth + 1),
            Shape.write(values, entry.getValue(), depth + 1));
      } catch (MappingException e) {
        throw e.within("[" + abbreviated(String.valueOf(entry.getKey())) + "]");
      }
    }
    MapTerm term = builder.build();
    if (term.size() != map.size()) {
      throw new MappingException("two keys of the map become one term");
    }
    return term;
  }

  @Override
  public Object fromTerm(Term term, int depth) {
    if (!type.raw().isAssignableFrom(SequencedMap.class)) {
      throw new MappingException("no mapping to the type " + type + " (expected: Map)");
    }
    if (!(term instanceof MapTerm map)) {
      throw MappingException.mismatch("a map", term);
    }
    Shape.checkDepth(depth);
    Object[] javaKeys = new Object[map.size()];
    Object[] javaValues = new Object[javaKeys.length];
    Term[] termKeys = new Term[javaKeys.length];
    int i = 0;
    for (Map.Entry<Term, Term> entry : map.asMap().entrySet()) {
      try {
        termKeys[i] = entry.getKey();
        javaKeys[i] = keys.fromTerm(entry.getKey(), depth + 1);
        javaValues[i] = values.fromTerm(entry.getValue(), depth + 1);
        i++;
      } catch (MappingException e) {
        throw e.within(step(entry.getKey()));
      }
    }
    Collisions.bounded(javaKeys);
    SequencedMap<Object, Object> result = LinkedHashMap.newLinkedHashMap(javaKeys.length);
    for (i = 0; i < javaKeys.length; i++) {
      if (result.putIfAbsent(javaKeys[i], javaValues[i]) != null) {
        throw new MappingException(
                "two keys of the map become " + abbreviated(javaKeys[i].toString()))
            .within(step(termKeys[i]));
      }
    }
    return Collections.unmodifiableSequencedMap(result);
  }

  private static String step(Term key) {
    return "[" + key.abbreviated(LONGEST_KEY) + "]";
  }

  private static String abbreviated(String text) {
    return text.length() <= LONGEST_KEY ? text : text.substring(0, LONGEST_KEY) + "...";
  }
}
