package io.jergon.node;

import io.jergon.etf.Atom;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;

/// A registered name on a node: Erlang's `{Name, Node}`.
///
/// ```java
/// node.send(ProcessName.of("shell", "erl@127.0.0.1"), Atom.of("hello"));
/// ```
///
/// @param name the registered name
/// @param node the node's full name
public record ProcessName(Atom name, Atom node) {

  /// A name on a node.
  public static ProcessName of(String name, String node) {
    return new ProcessName(Atom.of(name), Atom.of(node));
  }

  /// `{Name, Node}`.
  public Term toTerm() {
    return Tuple.of(name, node);
  }

  @Override
  public String toString() {
    return toTerm().toString();
  }
}
