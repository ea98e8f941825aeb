package io.jergon.node.control;

import io.jergon.etf.Term;
import io.jergon.etf.TermEncoder;
import io.jergon.etf.TermOutput;
import org.jspecify.annotations.Nullable;

/// Writes a control tuple into an output.
///
/// ```text
/// +-----+-------+----+-----------+----------
/// | 104 | arity | 97 | operation | elements      SMALL_TUPLE_EXT, SMALL_INTEGER_EXT
/// +-----+-------+----+-----------+----------      (erl_ext_dist)
/// ```
final class ControlTuple {
  private static final int SMALL_TUPLE_EXT = 104;
  private static final int SMALL_INTEGER_EXT = 97;

  private ControlTuple() {}

  /// Writes the tuple of the operation and those elements that are not null: an absent trace token
  /// is left out.
  static void write(TermOutput out, int operation, @Nullable Term... elements) {
    int arity = 1;
    for (Term element : elements) {
      if (element != null) {
        arity++;
      }
    }
    out.writeByte(SMALL_TUPLE_EXT);
    out.writeByte(arity);
    out.writeByte(SMALL_INTEGER_EXT);
    out.writeByte(operation);
    for (Term element : elements) {
      if (element != null) {
        TermEncoder.encodeBody(element, out);
      }
    }
  }
}
