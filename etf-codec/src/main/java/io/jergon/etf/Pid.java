package io.jergon.etf;

import java.util.Objects;

/// A process identifier. `toString` is `#Pid<node.id.serial.creation>`, which [Term#parse] reads;
/// what `erl` prints, `<0.85.0>`, leaves out the node's name and cannot be read back.
///
/// ```java
/// Pid.of(Atom.of("jvm@localhost"), 85, 0, creation).toString(); // #Pid<jvm@localhost.85.0.1732182000>
/// ```
///
/// @param node the name of the node that the process lives, or lived, on
/// @param id 0 to 2^32-1
/// @param serial 0 to 2^32-1
/// @param creation tells incarnations of a node apart: 32 bits, unsigned
public record Pid(Atom node, long id, long serial, int creation) implements Term {
  /// @throws IllegalArgumentException if id or serial has more than 32 bits
  public Pid {
    Objects.requireNonNull(node, "node");
    requireUnsigned32("id", id);
    requireUnsigned32("serial", serial);
  }

  /// @throws IllegalArgumentException if id or serial has more than 32 bits
  public static Pid of(Atom node, long id, long serial, int creation) {
    return new Pid(node, id, serial, creation);
  }

  private static void requireUnsigned32(String what, long value) {
    if (value < 0 || value > 0xffff_ffffL) {
      throw new IllegalArgumentException(what + ": " + value + " (expected: 0..4294967295)");
    }
  }

  @Override
  public int hashCode() {
    long state = KeyedHash.mix(KeyedHash.START, serial << Integer.SIZE | id);
    state = KeyedHash.mix(state, creation);
    return KeyedHash.end(KeyedHash.mix(state, node.hashCode()));
  }

  @Override
  public String toString() {
    return TermPrinter.print(this);
  }
}
