package io.jergon.etf;

/// The seed of a random test: `-Dseed=`, else a new one. It is printed, so that a failure can be
/// repeated.
final class Seed {
  private Seed() {}

  static long value() {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("-Dseed=" + seed);
    return seed;
  }
}
