package io.jergon.etf;

import org.jspecify.annotations.Nullable;

/// Hashes terms that have children, from the inside out, with a stack of its own. Each remembers
/// its hash, so a term is walked once however often it, or something that holds it, is hashed.
final class TermHash {
  private TermHash() {}

  static int hash(Term root) {
    Open top = open(root, null);
    for (; ; ) {
      if (top.next < top.children.length) {
        Term child = top.children[top.next];
        int known = known(child);
        if (known == 0 && Terms.children(child).length > 0) {
          top = open(child, top);
        } else {
          top.add(known != 0 ? known : child.hashCode());
        }
        continue;
      }
      int hash = top.end();
      remember(top.term, hash);
      if (top.parent == null) {
        return hash;
      }
      top = top.parent;
      top.add(hash);
    }
  }

  private static Open open(Term term, @Nullable Open parent) {
    int seed =
        switch (term) {
          case Tuple tuple -> 7 + tuple.arity();
          case ListTerm list -> seed(list);
          case MapTerm map -> map.size();
          case InternalFun fun -> fun.codeHash();
          case RecordTerm record -> record.shapeHash();
          case Atom _, IntegerTerm _, FloatTerm _, Binary _, Bitstring _ -> term.hashCode();
          case Pid _, Port _, Ref _, ExternalFun _ -> term.hashCode();
        };
    return new Open(term, Terms.children(term), seed, parent);
  }

  private static int seed(ListTerm list) {
    byte[] bytes = list.bytes();
    int[] ints = list.ints();
    return bytes != null ? KeyedHash.of(bytes) : ints != null ? KeyedHash.of(ints) : 5;
  }

  /// The hash that a term with children remembers, or 0.
  private static int known(Term term) {
    return switch (term) {
      case Tuple tuple -> tuple.cachedHash();
      case ListTerm list -> list.cachedHash();
      case MapTerm map -> map.cachedHash();
      case InternalFun fun -> fun.cachedHash();
      case RecordTerm record -> record.cachedHash();
      case Atom _, IntegerTerm _, FloatTerm _, Binary _, Bitstring _ -> 0;
      case Pid _, Port _, Ref _, ExternalFun _ -> 0;
    };
  }

  private static void remember(Term term, int hash) {
    switch (term) {
      case Tuple tuple -> tuple.cacheHash(hash);
      case ListTerm list -> list.cacheHash(hash);
      case MapTerm map -> map.cacheHash(hash);
      case InternalFun fun -> fun.cacheHash(hash);
      case RecordTerm record -> record.cacheHash(hash);
      case Atom _, IntegerTerm _, FloatTerm _, Binary _, Bitstring _ -> {}
      case Pid _, Port _, Ref _, ExternalFun _ -> {}
    }
  }

  private static final class Open {
    final Term term;
    final Term[] children;
    final @Nullable Open parent;
    int next;
    private long state;
    private long keyState;

    Open(Term term, Term[] children, int seed, @Nullable Open parent) {
      this.term = term;
      this.children = children;
      this.state = KeyedHash.mix(KeyedHash.START, seed);
      this.parent = parent;
    }

    /// The next child's hash. The entries of a map count in any order.
    void add(int childHash) {
      if (!(term instanceof MapTerm)) {
        state = KeyedHash.mix(state, childHash);
      } else if ((next & 1) == 0) {
        keyState = KeyedHash.mix(KeyedHash.START, childHash);
      } else {
        state += KeyedHash.mix(keyState, childHash);
      }
      next++;
    }

    /// Not 0, which says that a hash is not known yet.
    int end() {
      int hash = KeyedHash.end(state);
      return hash == 0 ? 1 : hash;
    }
  }
}
