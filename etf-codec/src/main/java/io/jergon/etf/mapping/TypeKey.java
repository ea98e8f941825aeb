package io.jergon.etf.mapping;

import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.AnnotatedWildcardType;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A type without variables: a class, its type arguments, which are of the same kind, and what
/// annotations say of this use of it. An array's one argument is its component type. What is not
/// given (a raw type, an unbound variable) is its bound.
record TypeKey(Class<?> raw, List<TypeKey> arguments, Hints hints) {
  static final TypeKey OBJECT = of(Object.class);

  static TypeKey of(Type type) {
    return resolve(type, Map.of());
  }

  static TypeKey resolve(Type type, Map<TypeVariable<?>, TypeKey> bindings) {
    return switch (type) {
      case Class<?> c when c.isArray() -> arrayOf(resolve(c.componentType(), bindings));
      case Class<?> c -> new TypeKey(c, List.of(), Hints.NONE);
      case ParameterizedType p ->
          new TypeKey(
              (Class<?>) p.getRawType(),
              Arrays.stream(p.getActualTypeArguments()).map(a -> resolve(a, bindings)).toList(),
              Hints.NONE);
      case GenericArrayType a -> arrayOf(resolve(a.getGenericComponentType(), bindings));
      case WildcardType w -> resolve(w.getUpperBounds()[0], bindings);
      case TypeVariable<?> v -> bindings.getOrDefault(v, erasure(v));
      default -> throw new MappingException("no mapping for the type " + type.getTypeName());
    };
  }

  /// As [#resolve(Type, Map)], with the annotations.
  static TypeKey resolve(AnnotatedType type, Map<TypeVariable<?>, TypeKey> bindings) {
    TypeKey plain =
        switch (type) {
          case AnnotatedParameterizedType p ->
              new TypeKey(
                  (Class<?>) ((ParameterizedType) p.getType()).getRawType(),
                  Arrays.stream(p.getAnnotatedActualTypeArguments())
                      .map(a -> resolve(a, bindings))
                      .toList(),
                  Hints.NONE);
          case AnnotatedArrayType a ->
              arrayOf(resolve(a.getAnnotatedGenericComponentType(), bindings));
          case AnnotatedWildcardType w -> resolve(w.getAnnotatedUpperBounds()[0], bindings);
          default -> resolve(type.getType(), bindings);
        };
    Hints hints = Hints.of(type);
    return hints.equals(Hints.NONE) ? plain : new TypeKey(plain.raw, plain.arguments, hints);
  }

  /// A variable's bound without its own arguments, which may name the variable again (`T extends
  /// Comparable<T>`).
  private static TypeKey erasure(TypeVariable<?> variable) {
    return switch (variable.getBounds()[0]) {
      case Class<?> c -> of(c);
      case ParameterizedType p -> of(p.getRawType());
      case TypeVariable<?> v -> erasure(v);
      default -> OBJECT;
    };
  }

  private static TypeKey arrayOf(TypeKey component) {
    return new TypeKey(component.raw.arrayType(), List.of(component), Hints.NONE);
  }

  TypeKey argument(int index) {
    return index < arguments.size() ? arguments.get(index) : OBJECT;
  }

  /// What this type's arguments make of its class's variables.
  Map<TypeVariable<?>, TypeKey> bindings() {
    Map<TypeVariable<?>, TypeKey> bindings = new HashMap<>();
    TypeVariable<?>[] variables = raw.getTypeParameters();
    for (int i = 0; i < Math.min(variables.length, arguments.size()); i++) {
      bindings.put(variables[i], arguments.get(i));
    }
    return bindings;
  }

  /// A subclass of this type with the arguments that follow from it: of `Message<String>`, the
  /// record `Put<T>` that implements `Message<T>` is `Put<String>`.
  TypeKey subtype(Class<?> subclass) {
    Map<TypeVariable<?>, TypeKey> bindings = new HashMap<>();
    for (Type supertype : subclass.getGenericInterfaces()) {
      if (supertype instanceof ParameterizedType p && p.getRawType() == raw) {
        Type[] given = p.getActualTypeArguments();
        for (int i = 0; i < given.length; i++) {
          unify(given[i], argument(i), bindings);
        }
      }
    }
    return new TypeKey(
        subclass,
        Arrays.stream(subclass.getTypeParameters()).map(v -> resolve(v, bindings)).toList(),
        Hints.NONE);
  }

  /// Finds the variables of a pattern: that of `List<T>` in `List<String>`.
  private static void unify(Type pattern, TypeKey actual, Map<TypeVariable<?>, TypeKey> bindings) {
    switch (pattern) {
      case TypeVariable<?> variable -> bindings.putIfAbsent(variable, actual);
      case ParameterizedType p when p.getRawType() == actual.raw -> {
        Type[] inner = p.getActualTypeArguments();
        for (int i = 0; i < inner.length; i++) {
          unify(inner[i], actual.argument(i), bindings);
        }
      }
      case GenericArrayType a when actual.raw.isArray() ->
          unify(a.getGenericComponentType(), actual.argument(0), bindings);
      default -> {
        // says nothing about variables
      }
    }
  }

  @Override
  public String toString() {
    if (raw.isArray()) {
      return argument(0) + "[]";
    }
    String name = raw.getTypeName();
    return arguments.isEmpty()
        ? name
        : name + arguments.toString().replace('[', '<').replace(']', '>');
  }
}
