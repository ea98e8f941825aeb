package io.jergon.etf;

/// A term's place in the line that it was printed on with all that is around it.
///
/// @param term what was printed there
/// @param start where the term's text begins in the line
/// @param end where it ends
/// @param width in columns: a character with its combining marks takes one
/// @param children the pieces of a container's terms, in the order in which they stand there; empty
///   for all that has no terms in it
record Piece(Term term, int start, int end, int width, Piece[] children) {
  static final Piece[] NONE = {};

  boolean isContainer() {
    return children.length > 0;
  }
}
