package io.jergon.etf;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Finds the entries of a [MapTerm] by key, and finds keys that repeat when one is built.
///
/// Up to [#FEW] entries are tried one after the other. Above that an open hash table with linear
/// probing leads from a key's hash to its entry. A peer can send keys whose hashes agree, so an
/// insertion gives up after a bounded number of steps; the map is then sorted, and searched by
/// halving. Building therefore takes O(n log n) steps at worst, whatever the keys.
///
/// A key may itself contain maps, and these have keys, and so on to any depth. To compare two maps
/// needs their entries in order, and to sort needs comparisons, so doing it on demand could recurse
/// as deep as maps are nested in keys. Hence the invariant: **a map that lies in a key of another
/// map is sorted already**. [#sortMapsInKeys] sees to it, from the inside out, since terms are
/// built from the inside out.
final class MapIndex {
  /// As many entries as are searched without a table.
  static final int FEW = 8;

  private static final int MOST_PROBES = 256;
  private static final int MOST_EQUAL_HASHES = 8;

  private static final int ABSENT = -1;
  private static final int GAVE_UP = -2;

  // Each slot: hash << 32 | entry number + 1, or 0 if free. At most half of the slots are in use.
  private final long[] table;
  private final int shift;

  private MapIndex(int entries) {
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(entries * 2 - 1);
    table = new long[1 << bits];
    shift = Integer.SIZE - bits;
  }

  /// The map of these keys and values, or null if a key is there twice. Takes the array over.
  static @Nullable MapTerm mapOfDistinct(Term[] entries) {
    return build(entries, false);
  }

  /// The map of these keys and values; a key that is there twice has its last value. Takes the
  /// array over.
  static MapTerm mapKeepingLast(Term[] entries) {
    MapTerm map = build(entries, true);
    if (map == null) {
      throw new AssertionError("repeated keys are merged");
    }
    return map;
  }

  private static @Nullable MapTerm build(Term[] entries, boolean keepLast) {
    int size = entries.length / 2;
    if (size == 0) {
      return MapTerm.EMPTY;
    }
    sortMapsInKeys(entries);
    MapIndex index = size > FEW ? new MapIndex(size) : null;
    int kept = 0;
    for (int i = 0; i < size; i++) {
      Term key = entries[2 * i];
      Term value = entries[2 * i + 1];
      int found = index == null ? scan(entries, kept, key) : index.findOrAdd(entries, key, kept);
      if (found == GAVE_UP) {
        System.arraycopy(entries, 2 * i, entries, 2 * kept, 2 * (size - i));
        return buildSorted(Arrays.copyOf(entries, 2 * (kept + size - i)), keepLast);
      }
      if (found >= 0) {
        if (!keepLast) {
          return null;
        }
        entries[2 * found + 1] = value;
      } else {
        entries[2 * kept] = key;
        entries[2 * kept + 1] = value;
        kept++;
      }
    }
    if (kept == size) {
      return new MapTerm(entries, index, null);
    }
    // A table that is still needed, though made for more entries, leads to the same places.
    return new MapTerm(Arrays.copyOf(entries, 2 * kept), kept > FEW ? index : null, null);
  }

  private static @Nullable MapTerm buildSorted(Term[] entries, boolean keepLast) {
    int[] order = order(entries, entries.length / 2);
    boolean[] dropped = new boolean[order.length];
    int first = order[0];
    int kept = 1;
    for (int i = 1; i < order.length; i++) {
      if (TermOrder.compareExactly(entries[2 * first], entries[2 * order[i]]) != 0) {
        first = order[i];
        kept++;
      } else if (keepLast) {
        entries[2 * first + 1] = entries[2 * order[i] + 1];
        dropped[order[i]] = true;
      } else {
        return null;
      }
    }
    Term[] distinct = new Term[2 * kept];
    int next = 0;
    for (int i = 0; i < order.length; i++) {
      if (!dropped[i]) {
        distinct[next++] = entries[2 * i];
        distinct[next++] = entries[2 * i + 1];
      }
    }
    return new MapTerm(distinct, null, new MapTerm.Sorted(sort(distinct, kept)));
  }

