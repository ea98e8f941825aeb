package io.jergon.etf;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Compares two terms for `=:=` with a stack of its own, so that depth costs heap and not the
/// thread's stack.
final class TermEquality {
  private TermEquality() {}

  static boolean equal(Term left, Term right) {
    Pairs top = null;
    Term a = left;
    Term b = right;
    for (; ; ) {
      if (!Terms.same(a, b)) {
        if (!sameApartFromChildren(a, b)) {
          return false;
        }
        Term[] children = a instanceof MapTerm map ? map.sortedEntries() : Terms.children(a);
        if (children.length > 0) {
          Term[] others = b instanceof MapTerm map ? map.sortedEntries() : Terms.children(b);
          top = new Pairs(children, others, top);
        }
      }
      while (top != null && top.next == top.left.length) {
        top = top.parent;
      }
      if (top == null) {
        return true;
      }
      a = top.left[top.next];
      b = top.right[top.next++];
    }
  }

  /// True if the two are of one type and agree in everything but what [Terms#children] returns,
  /// whose number is the same.
  private static boolean sameApartFromChildren(Term a, Term b) {
    return switch (a) {
      case Tuple x ->
          b instanceof Tuple y
              && x.arity() == y.arity()
              && mayAgree(x.cachedHash(), y.cachedHash());
      case ListTerm x ->
          b instanceof ListTerm y
              && x.children().length == y.children().length
              && mayAgree(x.cachedHash(), y.cachedHash())
              && Arrays.equals(x.bytes(), y.bytes())
              && Arrays.equals(x.ints(), y.ints());
      case MapTerm x ->
          b instanceof MapTerm y
              && x.size() == y.size()
              && mayAgree(x.cachedHash(), y.cachedHash());
      case InternalFun x ->
          b instanceof InternalFun y && mayAgree(x.cachedHash(), y.cachedHash()) && x.sameCode(y);
      case RecordTerm x ->
          b instanceof RecordTerm y && mayAgree(x.cachedHash(), y.cachedHash()) && x.sameShape(y);
      case Atom _, IntegerTerm _, FloatTerm _, Binary _, Bitstring _ -> a.equals(b);
      case Pid _, Port _, Ref _, ExternalFun _ -> a.equals(b);
    };
  }

  private static boolean mayAgree(int hash, int otherHash) {
    return hash == otherHash || hash == 0 || otherHash == 0;
  }

  private static final class Pairs {
    final Term[] left;
    final Term[] right;
    final @Nullable Pairs parent;
    int next;

    Pairs(Term[] left, Term[] right, @Nullable Pairs parent) {
      this.left = left;
      this.right = right;
      this.parent = parent;
    }
  }
}
