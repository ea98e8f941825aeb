package io.jergon.etf;

import java.util.Objects;

/// A port identifier.
///
/// ```java
/// Port.of(Atom.of("a@b"), 7, 3).toString(); // #Port<a@b.7.3>, which Term.parse reads
/// ```
///
/// @param node the name of the port's node
/// @param id 64 bits, unsigned (OTP 24; 28 bits before)
/// @param creation tells incarnations of a node apart: 32 bits, unsigned
public record Port(Atom node, long id, int creation) implements Term {
  public Port {
    Objects.requireNonNull(node, "node");
  }

  public static Port of(Atom node, long id, int creation) {
    return new Port(node, id, creation);
  }

  @Override
  public int hashCode() {
    long state = KeyedHash.mix(KeyedHash.START, id);
    state = KeyedHash.mix(state, creation);
    return KeyedHash.end(KeyedHash.mix(state, node.hashCode()));
  }

  @Override
  public String toString() {
    return TermPrinter.print(this);
  }
}
