package io.jergon.etf;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/// A list, proper or improper. A "string" of Erlang is a list of code points.
///
/// ```java
/// ListTerm.of(Atom.OK, IntegerTerm.of(1));                       // [ok,1]
/// ListTerm.chars("abc");                                         // "abc", the same list as [97,98,99]
/// ListTerm.improper(List.of(Atom.of("alias")), ref);             // [alias|Ref], the tag of a gen_server call
/// for (Term element : list) ...
/// ```
///
/// The elements lie in an array, so [#get] and [#size] take constant time. [#size], [#get],
/// [#elements] and the iterator speak of the elements before the tail; the tail of a proper list is
/// [#EMPTY].
public final class ListTerm implements Term, Iterable<Term> {
  /// `[]`, which Erlang also calls nil.
  public static final ListTerm EMPTY = new ListTerm(new byte[0], Terms.NONE);

  // A proper list of integers 0..255 always is its bytes and has no children; any other list always
  // is its children: the
  // elements, then the tail. So two equal lists have the same form.
  private final byte @Nullable [] bytes;
  private final Term[] children;

  /// 0 until it is asked for.
  private int hash;

  private ListTerm(byte @Nullable [] bytes, Term[] children) {
    this.bytes = bytes;
    this.children = children;
  }

  /// A proper list of these elements.
  public static ListTerm of(Term... elements) {
    return improper(Arrays.asList(elements), EMPTY);
  }

  /// A proper list of these elements, in the collection's order.
  public static ListTerm of(Collection<? extends Term> elements) {
    return improper(elements, EMPTY);
  }

  /// A list of these elements and a tail. If the tail is itself a list, its elements follow, as in
  /// Erlang: `[a | [b]]` is `[a,b]`.
  ///
  /// @throws IllegalArgumentException if there are no elements and the tail is no list
  public static ListTerm improper(Collection<? extends Term> elements, Term tail) {
    Term[] front = Terms.copy(elements.toArray(Term[]::new));
    if (front.length == 0) {
      if (tail instanceof ListTerm list) {
        return list;
      }
      throw new IllegalArgumentException("a list without elements has no tail: " + tail);
    }
    if (!(tail instanceof ListTerm list)) {
      Term[] children = Arrays.copyOf(front, front.length + 1);
      children[front.length] = tail;
      return new ListTerm(null, children);
    }
    Term[] children = Arrays.copyOf(front, front.length + list.size() + 1);
    for (int i = 0; i < list.size(); i++) {
      children[front.length + i] = list.get(i);
    }
    children[children.length - 1] = list.tail();
    return adopt(children);
  }

  /// The code points of the text: `chars("é")` is `[233]`.
  public static ListTerm chars(String text) {
    int[] codePoints = text.codePoints().toArray();
    Term[] children = new Term[codePoints.length + 1];
    for (int i = 0; i < codePoints.length; i++) {
      children[i] = IntegerTerm.of(codePoints[i]);
    }
    children[codePoints.length] = EMPTY;
    return adopt(children);
  }

  /// Takes over elements and, at the end, a tail that is `EMPTY` or no list.
  static ListTerm adopt(Term[] children) {
    int size = children.length - 1;
    if (!Terms.isNil(children[size])) {
      return new ListTerm(null, children);
    }
    for (int i = 0; i < size; i++) {
      if (!isByte(children[i])) {
        return new ListTerm(null, children);
      }
    }
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) ((IntegerTerm) children[i]).longValue();
    }
    return adoptBytes(bytes);
  }

  /// The proper list of these bytes, as integers 0..255. Takes the array over.
  static ListTerm adoptBytes(byte[] bytes) {
    return bytes.length == 0 ? EMPTY : new ListTerm(bytes, Terms.NONE);
  }

  private static boolean isByte(Term term) {
    return term instanceof IntegerTerm i && i.fitsInt() && i.intValue() >= 0 && i.intValue() <= 255;
  }

  /// False if the list ends in something else than `[]`.
  public boolean isProper() {
    return bytes != null || Terms.isNil(children[children.length - 1]);
  }

  public boolean isEmpty() {
    return bytes != null && bytes.length == 0;
  }

  /// The number of elements before the tail.
  public int size() {
    return bytes != null ? bytes.length : children.length - 1;
  }

  /// The element at an index counted from 0; the tail is no element.
  ///
  /// @throws IndexOutOfBoundsException unless `0 <= index < size()`
  public Term get(int index) {
    if (bytes != null) {
      return IntegerTerm.of(bytes[index] & 0xff);
    }
    if (index == children.length - 1) {
      throw new IndexOutOfBoundsException("index " + index + " of a list of " + index);
    }
    return children[index];
  }

  /// What follows the last element: [#EMPTY] in a proper list.
  public Term tail() {
    return bytes != null ? EMPTY : children[children.length - 1];
  }

  /// The elements before the tail, as an unmodifiable list.
  public List<Term> elements() {
    return new Elements(this);
  }

  @Override
  public Iterator<Term> iterator() {
    return elements().iterator();
  }

  /// True if this is a proper list of Unicode code points. The empty list is.
  public boolean isText() {
    if (bytes != null) {
      return true;
    }
    for (int i = 0; i < size(); i++) {
      if (!(children[i] instanceof IntegerTerm c) || !c.fitsInt() || !isCodePoint(c.intValue())) {
        return false;
      }
    }
    return isProper();
  }

  private static boolean isCodePoint(int value) {
    return Character.isValidCodePoint(value)
        && (value < Character.MIN_SURROGATE || value > Character.MAX_SURROGATE);
  }

  /// The text whose code points this list holds: the way back from [#chars].
  ///
  /// @throws IllegalStateException if [#isText] is false
  public String text() {
    if (!isText()) {
      throw new IllegalStateException("no list of Unicode code points");
    }
    StringBuilder text = new StringBuilder(size());
    for (int i = 0; i < size(); i++) {
      text.appendCodePoint(((IntegerTerm) get(i)).intValue());
    }
    return text.toString();
  }

  /// The elements and the tail, shared: nobody writes to them. Empty if [#bytes] has them.
  Term[] children() {
    return children;
  }

  /// The elements if all are 0..255 and the list is proper, shared: nobody writes to them.
  byte @Nullable [] bytes() {
    return bytes;
  }

  int cachedHash() {
    return hash;
  }

  void cacheHash(int computed) {
    hash = computed;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other || (other instanceof ListTerm that && TermEquality.equal(this, that));
  }

  @Override
  public int hashCode() {
    return hash != 0 ? hash : TermHash.hash(this);
  }

  @Override
  public String toString() {
    return TermPrinter.print(this);
  }

  private static final class Elements extends AbstractList<Term> implements RandomAccess {
    private final ListTerm list;

    Elements(ListTerm list) {
      this.list = list;
    }

    @Override
    public Term get(int index) {
      return list.get(index);
    }

    @Override
    public int size() {
      return list.size();
    }
  }
}
