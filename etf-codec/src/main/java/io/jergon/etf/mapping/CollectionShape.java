package io.jergon.etf.mapping;

import io.jergon.etf.ListTerm;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/// Lists, sets and other collections are proper lists.
record CollectionShape(TypeKey type, Shape element, Target target) implements Shape {
  private static final Object[] NONE = {};

  /// What is made when reading.
  private enum Target {
    LIST,
    SET,
    NOTHING
  }

  static CollectionShape of(TypeKey type, Shapes shapes) {
    Class<?> raw = type.raw();
    Target target =
        raw.isAssignableFrom(List.class)
            ? Target.LIST
            : raw.isAssignableFrom(SequencedSet.class) ? Target.SET : Target.NOTHING;
    return new CollectionShape(type, shapes.of(type.argument(0)), target);
  }

  @Override
  public Term toTerm(Object value, int depth) {
    Shape.checkDepth(depth);
    return switch (value) {
      case Collection<?> values -> write(values.toArray(), element, depth);
      default -> {
        List<Object> values = new ArrayList<>();
        ((Iterable<?>) value).forEach(values::add);
        yield write(values.toArray(), element, depth);
      }
    };
  }

  static ListTerm write(Object[] values, Shape element, int depth) {
    Term[] terms = new Term[values.length];
    int i = 0;
    try {
      for (; i < values.length; i++) {
        terms[i] = Shape.write(element, values[i], depth + 1);
      }
    } catch (MappingException e) {
      throw e.within("[" + i + "]");
    }
    return ListTerm.of(terms);
  }

  @Override
  public Object fromTerm(Term term, int depth) {
    return switch (target) {
      case LIST -> Collections.unmodifiableList(Arrays.asList(read(term, element, depth)));
      case SET -> {
        SequencedSet<Object> set = new LinkedHashSet<>();
        Collections.addAll(set, Collisions.bounded(read(term, element, depth)));
        yield Collections.unmodifiableSequencedSet(set);
      }
      case NOTHING ->
          throw new MappingException(
              "no mapping to the type " + type + " (expected: List, Set or Collection)");
    };
  }

  /// A proper list, or what a tuple holds.
  static ListTerm list(Term term) {
    return switch (term) {
      case ListTerm list when list.isProper() -> list;
      case Tuple tuple -> ListTerm.of(tuple.elements());
      default -> throw MappingException.mismatch("a list", term);
    };
  }

  static Object[] read(Term term, Shape element, int depth) {
    ListTerm list = list(term);
    Shape.checkDepth(depth);
    Object[] values = list.isEmpty() ? NONE : new Object[list.size()];
    int i = 0;
    try {
      for (; i < values.length; i++) {
        values[i] = element.fromTerm(list.get(i), depth + 1);
      }
    } catch (MappingException e) {
      throw e.within("[" + i + "]");
    }
    return values;
  }
}
