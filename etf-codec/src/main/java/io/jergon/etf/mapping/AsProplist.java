package io.jergon.etf.mapping;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Makes a record a property list, as Erlang's functions take their options: an [AsKeywordList]
/// whose `boolean` components are bare atoms.
///
/// ```java
/// @AsProplist record ListenOptions(boolean binary, boolean inet6, int backlog) {}
/// // [binary,{backlog,128}]
/// ```
///
/// `true` is written as the bare atom, `false` is left out. Reading takes `{binary,true}` and
/// `{binary,false}` too, and a missing `boolean` as `false`, as `proplists:get_bool/2` does. All
/// else is as for [AsKeywordList].
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface AsProplist {
  /// Refuses keys that no component has to the letter.
  boolean strict() default false;
}
