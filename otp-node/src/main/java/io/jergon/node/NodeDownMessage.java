package io.jergon.node;

import io.jergon.etf.Atom;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;

/// What [Self#monitorNode] sends, once, when the node cannot be reached any more, or could not be
/// reached at all: `{nodedown, Node}`.
///
/// Source: `erlang:monitor_node/2`.
///
/// @param node its full name
public record NodeDownMessage(String node) {
  private static final Atom NODEDOWN = Atom.of("nodedown");

  /// The message as Erlang would see it.
  public Term toTerm() {
    return Tuple.of(NODEDOWN, Atom.of(node));
  }
}
