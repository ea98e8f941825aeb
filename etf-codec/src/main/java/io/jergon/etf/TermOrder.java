package io.jergon.etf;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Erlang's order of terms (reference manual, "Term Comparisons"), with a stack of its own.
///
/// There are two: the standard order, in which `1 == 1.0`, and the exact one, which keys of maps
/// are sorted by: any integer is less than any float. Pids, ports and references have no documented
/// order; theirs is what BEAM does.
final class TermOrder {
  private TermOrder() {}

  /// The standard order; what it calls equal is told apart by the exact one.
  static int compare(Term left, Term right) {
    int order = compare(left, right, false);
    return order != 0 ? order : compare(left, right, true);
  }

  /// 0 only if the two are equal.
  static int compareExactly(Term left, Term right) {
    return compare(left, right, true);
  }

  private static int compare(Term left, Term right, boolean exactly) {
    Pairs top = null;
    Term a = left;
    Term b = right;
    boolean exact = exactly;
    for (; ; ) {
      if (!Terms.same(a, b)) {
        int order = compareApartFromChildren(a, b, exact);
        if (order != 0) {
          return order;
        }
        top = pushChildren(a, b, exact, top);
      }
      while (top != null && top.next >= top.end) {
        if (top.verdict != 0) {
          return top.verdict;
        }
        top = top.parent;
      }
      if (top == null) {
        return 0;
      }
      a = top.left[top.next];
      b = top.right[top.next];
      exact = top.exact;
      top.next += top.step;
    }
  }

  private static @Nullable Pairs pushChildren(
      Term a, Term b, boolean exact, @Nullable Pairs parent) {
    return switch (a) {
      case MapTerm x when b instanceof MapTerm y -> {
        Term[] left = x.sortedEntries();
        Term[] right = y.sortedEntries();
        Pairs values = new Pairs(left, right, left.length, exact, parent);
        values.next = 1;
        values.step = 2;
        Pairs keys = new Pairs(left, right, left.length, true, values);
        keys.step = 2;
        yield keys;
      }
      case ListTerm x when b instanceof ListTerm y -> listPairs(x, y, exact, parent);
      default -> {
        Term[] children = Terms.children(a);
        yield children.length == 0
            ? parent
            : new Pairs(children, Terms.children(b), children.length, exact, parent);
      }
    };
  }

  /// Where one list has no more elements, its tail, which is `[]` or no list, meets the rest of the
  /// other.
  private static @Nullable Pairs listPairs(
      ListTerm x, ListTerm y, boolean exact, @Nullable Pairs parent) {
    if ((x.bytes() != null && y.bytes() != null) || (x.ints() != null && y.ints() != null)) {
      return parent; // compared already
    }
    int common = Math.min(x.size(), y.size());
    if (x.size() == y.size()) {
      return new Pairs(front(x, common + 1), front(y, common + 1), common + 1, exact, parent);
    }
    Pairs pairs = new Pairs(front(x, common), front(y, common), common, exact, parent);
    pairs.verdict =
        x.size() < y.size()
            ? Integer.compare(rank(x.tail(), exact), RANK_OF_LIST)
            : Integer.compare(RANK_OF_LIST, rank(y.tail(), exact));
    return pairs;
  }

  /// At least the first `count` of elements and tail.
  private static Term[] front(ListTerm list, int count) {
    if (!list.isPacked()) {
      return list.children();
    }
    Term[] front = new Term[count];
    for (int i = 0; i < count; i++) {
      front[i] = i < list.size() ? list.get(i) : ListTerm.EMPTY;
    }
    return front;
  }

  private static final int RANK_OF_NUMBER = 1;
  private static final int RANK_OF_LIST = 11;

  private static int rank(Term term, boolean exact) {
    return switch (term) {
      case IntegerTerm _ -> exact ? RANK_OF_NUMBER - 1 : RANK_OF_NUMBER;
      case FloatTerm _ -> RANK_OF_NUMBER;
      case Atom _ -> 2;
      case Ref _ -> 3;
      case Fun _ -> 4;
      case Port _ -> 5;
      case Pid _ -> 6;
      case Tuple _ -> 7;
      case RecordTerm _ -> 8;
      case MapTerm _ -> 9;
      case ListTerm list -> list.isEmpty() ? RANK_OF_LIST - 1 : RANK_OF_LIST;
      case Binary _, Bitstring _ -> 12;
    };
  }

  private static int compareApartFromChildren(Term a, Term b, boolean exact) {
    int ranks = Integer.compare(rank(a, exact), rank(b, exact));
    if (ranks != 0) {
      return ranks;
    }
    return switch (a) {
      case IntegerTerm x ->
          b instanceof IntegerTerm y ? compare(x, y) : compare(x, ((FloatTerm) b).value());
      case FloatTerm x ->
          b instanceof FloatTerm y
              ? compare(x.value(), y.value(), exact)
              : -compare((IntegerTerm) b, x.value());
      case Atom x -> compare(x, (Atom) b);
      case Ref x -> compare(x, (Ref) b);
      case Fun x -> compare(x, (Fun) b);
      case Port x -> compare(x, (Port) b);
      case Pid x -> compare(x, (Pid) b);
      case Tuple x -> Integer.compare(x.arity(), ((Tuple) b).arity());
      case RecordTerm x -> compare(x, (RecordTerm) b);
      case MapTerm x -> Integer.compare(x.size(), ((MapTerm) b).size());
      case ListTerm x -> {
        ListTerm y = (ListTerm) b;
        byte[] left = x.bytes();
        byte[] right = y.bytes();
        if (left != null && right != null) {
          yield Arrays.compareUnsigned(left, right);
        }
        int[] leftInts = x.ints();
        int[] rightInts = y.ints();
        yield leftInts != null && rightInts != null ? Arrays.compare(leftInts, rightInts) : 0;
      }
      case Binary x when b instanceof Binary y -> x.compareBytes(y);
      case Binary _, Bitstring _ -> compareBits(a, b);
    };
  }

