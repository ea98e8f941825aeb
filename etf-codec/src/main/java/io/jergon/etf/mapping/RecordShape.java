package io.jergon.etf.mapping;

import io.jergon.etf.Atom;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.TypeVariable;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// A record is a tuple tagged by its name, or the tag alone if it has no components.
final class RecordShape implements Shape {
  private final Atom tag;
  private final List<String> names;
  private final List<TypeKey> types;
  private final Shapes shapes;
  private final MethodHandle constructor;
  private final MethodHandle[] accessors;

  private RecordShape(
      Atom tag,
      List<String> names,
      List<TypeKey> types,
      Shapes shapes,
      MethodHandle constructor,
      MethodHandle[] accessors) {
    this.tag = tag;
    this.names = names;
    this.types = types;
    this.shapes = shapes;
    this.constructor = constructor;
    this.accessors = accessors;
  }

  static RecordShape of(TypeKey type, Shapes shapes) {
    Class<?> raw = type.raw();
    RecordComponent[] components = raw.getRecordComponents();
    Map<TypeVariable<?>, TypeKey> bindings = type.bindings();
    try {
      MethodHandles.Lookup lookup = lookup(raw);
      MethodHandle[] accessors = new MethodHandle[components.length];
      for (int i = 0; i < components.length; i++) {
        accessors[i] =
            lookup
                .unreflect(components[i].getAccessor())
                .asType(MethodType.methodType(Object.class, Object.class));
      }
      Class<?>[] parameters =
          Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      MethodHandle constructor =
          lookup
              .findConstructor(raw, MethodType.methodType(void.class, parameters))
              .asFixedArity()
              .asSpreader(Object[].class, parameters.length)
              .asType(MethodType.methodType(Object.class, Object[].class));
      return new RecordShape(
          Atom.of(Naming.snakeCase(raw.getSimpleName())),
          Arrays.stream(components).map(RecordComponent::getName).toList(),
          Arrays.stream(components)
              .map(c -> TypeKey.resolve(c.getGenericType(), bindings))
              .toList(),
          shapes,
          constructor,
          accessors);
    } catch (NoSuchMethodException | IllegalAccessException e) {
      throw new MappingException(
          "the record %s is out of reach; let its module say: opens %s to %s;"
              .formatted(
                  raw.getTypeName(), raw.getPackageName(), RecordShape.class.getModule().getName()),
          e);
    }
  }

  /// Full access where the package is open to this module, as all packages of the class path are;
  /// else what is public.
  private static MethodHandles.Lookup lookup(Class<?> type) {
    try {
      RecordShape.class.getModule().addReads(type.getModule());
      return MethodHandles.privateLookupIn(type, MethodHandles.lookup());
    } catch (IllegalAccessException notOpen) {
      return MethodHandles.publicLookup();
    }
  }

  String tag() {
    return tag.name();
  }

  int arity() {
    return accessors.length;
  }

  /// `{add_user,Name,Age}`.
  String form() {
    return names.isEmpty()
        ? tag.toString()
        : names.stream()
            .map(Naming::variable)
            .collect(Collectors.joining(",", "{" + tag + ",", "}"));
  }

  @Override
  public Term toTerm(Object value, int depth) {
    if (accessors.length == 0) {
      return tag;
    }
    Term[] elements = new Term[accessors.length + 1];
    elements[0] = tag;
    for (int i = 0; i < accessors.length; i++) {
      try {
        elements[i + 1] = shapes.toTerm(component(value, i), depth + 1);
      } catch (MappingException e) {
        throw e.within("." + names.get(i));
      }
    }
    return Tuple.of(elements);
  }

  private Object component(Object value, int index) {
    try {
      return (Object) accessors[index].invokeExact(value);
    } catch (Error | RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new MappingException("the accessor failed: " + e, e);
    }
  }

  @Override
  public Object fromTerm(Term term, int depth) {
    Shape.checkDepth(depth);
    if (accessors.length == 0 && term.equals(tag)) {
      return construct(new Object[0]);
    }
    if (!(term instanceof Tuple tuple)
        || tuple.arity() != accessors.length + 1
        || !tuple.get(0).equals(tag)) {
      throw MappingException.mismatch(form(), term);
    }
    Object[] components = new Object[accessors.length];
    for (int i = 0; i < components.length; i++) {
      try {
        components[i] = shapes.of(types.get(i)).fromTerm(tuple.get(i + 1), depth + 1);
      } catch (MappingException e) {
        throw e.within("." + names.get(i));
      }
    }
    return construct(components);
  }

  private Object construct(Object[] components) {
    try {
      return (Object) constructor.invokeExact(components);
    } catch (Error e) {
      throw e;
    } catch (Throwable e) {
      throw new MappingException("the record's constructor refused " + form() + ": " + e, e);
    }
  }
}
