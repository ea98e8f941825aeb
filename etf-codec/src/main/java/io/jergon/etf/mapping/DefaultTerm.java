package io.jergon.etf.mapping;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// What a component is when its key is missing in a map or list that is read.
///
/// ```java
/// @AsMap record Query(String text, @DefaultTerm("10") int limit, @DefaultTerm("[]") List<String> tags) {}
/// // #{text => <<"x">>} is Query[text=x, limit=10, tags=[]]
/// ```
///
/// Writing leaves nothing out. The text must be a term that fits the component, and the record must
/// have keys; if not, that is a [MappingException] when the record is first used.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface DefaultTerm {
  /// In Erlang syntax, as [io.jergon.etf.Term#parse] reads it.
  String value();
}