  private static int compare(IntegerTerm a, IntegerTerm b) {
    return a.fitsLong() && b.fitsLong()
        ? Long.compare(a.longValue(), b.longValue())
        : a.bigIntegerValue().compareTo(b.bigIntegerValue());
  }

  private static int compare(double a, double b, boolean exact) {
    return exact ? Double.compare(a, b) : a < b ? -1 : a > b ? 1 : 0;
  }

  private static int compare(IntegerTerm a, double b) {
    BigInteger integer = a.bigIntegerValue();
    if (integer.bitLength() > Double.MAX_EXPONENT + 1) {
      return integer.signum(); // beyond any float
    }
    return new BigDecimal(integer).compareTo(new BigDecimal(b));
  }

  /// By code point, which is the order of the UTF-8 bytes.
  private static int compare(Atom a, Atom b) {
    return Arrays.compareUnsigned(a.utf8(), b.utf8());
  }

  private static int compareNodes(Atom node, int creation, Atom otherNode, int otherCreation) {
    int order = compare(node, otherNode);
    return order != 0 ? order : Integer.compareUnsigned(creation, otherCreation);
  }

  private static int compare(Pid a, Pid b) {
    int order = Long.compare(a.serial(), b.serial());
    if (order == 0) {
      order = Long.compare(a.id(), b.id());
    }
    return order != 0 ? order : compareNodes(a.node(), a.creation(), b.node(), b.creation());
  }

  private static int compare(Port a, Port b) {
    int order = compareNodes(a.node(), a.creation(), b.node(), b.creation());
    return order != 0 ? order : Long.compareUnsigned(a.id(), b.id());
  }

  /// The words are one number, the least significant word first.
  private static int compare(Ref a, Ref b) {
    int order = compareNodes(a.node(), a.creation(), b.node(), b.creation());
    for (int i = Ref.MAX_WORDS - 1; order == 0 && i >= 0; i--) {
      int left = i < a.wordCount() ? a.word(i) : 0;
      int right = i < b.wordCount() ? b.word(i) : 0;
      order = Integer.compareUnsigned(left, right);
    }
    return order != 0 ? order : Integer.compare(a.wordCount(), b.wordCount());
  }

  private static int compare(Fun a, Fun b) {
    return switch (a) {
      case ExternalFun x -> b instanceof ExternalFun y ? compare(x, y) : 1;
      case InternalFun x -> b instanceof InternalFun y ? compare(x, y) : -1;
    };
  }

  private static int compare(ExternalFun a, ExternalFun b) {
    int order = compare(a.module(), b.module());
    if (order == 0) {
      order = compare(a.function(), b.function());
    }
    return order != 0 ? order : Integer.compare(a.arity(), b.arity());
  }

  private static int compare(InternalFun a, InternalFun b) {
    int order = compare(a.module(), b.module());
    if (order == 0) {
      order = compare(a.oldIndex(), b.oldIndex());
    }
    if (order == 0) {
      order = compare(a.oldUnique(), b.oldUnique());
    }
    if (order == 0) {
      order = Integer.compare(a.children().length, b.children().length);
    }
    if (order == 0) {
      order = Arrays.compareUnsigned(a.unique(), b.unique());
    }
    if (order == 0) {
      order = Integer.compare(a.index(), b.index());
    }
    return order != 0 ? order : Integer.compare(a.arity(), b.arity());
  }

  private static int compare(RecordTerm a, RecordTerm b) {
    int order = compare(a.module(), b.module());
    if (order == 0) {
      order = compare(a.name(), b.name());
    }
    if (order == 0) {
      order = Boolean.compare(a.isExported(), b.isExported());
    }
    Atom[] fields = a.fieldArray();
    Atom[] others = b.fieldArray();
    if (order == 0) {
      order = Integer.compare(fields.length, others.length);
    }
    for (int i = 0; order == 0 && i < fields.length; i++) {
      order = compare(fields[i], others[i]);
    }
    return order;
  }

  /// Bit by bit, a prefix first.
  private static int compareBits(Term a, Term b) {
    long leftBits = bitSize(a);
    long rightBits = bitSize(b);
    long common = Math.min(leftBits, rightBits);
    int wholeBytes = (int) (common / Byte.SIZE);
    for (int i = 0; i < wholeBytes; i++) {
      int order = Integer.compare(unsigned(a, i), unsigned(b, i));
      if (order != 0) {
        return order;
      }
    }
    int unused = Byte.SIZE - (int) (common % Byte.SIZE);
    if (unused < Byte.SIZE) {
      int order =
          Integer.compare(unsigned(a, wholeBytes) >> unused, unsigned(b, wholeBytes) >> unused);
      if (order != 0) {
        return order;
      }
    }
    return Long.compare(leftBits, rightBits);
  }

  private static long bitSize(Term term) {
    return term instanceof Bitstring bits ? bits.bitSize() : ((Binary) term).size() * 8L;
  }

  private static int unsigned(Term term, int index) {
    return term instanceof Bitstring bits
        ? bits.bytes()[index] & 0xff
        : ((Binary) term).unsigned(index);
  }

  private static final class Pairs {
    final Term[] left;
    final Term[] right;
    final int end;
    final boolean exact;
    final @Nullable Pairs parent;
    int next;
    int step = 1;

    /// The order if all pairs are equal.
    int verdict;

    Pairs(Term[] left, Term[] right, int end, boolean exact, @Nullable Pairs parent) {
      this.left = left;
      this.right = right;
      this.end = end;
      this.exact = exact;
      this.parent = parent;
    }
  }
}
