package io.jergon.etf.mapping;

import io.jergon.etf.Binary;
import io.jergon.etf.IntegerTerm;
import io.jergon.etf.ListTerm;
import io.jergon.etf.Term;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Erlang's `iodata()` and `unicode:chardata()`: lists, nested at will, of binaries and of bytes or
/// code points, which may end in a binary.
final class IoData {
  private IoData() {}

  /// @throws MappingException if the list is no iodata
  static byte[] bytes(ListTerm list) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(list.size());
    boolean whole =
        allLeaves(
            list,
            leaf -> {
              if (leaf instanceof Binary binary) {
                bytes.writeBytes(binary.toByteArray());
                return true;
              }
              if (leaf instanceof IntegerTerm i && i.fitsInt() && (i.intValue() & ~0xff) == 0) {
                bytes.write(i.intValue());
                return true;
              }
              return false;
            });
    if (!whole) {
      throw MappingException.mismatch("a binary", list);
    }
    return bytes.toByteArray();
  }

  /// Null if the list is no chardata.
  static @Nullable String text(ListTerm list) {
    StringBuilder text = new StringBuilder();
    boolean whole =
        allLeaves(
            list,
            leaf -> {
              if (leaf instanceof Binary binary && binary.isUtf8()) {
                text.append(binary.utf8());
                return true;
              }
              if (leaf instanceof IntegerTerm i && i.fitsInt() && isCodePoint(i.intValue())) {
                text.appendCodePoint(i.intValue());
                return true;
              }
              return false;
            });
    return whole ? text.toString() : null;
  }

  private static boolean isCodePoint(int value) {
    return Character.isValidCodePoint(value)
        && (value < Character.MIN_SURROGATE || value > Character.MAX_SURROGATE);
  }

  /// True if all that is no list, in order, passes. Keeps its own stack: a peer says how deep lists
  /// are nested.
  private static boolean allLeaves(ListTerm whole, Predicate<Term> passes) {
    Deque<Open> open = new ArrayDeque<>();
    open.push(new Open(whole));
    while (!open.isEmpty()) {
      Open top = open.peek();
      if (top.next > top.list.size()) {
        open.pop();
        continue;
      }
      boolean tail = top.next == top.list.size();
      Term term = tail ? top.list.tail() : top.list.get(top.next);
      top.next++;
      if (term instanceof ListTerm inner) {
        if (!inner.isEmpty()) {
          open.push(new Open(inner));
        }
      } else if ((tail && !(term instanceof Binary)) || !passes.test(term)) {
        return false;
      }
    }
    return true;
  }

  private static final class Open {
    final ListTerm list;

    /// The index of what comes next; the size stands for the tail.
    int next;

    Open(ListTerm list) {
      this.list = list;
    }
  }
}
