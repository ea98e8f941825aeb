package io.jergon.etf;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A tuple: a fixed number of terms.
///
/// ```java
/// Tuple reply = Tuple.of(Atom.OK, IntegerTerm.of(1));
/// reply.arity(); // 2
/// reply.get(1);  // 1: counted from 0, unlike Erlang's element/2
/// ```
public final class Tuple implements Term {
  public static final Tuple EMPTY = new Tuple(new Term[0]);

  private final Term[] elements;

  /// 0 until it is asked for.
  private int hash;

  private Tuple(Term[] elements) {
    this.elements = elements;
  }

  /// A tuple of a copy of these elements.
  public static Tuple of(Term... elements) {
    return elements.length == 0 ? EMPTY : new Tuple(Terms.copy(elements));
  }

  /// As [#of], but takes the array over.
  static Tuple adopt(Term[] elements) {
    return elements.length == 0 ? EMPTY : new Tuple(elements);
  }

  /// The number of elements.
  public int arity() {
    return elements.length;
  }

  /// @param index counted from 0
  /// @throws IndexOutOfBoundsException unless `0 <= index < arity()`
  public Term get(int index) {
    return elements[index];
  }

  /// The elements, as an unmodifiable list.
  public List<Term> elements() {
    return Collections.unmodifiableList(Arrays.asList(elements));
  }

  /// The elements, shared: nobody writes to them.
  Term[] children() {
    return elements;
  }

  int cachedHash() {
    return hash;
  }

  void cacheHash(int computed) {
    hash = computed;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other || (other instanceof Tuple that && TermEquality.equal(this, that));
  }

  @Override
  public int hashCode() {
    return hash != 0 ? hash : TermHash.hash(this);
  }

  @Override
  public String toString() {
    return TermPrinter.print(this);
  }
}
