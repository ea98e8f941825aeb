package io.jergon.etf.mapping;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Makes a record a list of pairs, its components the values under their names in snake case:
/// Elixir's keyword list.
///
/// ```java
/// @AsKeywordList record Retry(int times, Optional<Duration> pause) {}
/// // [{times,3},{pause,500}]
/// // [times: 3, pause: 500], as Elixir prints it
/// ```
///
/// An empty `Optional` is left out. Reading takes the pairs in any order, with atoms or binaries as
/// keys, and a bare atom for `{Atom,true}`; of a key that is there twice the first counts, as for
/// `Keyword.get/2` and `proplists:get_value/2`. Missing keys and keys that no component has are
/// treated as [AsMap] says. What is neither a pair nor an atom is a [MappingException].
///
/// A sealed interface can have one such member: an empty list could be any.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface AsKeywordList {
  /// Refuses keys that no component has to the letter.
  boolean strict() default false;
}
