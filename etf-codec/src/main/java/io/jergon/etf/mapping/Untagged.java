package io.jergon.etf.mapping;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Makes a record a tuple of its components alone, without a tag in front.
///
/// ```java
/// @Untagged record Point(long x, long y) {}       // {1,2}
///
/// record Line(Point from, Point to) {}            // {line,{1,2},{3,4}}
/// ```
///
/// Among the members of a sealed interface it stands for the tuples of its size that no tag claims;
/// two untagged members of one size look alike and are refused.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Untagged {}
