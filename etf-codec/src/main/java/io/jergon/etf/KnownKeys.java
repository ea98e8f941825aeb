package io.jergon.etf;

import org.jspecify.annotations.Nullable;

/// The keys of maps in the term that is being read. Maps that mean the same kind of thing have the
/// same keys, mostly in the same order: a list of users, say. So the keys of a map are compared
/// with those of the last one of its size; as long as they agree they are not made again, and if
/// all do, it need not be looked for one that is there twice.
final class KnownKeys {
  private static final int PLACES = 8;

  private @Nullable MapTerm last;

  /// By size modulo their number; null as long as one map is all.
  private @Nullable MapTerm @Nullable [] others;

  /// The last map with as many entries, or null.
  @Nullable MapTerm ofSize(int size) {
    MapTerm map = others == null ? last : others[size % PLACES];
    return map != null && map.size() == size ? map : null;
  }

  void add(MapTerm map) {
    MapTerm first = last;
    if (first == null) {
      last = map;
      return;
    }
    if (others == null) {
      others = new @Nullable MapTerm[PLACES];
      others[first.size() % PLACES] = first;
    }
    others[map.size() % PLACES] = map;
  }
}
