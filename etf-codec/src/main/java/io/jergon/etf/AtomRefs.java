package io.jergon.etf;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The atoms that terms behind a distribution header refer to by their place in it, instead of
/// spelling them out.
///
/// ```java
/// AtomRefs atoms = new AtomRefs();
/// TermOutput out = TermOutput.gathering(256, atoms);
/// TermEncoder.encodeBody(Term.parse("{ok, ok, error}"), out); // 104, 3, 82, 0, 82, 0, 82, 1
/// atoms.size();                                               // 2: ok, error
/// ```
///
/// At most 255 fit; the encoder spells the others out. Reading is
/// [TermDecoder#decodeBody(TermInput, Atom[])]. The header itself is the distribution's
/// (erl_ext_dist, "Distribution Header", R13).
///
/// For one thread at a time.
///
/// @since 0.1
public final class AtomRefs {
  /// The number of references in a header is a byte.
  public static final int MAX = 255;

  static final int FULL = -1;

  /// Up to so many are compared one by one; then they are hashed.
  private static final int FEW = 8;

  private static final int BUCKETS = 512; // twice MAX, a power of two

  private Atom[] atoms = new Atom[FEW];
  private int size;
  private byte @Nullable [] buckets; // index + 1 of the atom there, open addressing

  /// Creates an empty list.
  public AtomRefs() {}

  /// How many atoms there are, 0 to 255.
  public int size() {
    return size;
  }

  /// The atom at an index below [#size].
  public Atom get(int index) {
    if (index >= size) {
      throw new IndexOutOfBoundsException("atom " + index + " of " + size);
    }
    return atoms[index];
  }

  /// The atom's index, after it was added if need be; [#FULL] if there is no room for it.
  int indexOf(Atom atom) {
    return buckets == null ? indexOfFew(atom) : indexOfMany(atom, buckets);
  }

  private int indexOfFew(Atom atom) {
    for (int i = 0; i < size; i++) {
      if (atoms[i].equals(atom)) {
        return i;
      }
    }
    if (size < FEW) {
      return add(atom);
    }
    buckets = new byte[BUCKETS];
    for (int i = 0; i < size; i++) {
      buckets[bucketOf(atoms[i], buckets)] = (byte) (i + 1);
    }
    return indexOfMany(atom, buckets);
  }

  private int indexOfMany(Atom atom, byte[] table) {
    int bucket = bucketOf(atom, table);
    int index = (table[bucket] & 0xff) - 1;
    if (index >= 0) {
      return index;
    }
    if (size == MAX) {
      return FULL;
    }
    table[bucket] = (byte) (size + 1);
    return add(atom);
  }

  /// The atom's bucket, or the empty one where it belongs.
  private int bucketOf(Atom atom, byte[] table) {
    int hash = atom.hashCode();
    int bucket = (hash ^ hash >>> 9 ^ hash >>> 18) & BUCKETS - 1;
    while (table[bucket] != 0 && !atoms[(table[bucket] & 0xff) - 1].equals(atom)) {
      bucket = bucket + 1 & BUCKETS - 1;
    }
    return bucket;
  }

  private int add(Atom atom) {
    if (size == atoms.length) {
      atoms = Arrays.copyOf(atoms, Math.min(size * 2, MAX));
    }
    atoms[size] = atom;
    return size++;
  }
}
