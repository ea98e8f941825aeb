package io.jergon.node;

import io.jergon.etf.Atom;
import java.util.Locale;

/// Which of the nodes that a node knows: what `erlang:nodes/1` takes.
///
/// ```java
/// List<String> neighbours = node.nodes(NodeType.CONNECTED);
/// ```
public enum NodeType {
  /// Connected, and seen by all: neither side is hidden.
  VISIBLE,
  /// Connected, and hidden from the rest of the cluster, because one of the two sides is.
  HIDDEN,
  /// Connected: visible or hidden.
  CONNECTED,
  /// This node.
  THIS,
  /// This node, the connected ones, and those that a link or a monitor leads to.
  KNOWN;

  /// The name as Erlang spells it.
  public Atom toAtom() {
    return Atom.of(name().toLowerCase(Locale.ROOT));
  }
}
