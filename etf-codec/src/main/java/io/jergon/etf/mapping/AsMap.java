package io.jergon.etf.mapping;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Makes a record a map, its components the values under their names in snake case.
///
/// ```java
/// @AsMap record User(String name, int loginCount, Optional<String> mail) {}
/// // #{name => <<"Joe">>,login_count => 1}                     atoms as keys
///
/// @AsMap(keys = AsMap.Keys.BINARIES) record Payload(long id) {}
/// // #{<<"id">> => 1}                                          what JSON libraries make
///
/// sealed interface Shape {
///   @AsMap(tagKey = "type") record Circle(double radius) implements Shape {}
///   @AsMap(tagKey = "type") record Square(double side) implements Shape {}
/// }
/// // #{type => circle,radius => 1.0}                           told apart by the tag
/// ```
///
/// An empty `Optional` is left out. Reading finds each key as an atom and as a binary, whichever is
/// written; takes a missing key as an empty `Optional`, or as its [DefaultTerm]; and ignores keys
/// that no component has, unless [#strict]. A missing key is otherwise a [MappingException] that
/// names it.
///
/// If the key itself is not there, reading takes one that differs in case, `_` or `-` alone, as
/// foreign data often has it: `loginCount`, `LoginCount` or `login-count` for `login_count`. Not if
/// the key is a [TermName], or [#strict].
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface AsMap {
  /// What the keys are when a map is written.
  Keys keys() default Keys.ATOMS;

  /// A key under which the record's tag lies as an atom; none if empty. Reading takes a binary,
  /// too, as tags in JSON are.
  String tagKey() default "";

  /// Refuses keys that no component has to the letter.
  boolean strict() default false;

  /// The kinds of keys.
  enum Keys {
    /// `#{name => ...}`, as Erlang and Elixir write maps of their own.
    ATOMS,
    /// `#{<<"name">> => ...}`, as they hold foreign data.
    BINARIES
  }
}
