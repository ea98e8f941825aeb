package io.jergon.etf;

import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A fun with an environment, made by a BEAM node. It cannot be called here; it is kept whole and
/// goes back to its node as it came, so that the node recognises it (`global` sends its resolver
/// this way).
///
/// Two are equal if code and environment are: module, arity, unique value, index and free
/// variables. The process that made it does not count, nor does it in Erlang: from OTP 27 on, a
/// node that passes a fun on puts another in its place.
public final class InternalFun implements Fun {
  /// The length of the unique value: an MD5 over the module's code.
  static final int UNIQUE_SIZE = 16;

  private final Atom module;
  private final int arity;
  private final byte[] unique;
  private final int index;
  private final IntegerTerm oldIndex;
  private final IntegerTerm oldUnique;
  private final Pid creator;
  private final Term[] freeVariables;

  /// 0 until it is asked for.
  private int hash;

  /// Takes both arrays over.
  InternalFun(
      Atom module,
      int arity,
      byte[] unique,
      int index,
      IntegerTerm oldIndex,
      IntegerTerm oldUnique,
      Pid creator,
      Term[] freeVariables) {
    this.module = Objects.requireNonNull(module, "module");
    this.arity = arity;
    this.unique = unique;
    this.index = index;
    this.oldIndex = oldIndex;
    this.oldUnique = oldUnique;
    this.creator = Objects.requireNonNull(creator, "creator");
    this.freeVariables = freeVariables;
  }

  @Override
  public Atom module() {
    return module;
  }

  @Override
  public int arity() {
    return arity;
  }

  /// The process that made the fun.
  public Pid creator() {
    return creator;
  }

  /// The values that the fun closes over, as an unmodifiable list.
  public List<Term> freeVariables() {
    return Collections.unmodifiableList(Arrays.asList(freeVariables));
  }

  byte[] unique() {
    return unique;
  }

  String uniqueHex() {
    return HexFormat.of().formatHex(unique);
  }

  int index() {
    return index;
  }

  IntegerTerm oldIndex() {
    return oldIndex;
  }

  IntegerTerm oldUnique() {
    return oldUnique;
  }

  /// The free variables, shared: nobody writes to them.
  Term[] children() {
    return freeVariables;
  }

  /// True if everything but the free variables is the same.
  boolean sameCode(InternalFun that) {
    return arity == that.arity
        && index == that.index
        && freeVariables.length == that.freeVariables.length
        && Arrays.equals(unique, that.unique)
        && module.equals(that.module)
        && oldIndex.equals(that.oldIndex)
        && oldUnique.equals(that.oldUnique);
  }

  /// A hash of everything but the free variables.
  int codeHash() {
    long state = KeyedHash.mix(KeyedHash.START, KeyedHash.of(unique));
    return KeyedHash.end(KeyedHash.mix(state, index));
  }

  int cachedHash() {
    return hash;
  }

  void cacheHash(int computed) {
    hash = computed;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other || (other instanceof InternalFun that && TermEquality.equal(this, that));
  }

  @Override
  public int hashCode() {
    return hash != 0 ? hash : TermHash.hash(this);
  }

  /// `#Fun<module.index.unique>`, which [Term#parse] refuses: the free variables are not in it.
  @Override
  public String toString() {
    return TermPrinter.print(this);
  }
}
