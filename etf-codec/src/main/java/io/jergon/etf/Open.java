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

  private int next;

  private Open(Term[] children, @Nullable Open parent) {
    this.children = children;
    this.size = children.length;
    this.parent = parent;
  }

  /// Takes the next child; true if it was the last.
  final boolean add(Term child) {
    children[next++] = child;
    return next == size;
  }

  final boolean awaitsLast() {
    return next == size - 1;
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
      if (children[size - 1] instanceof ListTerm tail && !tail.isEmpty()) {
        return ListTerm.improper(Arrays.asList(children).subList(0, size - 1), tail);
      }
      return ListTerm.adopt(children.length == size ? children : Arrays.copyOf(children, size));
    }
  }

  static final class OfMap extends Open {
    private final int offset;

    OfMap(int offset, Term[] entries, @Nullable Open parent) {
      super(entries, parent);
      this.offset = offset;
    }

    @Override
    Term close() {
      MapTerm map = MapIndex.mapOfDistinct(children);
      if (map == null) {
        throw new DecodeException(offset, "map has a key twice");
      }
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
