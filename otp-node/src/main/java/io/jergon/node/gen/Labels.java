package io.jergon.node.gen;

import io.jergon.etf.Atom;

/// The atoms that gen messages are tagged with. Source: `gen.erl`.
final class Labels {
  static final Atom GEN_CALL = Atom.of("$gen_call");
  static final Atom GEN_CAST = Atom.of("$gen_cast");
  static final Atom ALIAS = Atom.of("alias");

  private Labels() {}
}
