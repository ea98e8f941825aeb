package io.jergon.etf;

import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A container that [TermReader] has begun and whose children are still to come.
abstract class Open {
  final @Nullable Open parent;

  /// Has room for `size` children at least.
  Term[] children;

  /// How many children there are to be, a list's tail included.
  int size;

  /// How many of them are there.
  int next;

  private Open(Term[] children, @Nullable Open parent) {
    this.children = children;
    this.size = children.length;
    this.parent = parent;
  }

  final boolean awaitsLast() {
    return next == size - 1;
  }

  /// The child that comes next, read from `in`, if it is one that was foreseen; else null, and
  /// nothing is read.
  @Nullable Term expected(int place, TermInput in) {
    return null;
  }

  /// The container, all of whose children are there.
  abstract Term close();

  static final class OfTuple extends Open {
    OfTuple(Term[] elements, @Nullable Open parent) {
      super(elements, parent);
    }

    @Override
    Term close() {
      return Tuple.adopt(children);
    }
  }

  static final class OfList extends Open {
    OfList(Term[] elementsAndTail, @Nullable Open parent) {
      super(elementsAndTail, parent);
    }

    /// The tail turned out to be a list with `count` elements and a tail of its own.
    void lengthen(int count) {
      size += count;
      if (size > children.length) {
        children = Arrays.copyOf(children, Math.max(size, children.length + children.length / 2));
      }
    }

    @Override
    Term close() {
      return list(children, size);
    }

    /// The list of the first `size - 1` elements and the tail behind them. Takes the array over.
    static ListTerm list(Term[] children, int size) {
      if (children[size - 1] instanceof ListTerm tail && !tail.isEmpty()) {
        return ListTerm.improper(Arrays.asList(children).subList(0, size - 1), tail);
      }
      return ListTerm.adopt(children.length == size ? children : Arrays.copyOf(children, size));
    }
  }

  static final class OfMap extends Open {
    private final int offset;
    private final KnownKeys knownKeys;

    /// A map whose keys these are, as far as they are read; null if there is none.
    private @Nullable MapTerm model;

    OfMap(int offset, Term[] entries, KnownKeys knownKeys, @Nullable Open parent) {
      super(entries, parent);
      this.offset = offset;
      this.knownKeys = knownKeys;
      this.model = knownKeys.ofSize(size / 2);
    }

    @Override
    @Nullable Term expected(int place, TermInput in) {
      MapTerm known = model;
      if (known == null || (place & 1) != 0) {
        return null;
      }
      Term key = known.entries()[place];
      if (in.skip(key)) {
        return key;
      }
      model = null;
      return null;
    }

    @Override
    Term close() {
      MapTerm map = model == null ? null : model.withEntries(children);
      if (map != null) {
        return map;
      }
      map = MapIndex.mapOfDistinct(children);
      if (map == null) {
        throw new DecodeException(offset, "map has a key twice");
      }
      knownKeys.add(map);
      return map;
    }
  }

  /// A term that has a head of its own before its children: a fun, a record.
  static final class WithHead extends Open {
    private final Function<Term[], Term> head;

    WithHead(Function<Term[], Term> head, Term[] children, @Nullable Open parent) {
      super(children, parent);
      this.head = head;
    }

    @Override
    Term close() {
      return head.apply(children);
    }
  }
}
