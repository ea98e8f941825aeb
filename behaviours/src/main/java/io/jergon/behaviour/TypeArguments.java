package io.jergon.behaviour;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Finds what a class gives for the type parameters of an interface that it implements, however far
/// up: for `record Add(long n) implements Request<Long>` with `Request<R> extends Call<Counter, R>`
/// the arguments of `Call` are `Counter` and `Long`.
final class TypeArguments {
  private TypeArguments() {}

  /// The arguments, in order; nothing when the class does not say (a lambda, a raw type).
  static Optional<Type[]> of(Class<?> implementation, Class<?> generic) {
    return find(implementation, Map.of(), generic);
  }

  private static Optional<Type[]> find(
      Type type, Map<TypeVariable<?>, Type> bindings, Class<?> generic) {
    if (type instanceof ParameterizedType p && p.getRawType() instanceof Class<?> raw) {
      Type[] arguments = p.getActualTypeArguments();
      for (int i = 0; i < arguments.length; i++) {
        arguments[i] = resolve(arguments[i], bindings);
      }
      if (raw == generic) {
        return Optional.of(arguments);
      }
      Map<TypeVariable<?>, Type> inner = new HashMap<>();
      for (int i = 0; i < arguments.length; i++) {
        inner.put(raw.getTypeParameters()[i], arguments[i]);
      }
      return findAbove(raw, inner, generic);
    }
    return type instanceof Class<?> c && c != generic
        ? findAbove(c, Map.of(), generic)
        : Optional.empty();
  }

  private static Optional<Type[]> findAbove(
      Class<?> c, Map<TypeVariable<?>, Type> bindings, Class<?> generic) {
    for (Type above : c.getGenericInterfaces()) {
      Optional<Type[]> found = find(above, bindings, generic);
      if (found.isPresent()) {
        return found;
      }
    }
    Type superclass = c.getGenericSuperclass();
    return superclass == null ? Optional.empty() : find(superclass, bindings, generic);
  }

  private static Type resolve(Type type, Map<TypeVariable<?>, Type> bindings) {
    return switch (type) {
      case TypeVariable<?> v -> bindings.getOrDefault(v, v);
      case WildcardType w -> resolve(w.getUpperBounds()[0], bindings);
      case Type other -> other;
    };
  }

  /// The class of a type, without its arguments; `Object` for an unresolved variable.
  static Class<?> rawClass(Type type) {
    return switch (type) {
      case Class<?> c -> c;
      case ParameterizedType p when p.getRawType() instanceof Class<?> raw -> raw;
      default -> Object.class;
    };
  }
}