  private int findOrAdd(Term[] entries, Term key, int number) {
    int hash = key.hashCode();
    int slot = slot(hash);
    int equalHashes = 0;
    for (int probes = 0; probes < MOST_PROBES; probes++) {
      long content = table[slot];
      if (content == 0) {
        table[slot] = ((long) hash << 32) | (number + 1);
        return ABSENT;
      }
      if ((int) (content >>> 32) == hash) {
        int entry = (int) content - 1;
        if (entries[2 * entry].equals(key)) {
          return entry;
        }
        if (++equalHashes == MOST_EQUAL_HASHES) {
          return GAVE_UP;
        }
      }
      slot = (slot + 1) & (table.length - 1);
    }
    return GAVE_UP;
  }

  /// The number of the entry with this key, or -1.
  int find(Term[] entries, Term key) {
    int hash = key.hashCode();
    int slot = slot(hash);
    for (; ; ) {
      long content = table[slot];
      if (content == 0) {
        return ABSENT;
      }
      if ((int) (content >>> 32) == hash && entries[2 * ((int) content - 1)].equals(key)) {
        return (int) content - 1;
      }
      slot = (slot + 1) & (table.length - 1);
    }
  }

  private int slot(int hash) {
    return (hash * 0x9e3779b9) >>> shift;
  }

  /// The number of the entry with this key among the first `size`, or -1.
  static int scan(Term[] entries, int size, Term key) {
    for (int i = 0; i < size; i++) {
      if (entries[2 * i].equals(key)) {
        return i;
      }
    }
    return ABSENT;
  }

  /// The place of this key in entries sorted by key, or a negative number.
  static int search(Term[] sorted, Term key) {
    int low = 0;
    int high = sorted.length / 2 - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = TermOrder.compareExactly(sorted[2 * middle], key);
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return ABSENT;
  }

  /// The first `size` entries in the exact order of their keys: the same array if they are in
  /// order.
  static Term[] sort(Term[] entries, int size) {
    if (isSorted(entries, size)) {
      return entries;
    }
    int[] order = order(entries, size);
    Term[] sorted = new Term[2 * size];
    for (int i = 0; i < size; i++) {
      sorted[2 * i] = entries[2 * order[i]];
      sorted[2 * i + 1] = entries[2 * order[i] + 1];
    }
    return sorted;
  }

  private static boolean isSorted(Term[] entries, int size) {
    for (int i = 1; i < size; i++) {
      if (TermOrder.compareExactly(entries[2 * i - 2], entries[2 * i]) >= 0) {
        return false;
      }
    }
    return true;
  }

  /// Entry numbers in the exact order of their keys; equal keys stay in their order.
  private static int[] order(Term[] entries, int size) {
    Integer[] order = new Integer[size];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (a, b) -> TermOrder.compareExactly(entries[2 * a], entries[2 * b]));
    int[] result = new int[size];
    Arrays.setAll(result, i -> order[i]);
    return result;
  }

  /// Sorts the maps that lie in the keys, those in keys of these maps excepted: they are sorted.
  private static void sortMapsInKeys(Term[] entries) {
    for (int i = 0; i < entries.length; i += 2) {
      if (Terms.children(entries[i]).length > 0) {
        sortMapsIn(entries[i]);
      }
    }
  }

  private static void sortMapsIn(Term key) {
    Walk top = new Walk(new Term[] {key}, 1, null);
    while (top != null) {
      if (top.next >= top.children.length) {
        top = top.parent;
        continue;
      }
      Term term = top.children[top.next];
      top.next += top.step;
      Term[] children = Terms.children(term);
      if (children.length == 0) {
        continue;
      }
      if (term instanceof MapTerm map) {
        map.sortedEntries();
        top = new Walk(children, 2, top);
        top.next = 1;
      } else {
        top = new Walk(children, 1, top);
      }
    }
  }

  private static final class Walk {
    final Term[] children;
    final int step;
    final @Nullable Walk parent;
    int next;

    Walk(Term[] children, int step, @Nullable Walk parent) {
      this.children = children;
      this.step = step;
      this.parent = parent;
    }
  }
}
