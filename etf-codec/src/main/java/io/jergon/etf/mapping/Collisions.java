package io.jergon.etf.mapping;

import java.math.BigInteger;
import java.util.Arrays;

/// A peer can send keys whose hash codes agree: a hash table of them takes quadratic time unless
/// the keys are ordered, as strings and numbers are. Terms hash with a secret, but a record's hash
/// is that of its components, which a peer chooses.
final class Collisions {
  private static final int MOST_EQUAL_HASHES = 1000;

  private Collisions() {}

  /// The keys themselves.
  ///
  /// @throws MappingException if a hash table of them would be slow
  static Object[] bounded(Object[] keys) {
    if (keys.length <= MOST_EQUAL_HASHES) {
      return keys;
    }
    int[] hashes = new int[keys.length];
    int used = 0;
    for (Object key : keys) {
      if (!(key instanceof String || key instanceof Number || key instanceof BigInteger)) {
        hashes[used++] = key.hashCode();
      }
    }
    Arrays.sort(hashes, 0, used);
    for (int i = MOST_EQUAL_HASHES; i < used; i++) {
      if (hashes[i] == hashes[i - MOST_EQUAL_HASHES]) {
        throw new MappingException("more than " + MOST_EQUAL_HASHES + " keys have one hash code");
      }
    }
    return keys;
  }
}
