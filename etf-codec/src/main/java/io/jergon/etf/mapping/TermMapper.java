package io.jergon.etf.mapping;

import io.jergon.etf.Term;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
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
/// | `byte`, `short`, `char`, `int`, `long`, `BigInteger` | integer, in the type's range | |
/// | `double`, `float` | float, in the type's range | integer |
/// | `String` | binary, UTF-8 | list of code points, atom, `unicode:chardata()` |
/// | `byte[]` | binary | list of bytes, `iodata()` |
/// | `Duration` | integer, milliseconds; `infinity` for `ChronoUnit.FOREVER.getDuration()` and more | |
/// | `Instant` | integer, milliseconds since 1970 | |
/// | `Optional<T>` | `undefined` if empty, else what `T` is | `nil` |
/// | `List<T>`, `Set<T>`, `Collection<T>`, arrays | proper list | tuple |
/// | `Map<K, V>` | map | |
/// | [Term] and its kinds; `Object` when reading | itself | |
///
/// Annotations ask for other forms: of a record [Untagged], [AsMap], [AsStruct], [AsKeywordList],
/// [AsProplist]; of names [TermName]; of values [Charlist], [InUnit], [DefaultTerm]. For other
/// classes the user gives two functions: [Builder#type].
///
/// What a class does not say is written by the value's own class: the elements of a `List<Object>`,
/// a component that is an interface. What is read is unmodifiable, collections included, and keeps
/// the order of the term. `null` has no term.
///
/// **Modules.** The records of a named module are reached if their package is open to this one
/// (`opens com.example to io.jergon.etf;`), if they are public in an exported package, or by a
/// lookup of that module: [Builder#lookup].
///
/// Whatever does not fit is a [MappingException] that names the path. Terms and values may be
/// nested 500 deep. For any number of threads; a mapper remembers the types that it met, and keeps
/// no class loader alive.
public final class TermMapper {
  private final Shapes shapes;

  /// A mapper for the types of the table, and all that is made of them.
  public TermMapper() {
    this(builder());
  }

  private TermMapper(Builder builder) {
    shapes = new Shapes(new Access(builder.lookups), Map.copyOf(builder.types));
  }

  /// Starts a mapper that knows or may do more.
  public static Builder builder() {
    return new Builder();
  }

  /// The term that stands for a value.
  ///
  /// @throws MappingException if the value, or something in it, has none
  public Term toTerm(@Nullable Object value) {
    try {
      return shapes.toTerm(value, 0);
    } catch (ClassCastException e) {
      throw new MappingException(
          "a value is not of the type that its record or collection declares: " + e.getMessage(),
          e);
    }
  }

  /// The value of a type that a term stands for.
  ///
  /// @throws MappingException if the term does not fit the type, or the type has no mapping
  @SuppressWarnings(
      "unchecked") // a shape makes values of its type; a primitive type's values are boxed
  public <T> T fromTerm(Term term, Class<T> type) {
    return (T) shapes.of(type).fromTerm(term, 0);
  }

  /// As [#fromTerm(Term, Class)], for types with arguments, such as a record component's generic
  /// type.
  ///
  /// @throws MappingException if the term does not fit the type, or the type has no mapping
  public Object fromTerm(Term term, Type type) {
    return shapes.of(type).fromTerm(term, 0);
  }

  /// Collects what a mapper knows beyond the table of [TermMapper].
  ///
  /// ```java
  /// TermMapper mapper =
  ///     TermMapper.builder()
  ///         .lookup(MethodHandles.lookup())
  ///         .type(UUID.class, u -> Binary.utf8(u.toString()), t -> UUID.fromString(((Binary) t).utf8()))
  ///         .build();
  /// ```
  public static final class Builder {
    private final List<MethodHandles.Lookup> lookups = new ArrayList<>();
    private final Map<Class<?>, Shape> types = new HashMap<>();

    private Builder() {}

    /// Reaches the records of the module that made the lookup, whether it opens its packages or
    /// not.
    ///
    /// @param lookup `MethodHandles.lookup()`, called in any class of that module
    public Builder lookup(MethodHandles.Lookup lookup) {
      lookups.add(lookup);
      return this;
    }

    /// Maps a class by two functions, wherever it occurs; subclasses are not meant. What a function
    /// throws becomes a [MappingException].
    ///
    /// @param type any class or interface but a [Term], a type of the user's or of the table; a
    ///   primitive type and its box are two
    /// @throws IllegalArgumentException if the type is primitive or a [Term]
    public <T> Builder type(
        Class<T> type,
        Function<? super T, ? extends Term> write,
        Function<? super Term, ? extends T> read) {
      if (type.isPrimitive() || Term.class.isAssignableFrom(type)) {
        throw new IllegalArgumentException("type: " + type + " (expected: no primitive, no Term)");
      }
      types.put(type, new CustomShape<>(type, write, read));
      return this;
    }

    public TermMapper build() {
      return new TermMapper(this);
    }
  }
}
