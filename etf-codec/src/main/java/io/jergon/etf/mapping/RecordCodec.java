package io.jergon.etf.mapping;

import io.jergon.etf.Term;
import io.jergon.etf.Tuple;

/// Takes records of one type apart and makes them. [RecordCompiler] makes a subclass for each type.
abstract class RecordCodec {
  private final String[] names;

  /// @param names the components' names, for the path of errors
  RecordCodec(String[] names) {
    this.names = names;
  }

  /// The components' terms, behind the places that the compiler was asked to keep free.
  abstract Term[] write(Object record, int depth);

  /// The record of a tuple's elements, without those that the compiler was asked to skip.
  abstract Object read(Tuple terms, int depth);

  /// What went wrong in a component, seen from the record. Called by the compiled code.
  final MappingException within(MappingException e, int component) {
    return e.within("." + names[component]);
  }

  /// What the record's constructor threw. Called by the compiled code.
  static RuntimeException refused(Throwable thrown) {
    if (thrown instanceof Error error) {
      throw error;
    }
    return new MappingException(
        "the record's constructor refused its components: " + thrown, thrown);
  }
}
