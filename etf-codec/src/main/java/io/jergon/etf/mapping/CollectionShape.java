package io.jergon.etf.mapping;

import io.jergon.etf.ListTerm;
import io.jergon.etf.Term;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Lists, sets and other collections are proper lists.
final class CollectionShape implements Shape {
  private final TypeKey type;
  private final Shapes shapes;

  CollectionShape(TypeKey type, Shapes shapes) {
    this.type = type;
    this.shapes = shapes;
  }

  @Override
  public Term toTerm(Object value, int depth) {
    return write((Iterable<?>) value, shapes, depth);
  }

  static ListTerm write(Iterable<?> values, Shapes shapes, int depth) {
    List<Term> terms = new ArrayList<>();
    for (Object value : values) {
      try {
        terms.add(shapes.toTerm(value, depth + 1));
      } catch (MappingException e) {
        throw e.within("[" + terms.size() + "]");
      }
    }
    return ListTerm.of(terms);
  }

  @Override
  public Object fromTerm(Term term, int depth) {
    Class<?> raw = type.raw();
    Collection<Object> values;
    if (raw.isAssignableFrom(List.class)) {
      values = new ArrayList<>();
    } else if (raw.isAssignableFrom(Set.class)) {
      values = new LinkedHashSet<>();
    } else {
      throw new MappingException(
          "no mapping to the type " + type + " (expected: List, Set or Collection)");
    }
    read(term, shapes.of(type.argument(0)), values, depth);
    return values instanceof List<Object> list
        ? Collections.unmodifiableList(list)
        : Collections.unmodifiableSet((Set<Object>) values);
  }

  static void read(Term term, Shape element, Collection<Object> values, int depth) {
    if (!(term instanceof ListTerm list) || !list.isProper()) {
      throw MappingException.mismatch("a list", term);
    }
    Shape.checkDepth(depth);
    for (int i = 0; i < list.size(); i++) {
      try {
        values.add(element.fromTerm(list.get(i), depth + 1));
      } catch (MappingException e) {
        throw e.within("[" + i + "]");
      }
    }
  }
}
