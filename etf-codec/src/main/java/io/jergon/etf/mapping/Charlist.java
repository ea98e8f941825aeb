package io.jergon.etf.mapping;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Writes a `String` as a list of code points, Erlang's string, and not as a binary.
///
/// ```java
/// record ReadFile(@Charlist String name, List<@Charlist String> modes) {}
/// // {read_file,"/etc/hosts",["raw","binary"]}
/// ```
///
/// Reading any `String` takes charlists, with this annotation or without. On another type than
/// `String` it is a [MappingException] when the type is first used.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE_USE)
public @interface Charlist {}
