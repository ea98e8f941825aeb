package io.jergon.etf.mapping;

import io.jergon.etf.ListTerm;
import io.jergon.etf.Term;
import java.lang.reflect.Array;

/// Arrays of primitives are proper lists; `byte[]` is a binary, see [ScalarShape].
record PrimitiveArrayShape(Class<?> type) implements Shape {
  @Override
  public Term toTerm(Object value, int depth) {
    Term[] terms = new Term[Array.getLength(value)];
    int i = 0;
    try {
      for (; i < terms.length; i++) {
        terms[i] =
            switch (value) {
              case boolean[] a -> Primitives.write(a[i]);
              case short[] a -> Primitives.write(a[i]);
              case char[] a -> Primitives.write(a[i]);
              case int[] a -> Primitives.write(a[i]);
              case long[] a -> Primitives.write(a[i]);
              case float[] a -> Primitives.write(a[i]);
              case double[] a -> Primitives.write(a[i]);
              default -> throw new AssertionError(value.getClass());
            };
      }
    } catch (MappingException e) {
      throw e.within("[" + i + "]");
    }
    return ListTerm.of(terms);
  }

  @Override
  public Object fromTerm(Term term, int depth) {
    ListTerm list = CollectionShape.list(term);
    Object array = Array.newInstance(type.componentType(), list.size());
    int i = 0;
    try {
      for (; i < list.size(); i++) {
        switch (array) {
          case boolean[] a -> a[i] = Primitives.readBoolean(list.get(i));
          case short[] a -> a[i] = Primitives.readShort(list.get(i));
          case char[] a -> a[i] = Primitives.readChar(list.get(i));
          case int[] a -> a[i] = Primitives.readInt(list.get(i));
          case long[] a -> a[i] = Primitives.readLong(list.get(i));
          case float[] a -> a[i] = Primitives.readFloat(list.get(i));
          case double[] a -> a[i] = Primitives.readDouble(list.get(i));
          default -> throw new AssertionError(type);
        }
      }
    } catch (MappingException e) {
      throw e.within("[" + i + "]");
    }
    return array;
  }
}
