package io.jergon.etf;

import java.util.Objects;

/// `fun Module:Function/Arity`.
///
/// ```java
/// new ExternalFun(Atom.of("lists"), Atom.of("map"), 2).toString(); // fun lists:map/2
/// ```
///
/// @param arity 0 or more; BEAM itself never makes one above 255
public record ExternalFun(Atom module, Atom function, int arity) implements Fun {
  /// @throws IllegalArgumentException if the arity is negative
  public ExternalFun {
    Objects.requireNonNull(module, "module");
    Objects.requireNonNull(function, "function");
    if (arity < 0) {
      throw new IllegalArgumentException("arity: " + arity + " (expected: >= 0)");
    }
  }

  public static ExternalFun of(Atom module, Atom function, int arity) {
    return new ExternalFun(module, function, arity);
  }

  @Override
  public int hashCode() {
    long state = KeyedHash.mix(KeyedHash.START, module.hashCode());
    state = KeyedHash.mix(state, function.hashCode());
    return KeyedHash.end(KeyedHash.mix(state, arity));
  }

  @Override
  public String toString() {
    return TermPrinter.print(this);
  }
}
