package io.jergon.etf.mapping;

import io.jergon.etf.Term;
import java.lang.reflect.Type;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Maps Java values to terms and terms to Java types.
///
/// ```java
/// sealed interface Message {
///   record Add(long n) implements Message {}
///   record Reset() implements Message {}
/// }
/// TermMapper mapper = new TermMapper();
/// mapper.toTerm(new Message.Add(2));                        // {add,2}
/// mapper.toTerm(new Message.Reset());                       // reset
/// mapper.fromTerm(Term.parse("{add,2}"), Message.class);    // Add[n=2]
/// ```
///
/// | Java | term | reading also takes |
/// |---|---|---|
/// | record `AddUser(a, b)` | `{add_user,A,B}`: tagged by its name in snake case | |
/// | record `Reset()` | `reset` | `{reset}` |
/// | sealed interface | what its records, enums and sealed interfaces are | |
/// | enum constant `NOT_FOUND` | `not_found` | |
/// | `boolean` | `true`, `false` | |
/// | `byte`, `short`, `int`, `long`, `BigInteger` | integer, in the type's range | |
/// | `double`, `float` | float | integer |
/// | `String` | binary, UTF-8 | list of code points, atom |
/// | `byte[]` | binary | list of bytes |
/// | `Optional<T>` | `undefined` if empty, else what `T` is | `nil` |
/// | `List<T>`, `Set<T>`, `Collection<T>`, arrays | proper list | |
/// | `Map<K, V>` | map | |
/// | [Term] and its kinds; `Object` when reading | itself | |
///
/// Values are written by what they are, not by what they are declared as. What is read is
/// unmodifiable, collections included. `null` has no term.
///
/// **Modules.** The records of a named module are reached if their package is open to this one
/// (`opens com.example to io.jergon.etf;`), or if they are public in an exported package.
///
/// Whatever does not fit is a [MappingException] that names the path. For any number of threads.
public final class TermMapper {
  private final Shapes shapes = new Shapes();

  private final ClassValue<Shape> ofClasses =
      new ClassValue<>() {
        @Override
        protected Shape computeValue(Class<?> type) {
          return shapes.of(TypeKey.of(type));
        }
      };

  private final ConcurrentHashMap<Type, Shape> ofTypes = new ConcurrentHashMap<>();

  /// The term that stands for a value.
  ///
  /// @throws MappingException if the value, or something in it, has none
  public Term toTerm(@Nullable Object value) {
    return shapes.toTerm(value, 0);
  }

  /// The value of a type that a term stands for.
  ///
  /// @throws MappingException if the term does not fit the type, or the type has no mapping
  @SuppressWarnings(
      "unchecked") // a shape makes values of its type; a primitive type's values are boxed
  public <T> T fromTerm(Term term, Class<T> type) {
    return (T) ofClasses.get(type).fromTerm(term, 0);
  }

  /// As [#fromTerm(Term, Class)], for types with arguments, such as a record component's generic
  /// type.
  ///
  /// @throws MappingException if the term does not fit the type, or the type has no mapping
  public Object fromTerm(Term term, Type type) {
    if (type instanceof Class<?> c) {
      return fromTerm(term, c);
    }
    return ofTypes.computeIfAbsent(type, t -> shapes.of(TypeKey.of(t))).fromTerm(term, 0);
  }
}
