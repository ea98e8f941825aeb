package io.jergon.etf;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
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
/// The elements lie in an array, so [#get] and [#size] take constant time; integers of 32 bits in a
/// list without anything else take 4 bytes each, or 1 if all are 0..255. [#size], [#get],
/// [#elements] and the iterator speak of the elements before the tail; the tail of a proper list is
/// [#EMPTY].
public final class ListTerm implements Term, Iterable<Term> {
  /// `[]`, which Erlang also calls nil.
  public static final ListTerm EMPTY = new ListTerm(new byte[0], null, Terms.NONE);

  // A proper list of integers 0..255 always is its bytes; one of integers of 32 bits, of which some
  // are not 0..255, always is its ints; any other list always is its children: the elements, then
  // the tail. So two equal lists have the same form. A list has one of the three.
  private final byte @Nullable [] bytes;
  private final int @Nullable [] ints;
  private final Term[] children;

  /// 0 until it is asked for.
  private int hash;

  private ListTerm(byte @Nullable [] bytes, int @Nullable [] ints, Term[] children) {
    this.bytes = bytes;
    this.ints = ints;
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
      return new ListTerm(null, null, children);
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
    return adoptInts(text.codePoints().toArray());
  }

  /// Takes over elements and, at the end, a tail that is `EMPTY` or no list.
  static ListTerm adopt(Term[] children) {
    int size = children.length - 1;
    if (!Terms.isNil(children[size])) {
      return new ListTerm(null, null, children);
    }
    for (int i = 0; i < size; i++) {
      if (!(children[i] instanceof IntegerTerm integer && integer.fitsInt())) {
        return new ListTerm(null, null, children);
      }
    }
    int[] ints = new int[size];
    for (int i = 0; i < size; i++) {
      ints[i] = ((IntegerTerm) children[i]).intValue();
    }
    return adoptInts(ints);
  }

  /// The proper list of these integers. Takes the array over.
  static ListTerm adoptInts(int[] ints) {
    for (int element : ints) {
      if ((element & 0xff) != element) {
        return new ListTerm(null, ints, Terms.NONE);
      }
    }
    byte[] bytes = new byte[ints.length];
    for (int i = 0; i < ints.length; i++) {
      bytes[i] = (byte) ints[i];
    }
    return adoptBytes(bytes);
  }

  /// The proper list of these bytes, as integers 0..255. Takes the array over.
  static ListTerm adoptBytes(byte[] bytes) {
    return bytes.length == 0 ? EMPTY : new ListTerm(bytes, null, Terms.NONE);
  }

  /// False if the list ends in something else than `[]`.
  public boolean isProper() {
    return isPacked() || Terms.isNil(children[children.length - 1]);
  }

  public boolean isEmpty() {
    return bytes != null && bytes.length == 0;
  }

  /// The number of elements before the tail.
  public int size() {
    return bytes != null ? bytes.length : ints != null ? ints.length : children.length - 1;
  }

  /// The element at an index counted from 0; the tail is no element.
  ///
  /// @throws IndexOutOfBoundsException unless `0 <= index < size()`
  public Term get(int index) {
    if (bytes != null) {
      return IntegerTerm.of(bytes[index] & 0xff);
    }
    if (ints != null) {
      return IntegerTerm.of(ints[index]);
    }
    if (index == children.length - 1) {
      throw new IndexOutOfBoundsException("index " + index + " of a list of " + index);
    }
    return children[index];
  }

  /// What follows the last element: [#EMPTY] in a proper list.
  public Term tail() {
    return isPacked() ? EMPTY : children[children.length - 1];
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
    if (ints == null) {
      return bytes != null;
    }
    for (int element : ints) {
      if (!isCodePoint(element)) {
        return false;
      }
    }
    return true;
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
    return ints == null
        ? new String(Objects.requireNonNull(bytes), ISO_8859_1)
        : new String(ints, 0, ints.length);
  }

  /// The elements and the tail, shared: nobody writes to them. Empty if the list [#isPacked].
  Term[] children() {
    return children;
  }

  /// The elements if all are 0..255 and the list is proper, shared: nobody writes to them.
  byte @Nullable [] bytes() {
    return bytes;
  }

  /// The elements if all are integers of 32 bits, one of them is not 0..255, and the list is
  /// proper, shared: nobody writes to them.
  int @Nullable [] ints() {
    return ints;
  }

  /// True if [#bytes] or [#ints] has the elements.
  boolean isPacked() {
    return bytes != null || ints != null;
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
