package io.jergon.etf.mapping;

import io.jergon.etf.Term;

/// How one Java type and its terms become each other.
interface Shape {
  /// As deep as values and terms may nest: what follows the types recurses, and a peer chooses how
  /// deep its terms are.
  int MAX_DEPTH = 500;

  /// @throws MappingException if the value has no term
  Term toTerm(Object value, int depth);

  /// @throws MappingException if the term does not fit
  Object fromTerm(Term term, int depth);

  static void checkDepth(int depth) {
    if (depth > MAX_DEPTH) {
      throw new MappingException("nested deeper than " + MAX_DEPTH);
    }
  }
}
