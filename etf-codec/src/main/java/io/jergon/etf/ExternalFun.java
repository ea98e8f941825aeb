package io.jergon.etf;

import java.util.Objects;

/// `fun Module:Function/Arity`.
///
/// ```java
/// new ExternalFun(Atom.of("lists"), Atom.of("map"), 2).toString(); // fun lists:map/2
/// ```
///
/// @param arity 0..255: OTP 27 crashes when it reads a greater one
public record ExternalFun(Atom module, Atom function, int arity) implements Fun {
  static final int MAX_ARITY = 255;

  /// @throws IllegalArgumentException if the arity is not 0..255
  public ExternalFun {
    Objects.requireNonNull(module, "module");
    Objects.requireNonNull(function, "function");
    if (arity < 0 || arity > MAX_ARITY) {
      throw new IllegalArgumentException("arity: " + arity + " (expected: 0..255)");
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
