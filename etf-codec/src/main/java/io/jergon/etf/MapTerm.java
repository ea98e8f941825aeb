package io.jergon.etf;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// A map from any term to any term.
///
/// ```java
/// MapTerm user = MapTerm.builder().put(Atom.of("name"), Binary.utf8("Zoë")).put(IntegerTerm.of(1), Atom.OK).build();
/// user.get(Atom.of("name")); // <<"Zoë"/utf8>>
/// user.get(FloatTerm.of(1)); // null: 1 and 1.0 are different keys
/// user.asMap().keySet();     // a java.util.Map, unmodifiable
/// ```
///
/// The order of entries is no part of the value. Iteration keeps the order in which they were put
/// or came in; `toString` sorts by key. A lookup takes constant time, or logarithmic time in a map
/// whose keys were made to collide.
public final class MapTerm implements Term {
  public static final MapTerm EMPTY = new MapTerm(Terms.NONE, null, null);

  /// Keys and values in turn.
  private final Term[] entries;

  /// Finds an entry; null if there are few enough to try one after the other, or if `sorted` is to
  /// be searched.
  private final @Nullable MapIndex index;

  /// Set from the start if lookups need it, else on demand. A record, so that its array is
  /// published safely.
  private @Nullable Sorted sorted;

  /// 0 until it is asked for.
  private int hash;

  /// Keys and values in turn, keys in exact order.
  record Sorted(Term[] entries) {}

  MapTerm(Term[] entries, @Nullable MapIndex index, @Nullable Sorted sorted) {
    this.entries = entries;
    this.index = index;
    this.sorted = sorted;
  }

  /// A map of these entries.
  public static MapTerm of(Map<? extends Term, ? extends Term> map) {
    Builder builder = builder();
    map.forEach(builder::put);
    return builder.build();
  }

  public static Builder builder() {
    return new Builder();
  }

  /// The map of the same keys in the same order with other values, or null if this one does not
  /// tell how to find them. Takes the array over; the keys in it are this map's, the very objects.
  @Nullable MapTerm withEntries(Term[] others) {
    return index != null || size() <= MapIndex.FEW ? new MapTerm(others, index, null) : null;
  }

  /// The value under a key, or null if there is none.
  public @Nullable Term get(Term key) {
    if (index == null && size() > MapIndex.FEW) {
      Term[] ordered = sortedEntries();
      int place = MapIndex.search(ordered, key);
      return place < 0 ? null : ordered[2 * place + 1];
    }
    int entry = index == null ? MapIndex.scan(entries, size(), key) : index.find(entries, key);
    return entry < 0 ? null : entries[2 * entry + 1];
  }

  public boolean containsKey(Term key) {
    return get(key) != null;
  }

  /// The number of entries.
  public int size() {
    return entries.length / 2;
  }

  public boolean isEmpty() {
    return entries.length == 0;
  }

  /// Calls `action` with each key and its value.
  public void forEach(BiConsumer<? super Term, ? super Term> action) {
    for (int i = 0; i < entries.length; i += 2) {
      action.accept(entries[i], entries[i + 1]);
    }
  }

  /// The entries, as an unmodifiable `java.util.Map`.
  public Map<Term, Term> asMap() {
    return new View(this);
  }

  /// Keys and values in turn, shared: nobody writes to them.
  Term[] entries() {
    return entries;
  }

  /// As [#entries], sorted by key: integers before floats, else Erlang's order.
  Term[] sortedEntries() {
    Sorted known = sorted;
    if (known == null) {
      known = new Sorted(MapIndex.sort(entries, size()));
      sorted = known;
    }
    return known.entries();
  }

  int cachedHash() {
    return hash;
  }

  void cacheHash(int computed) {
    hash = computed;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other || (other instanceof MapTerm that && TermEquality.equal(this, that));
  }

  @Override
  public int hashCode() {
    return hash != 0 ? hash : TermHash.hash(this);
  }

  @Override
  public String toString() {
    return TermPrinter.print(this);
  }

  /// Collects entries; a key put twice keeps its last value. Not for use by two threads at once.
  public static final class Builder {
    private Term[] entries = new Term[16];
    private int used;

    private Builder() {}

    public Builder put(Term key, Term value) {
      Objects.requireNonNull(key, "key");
      Objects.requireNonNull(value, "value");
      if (used == entries.length) {
        entries = Arrays.copyOf(entries, used * 2);
      }
      entries[used++] = key;
      entries[used++] = value;
      return this;
    }

    public MapTerm build() {
      return MapIndex.mapKeepingLast(Arrays.copyOf(entries, used));
    }
  }

  private static final class View extends AbstractMap<Term, Term> {
    private final MapTerm map;

    View(MapTerm map) {
      this.map = map;
    }

    @Override
    public @Nullable Term get(@Nullable Object key) {
      return key instanceof Term term ? map.get(term) : null;
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
      return key instanceof Term term && map.containsKey(term);
    }

    @Override
    public Set<Entry<Term, Term>> entrySet() {
      return new AbstractSet<>() {
        @Override
        public int size() {
          return map.size();
        }

        @Override
        public Iterator<Entry<Term, Term>> iterator() {
          return new EntryIterator(map.entries);
        }
      };
    }
  }

  private static final class EntryIterator implements Iterator<Map.Entry<Term, Term>> {
    private final Term[] entries;
    private int next;

    EntryIterator(Term[] entries) {
      this.entries = entries;
    }

    @Override
    public boolean hasNext() {
      return next < entries.length;
    }

    @Override
    public Map.Entry<Term, Term> next() {
      if (next == entries.length) {
        throw new NoSuchElementException();
      }
      next += 2;
      return Map.entry(entries[next - 2], entries[next - 1]);
    }
  }
}
