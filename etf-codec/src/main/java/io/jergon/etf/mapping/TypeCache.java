package io.jergon.etf.mapping;

import java.lang.ref.SoftReference;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Remembers the shapes of types, and keeps no class loader alive by it.
///
/// A shape refers to the classes that it is made for and to its mapper. So where it may lie depends
/// on who lives longer:
///
/// * Types made of classes that live at least as long as the mapper's own class, those of its class
///   loader and of the loaders above: in a map of this cache. It goes when the mapper goes. (Not in
///   a [ClassValue]: `String` would keep the shape, the shape the mapper's class loader.)
/// * Types with classes of another loader, a plug-in's say: in a [ClassValue] of the class whose
///   loader is innermost. It goes when that loader goes, or stays as long as its classes do.
/// * Types that mix classes of loaders beside each other, such as a list of one plug-in holding
///   another's records: behind a soft reference.
///
/// A key is a [Type] or a [TypeKey].
final class TypeCache {
  private static final Set<ClassLoader> ABOVE = above();

  private final ConcurrentMap<Object, Shape> lasting = new ConcurrentHashMap<>();

  private final ClassValue<ConcurrentMap<Object, Shape>> byClass =
      new ClassValue<>() {
        @Override
        protected ConcurrentMap<Object, Shape> computeValue(Class<?> type) {
          return new ConcurrentHashMap<>();
        }
      };

  private volatile SoftReference<ConcurrentMap<Object, Shape>> mixed = new SoftReference<>(null);

  /// The shape of a type; made if it is not known. May make it twice, but only one is ever
  /// returned.
  <K> Shape get(K key, Function<K, Shape> make) {
    Shape known = lasting.get(key);
    if (known != null) {
      return known;
    }
    ConcurrentMap<Object, Shape> shapes = keeper(key);
    known = shapes.get(key);
    if (known != null) {
      return known;
    }
    // Not computeIfAbsent: making a shape asks for those of its parts.
    Shape made = make.apply(key);
    Shape other = shapes.putIfAbsent(key, made);
    return other == null ? made : other;
  }

  private ConcurrentMap<Object, Shape> keeper(Object key) {
    List<Class<?>> passing = new ArrayList<>();
    collectPassing(key, passing);
    if (passing.isEmpty()) {
      return lasting;
    }
    for (Class<?> candidate : passing) {
      if (passing.stream().allMatch(c -> isAbove(c.getClassLoader(), candidate.getClassLoader()))) {
        return byClass.get(candidate);
      }
    }
    ConcurrentMap<Object, Shape> shapes = mixed.get();
    if (shapes == null) {
      shapes = new ConcurrentHashMap<>();
      mixed = new SoftReference<>(shapes);
    }
    return shapes;
  }

  /// The classes in a type that may go before the mapper's own.
  private static void collectPassing(Object type, List<Class<?>> found) {
    switch (type) {
      case TypeKey key -> {
        collectPassing(key.raw(), found);
        key.arguments().forEach(a -> collectPassing(a, found));
      }
      case Class<?> c -> {
        ClassLoader loader = c.getClassLoader();
        if (loader != null && !ABOVE.contains(loader)) {
          found.add(c);
        }
      }
      case ParameterizedType p -> {
        collectPassing(p.getRawType(), found);
        for (Type argument : p.getActualTypeArguments()) {
          collectPassing(argument, found);
        }
      }
      case GenericArrayType a -> collectPassing(a.getGenericComponentType(), found);
      // Wildcards and variables: by what they stand for.
      case Type t -> collectPassing(TypeKey.of(t), found);
      default -> throw new AssertionError("no type: " + type);
    }
  }

  private static boolean isAbove(@Nullable ClassLoader above, @Nullable ClassLoader loader) {
    for (ClassLoader l = loader; l != null; l = l.getParent()) {
      if (l.equals(above)) {
        return true;
      }
    }
    return false;
  }

  private static Set<ClassLoader> above() {
    Set<ClassLoader> loaders = new HashSet<>();
    loaders.add(ClassLoader.getPlatformClassLoader());
    for (ClassLoader l = TypeCache.class.getClassLoader(); l != null; l = l.getParent()) {
      loaders.add(l);
    }
    return loaders;
  }
}
