package io.jergon.etf.mapping;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Makes a record an Elixir struct: a map with atoms as keys, and the module that defines the
/// struct under `__struct__`.
///
/// ```java
/// @AsStruct("MyApp.User") record User(String name, Optional<Integer> age) {}
/// // #{'__struct__' => 'Elixir.MyApp.User',name => <<"Joe">>,age => nil}
/// // %MyApp.User{name: "Joe", age: nil}, as Elixir prints it
/// ```
///
/// A struct always has all its keys, so an empty `Optional` is written as `nil`. What is read must
/// be that struct; keys that no component has are ignored, unless [#strict], and missing ones taken
/// as [AsMap] says. Members of a sealed interface are told apart by their modules.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface AsStruct {
  /// The module's name as Elixir writes it. One that begins in lower case is an Erlang module's and
  /// gets no `Elixir.` in front.
  String value();

  /// Refuses keys that no component has to the letter.
  boolean strict() default false;
}
