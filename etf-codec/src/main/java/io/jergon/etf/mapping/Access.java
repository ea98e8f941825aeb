package io.jergon.etf.mapping;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;

/// Finds the constructors and accessors of records: by what the user gave, where the package is
/// open to this module (as all packages of the class path are), else what is public.
final class Access {
  private final List<MethodHandles.Lookup> lookups;

  /// @param lookups the user's own rights, one for each module
  Access(List<MethodHandles.Lookup> lookups) {
    this.lookups = List.copyOf(lookups);
  }

  /// What makes a record of its components' values. Takes objects and primitives, returns an
  /// object.
  MethodHandle constructor(Class<?> type, RecordComponent[] components) {
    Class<?>[] parameters =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      MethodHandle constructor =
          lookup(type)
              .findConstructor(type, MethodType.methodType(void.class, parameters))
              .asFixedArity();
      return constructor.asType(constructor.type().erase());
    } catch (NoSuchMethodException | IllegalAccessException e) {
      throw outOfReach(type, e);
    }
  }

  /// What reads a component's value. Takes an object, returns an object or a primitive.
  MethodHandle accessor(Class<?> type, RecordComponent component) {
    try {
      MethodHandle accessor = lookup(type).unreflect(component.getAccessor());
      return accessor.asType(accessor.type().erase());
    } catch (IllegalAccessException e) {
      throw outOfReach(type, e);
    }
  }

  private MethodHandles.Lookup lookup(Class<?> type) {
    Access.class.getModule().addReads(type.getModule());
    for (MethodHandles.Lookup lookup : lookups) {
      if (lookup.lookupClass().getModule() == type.getModule()) {
        try {
          return MethodHandles.privateLookupIn(type, lookup);
        } catch (IllegalAccessException tooWeak) {
          throw new MappingException(
              "the lookup given for " + type.getModule() + " does not reach into it: " + tooWeak,
              tooWeak);
        }
      }
    }
    try {
      return MethodHandles.privateLookupIn(type, MethodHandles.lookup());
    } catch (IllegalAccessException notOpen) {
      return MethodHandles.publicLookup();
    }
  }

  private static MappingException outOfReach(Class<?> type, ReflectiveOperationException cause) {
    return new MappingException(
        ("the record %s is out of reach; let its module say: opens %s to %s; "
                + "or give the mapper a lookup: TermMapper.builder().lookup(MethodHandles.lookup())")
            .formatted(
                type.getTypeName(), type.getPackageName(), Access.class.getModule().getName()),
        cause);
  }
}
