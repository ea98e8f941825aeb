package io.jergon.etf.mapping;

import io.jergon.etf.Term;
import java.lang.reflect.Array;

/// Arrays of objects are proper lists.
record ArrayShape(Class<?> component, Shape element) implements Shape {
  @Override
  public Term toTerm(Object value, int depth) {
    Shape.checkDepth(depth);
    return CollectionShape.write((Object[]) value, element, depth);
  }

  @Override
  public Object fromTerm(Term term, int depth) {
    Object[] values = CollectionShape.read(term, element, depth);
    Object[] array = (Object[]) Array.newInstance(component, values.length);
    System.arraycopy(values, 0, array, 0, values.length);
    return array;
  }
}
