package io.jergon.etf.mapping;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Says what a record, a component or an enum constant is called in terms, where that is not its
/// Java name in snake case.
///
/// ```java
/// @TermName("EXIT") record Exited(Pid from, Term reason) {}        // {'EXIT',From,Reason}
///
/// @AsMap record Item(@TermName("ItemId") long id, int inStock) {}  // #{'ItemId' => 1,in_stock => 2}
///
/// enum Answer { OK, @TermName("not-found") NOT_FOUND }             // ok, 'not-found'
/// ```
///
/// On a record it is the tag; on a component the key in a map or list, and without effect in a
/// tuple, whose elements have no names; on an enum constant the atom. Two of one name in one record
/// or enum, and names that are no atoms (more than 255 characters), are refused with a
/// [MappingException] when the type is first used.
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.RECORD_COMPONENT, ElementType.FIELD})
public @interface TermName {
  /// The name, without quotes or escapes.
  String value();
}
