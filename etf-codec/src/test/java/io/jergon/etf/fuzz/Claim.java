package io.jergon.etf.fuzz;

import io.jergon.etf.Term;
import java.util.function.Supplier;

/// What a fuzz target holds to be true of every input.
final class Claim {
  private Claim() {}

  static void that(boolean holds, Supplier<String> otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise.get());
    }
  }

  static void same(Term a, Term b) {
    that(a.equals(b) && b.equals(a), () -> a + " is not " + b);
    that(a.hashCode() == b.hashCode(), () -> "two hashes of " + a);
    that(a.compareTo(b) == 0 && b.compareTo(a) == 0, () -> a + " is not in the place of " + b);
  }
}
