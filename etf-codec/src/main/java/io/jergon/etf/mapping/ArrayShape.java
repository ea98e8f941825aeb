package io.jergon.etf.mapping;

import io.jergon.etf.Term;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;

/// Arrays are proper lists; `byte[]` is a binary, see [ScalarShapes].
final class ArrayShape implements Shape {
  private final TypeKey component;
  private final Shapes shapes;

  ArrayShape(TypeKey component, Shapes shapes) {
    this.component = component;
    this.shapes = shapes;
  }

  @Override
  public Term toTerm(Object value, int depth) {
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < Array.getLength(value); i++) {
      values.add(Array.get(value, i));
    }
    return CollectionShape.write(values, shapes, depth);
  }

  @Override
  public Object fromTerm(Term term, int depth) {
    List<Object> values = new ArrayList<>();
    CollectionShape.read(term, shapes.of(component), values, depth);
    Object array = Array.newInstance(component.raw(), values.size());
    for (int i = 0; i < values.size(); i++) {
      Array.set(array, i, values.get(i));
    }
    return array;
  }
}
