package io.jergon.etf;

import java.math.BigInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads one term. A container whose children have none themselves is read at once; the others are
/// kept, as long as they are not complete, in a chain of [Open]s, innermost first, so nesting takes
/// heap and no stack.
///
/// Each announced child costs at least one byte, and all containers that are begun at once wait for
/// different bytes. So before an array of `n` children is allocated, `n` and the children that
/// other containers still wait for must not exceed the bytes that remain; that keeps the sum of all
/// allocations linear in the input.
final class TermReader {
  private final TermInput in;
  private final DecodeLimits limits;
  private final Atom[] atoms;
  private final AtomCache atomCache;
  private final @Nullable Renaming renaming;
  private @Nullable KnownKeys knownKeys;

  private @Nullable Open top;
  private int depth;

  /// The children of open containers that are not begun yet.
  private long owed;

  /// The children of all containers so far.
  private long counted;

  TermReader(
      TermInput in,
      DecodeLimits limits,
      Atom[] atoms,
      AtomCache atomCache,
      @Nullable Renaming renaming) {
    this.in = in;
    this.limits = limits;
    this.atoms = atoms;
    this.atomCache = atomCache;
    this.renaming = renaming;
  }

  Term read() {
    int tag = in.readByte();
    Term term = readLeaf(tag);
    if (term == null) {
      term = readContainer(tag);
    }
    for (Open open = top; open != null; open = top) {
      if (term != null) {
        open.children[open.next++] = term;
      }
      term = resume(open);
    }
    if (term == null) {
      throw new AssertionError("no container is open, but the term is not complete");
    }
    in.contained(counted);
    return term;
  }

  /// Reads what the innermost container still waits for. Returns it when it is complete, or null if
  /// another one is the innermost now.
  private @Nullable Term resume(Open open) {
    Term[] children = open.children;
    int next = open.next;
    int size = open.size;
    while (next < size) {
      owed--;
      Term child = open.expected(next, in);
      if (child == null) {
        int tag = in.readByte();
        child = readLeaf(tag);
        if (child == null) {
          open.next = next;
          child = readContainer(tag);
          if (child == null) {
            return null;
          }
        }
      }
      children[next++] = child;
    }
    top = open.parent;
    depth--;
    return open.close();
  }

  /// Reads children into `children` up to one that may have children itself. Returns how many there
  /// are.
  private int readLeaves(Term[] children) {
    for (int i = 0; i < children.length; i++) {
      Term leaf = readLeaf(in.readByte());
      if (leaf == null) {
        in.unread();
        return i;
      }
      children[i] = leaf;
    }
    return children.length;
  }

  /// The term that this tag opens, or null if it is one that has children.
  private @Nullable Term readLeaf(int tag) {
    return switch (tag) {
      case Tag.SMALL_INTEGER -> IntegerTerm.of(in.readByte());
      case Tag.INTEGER -> IntegerTerm.of(in.readInt());
      case Tag.SMALL_ATOM_UTF8 -> readUtf8Atom(in.readByte());
      case Tag.BINARY -> in.readBinary(in.readCount("binary"));
      case Tag.NIL -> ListTerm.EMPTY;
      case Tag.NEW_FLOAT -> readFloat();
      case Tag.SMALL_TUPLE, Tag.LARGE_TUPLE, Tag.LIST, Tag.MAP, Tag.NEW_FUN, Tag.RECORD -> null;
      default -> readRareLeaf(tag);
    };
  }

  /// Apart from [#readLeaf] so that the JIT takes the frequent ones into its loops.
  private Term readRareLeaf(int tag) {
    return switch (tag) {
      case Tag.ATOM_UTF8, Tag.SMALL_ATOM, Tag.ATOM, Tag.ATOM_CACHE_REF -> readAtom(tag);
      case Tag.STRING -> readString();
      case Tag.SMALL_BIG -> readBig(in.readByte());
      case Tag.LARGE_BIG -> readBig(in.readCount("integer"));
      case Tag.BIT_BINARY -> readBits();
      case Tag.NEW_PID, Tag.PID -> readPid(tag);
      case Tag.V4_PORT, Tag.NEW_PORT, Tag.PORT -> readPort(tag);
      case Tag.NEWER_REFERENCE, Tag.NEW_REFERENCE, Tag.REFERENCE -> readRef(tag);
      case Tag.EXPORT -> readExport();
      case Tag.FLOAT -> readFloatText();
      case Tag.FUN -> throw fail("fun of the form that OTP 23 abolished (tag 117)");
      case Tag.LOCAL -> throw fail("node-local term (tag 121)");
      case Tag.COMPRESSED -> throw fail("compressed term inside a term (tag 80)");
      case Tag.VERSION -> throw fail("version byte 131 inside a term");
      default -> throw fail("unknown tag " + tag);
    };
  }

  /// What is wrong with the byte read last.
  private DecodeException fail(String reason) {
    return new DecodeException(in.position() - 1, reason);
  }

  private static DecodeException failAt(int position, String reason) {
    return new DecodeException(position, reason);
  }

  // Atoms

  private Atom readAtom() {
    return readAtom(in.readByte());
  }

  private Atom readAtom(int tag) {
    return switch (tag) {
      case Tag.SMALL_ATOM_UTF8 -> readUtf8Atom(in.readByte());
      case Tag.ATOM_UTF8 -> readUtf8Atom(in.readShort());
      case Tag.SMALL_ATOM -> readLatin1Atom(in.readByte());
      case Tag.ATOM -> readLatin1Atom(in.readShort());
      case Tag.ATOM_CACHE_REF -> readCachedAtom();
      default -> throw fail("tag " + tag + " (expected: an atom)");
    };
  }

  private Atom readUtf8Atom(int length) {
    in.require(length);
    int place = AtomCache.place(in.array(), in.arrayIndex(), length);
    Atom known = atomCache.find(place, in.array(), in.arrayIndex(), length);
    if (known != null) {
      in.skip(length);
      return known;
    }
    int start = in.position();
    byte[] utf8 = in.readBytes(length);
    int codePoints = Utf8.codePoints(utf8, 0, length);
    if (codePoints < 0) {
      throw failAt(start, "atom is not UTF-8");
    }
    requireAtomLength(start, codePoints);
    Atom atom = Atom.ofUtf8(utf8);
    atomCache.put(place, atom);
    return atom;
  }

  private Atom readLatin1Atom(int length) {
    requireAtomLength(in.position(), length);
    in.require(length);
    int place = AtomCache.place(in.array(), in.arrayIndex(), length);
    Atom known = atomCache.find(place, in.array(), in.arrayIndex(), length);
    if (known != null && known.isAscii()) {
      in.skip(length);
      return known;
    }
    Atom atom = Atom.ofLatin1(in.readBytes(length));
    if (atom.isAscii()) {
      atomCache.put(place, atom);
    }
    return atom;
  }

  private static void requireAtomLength(int position, int codePoints) {
    if (codePoints > Atom.MAX_CODE_POINTS) {
      throw failAt(position, "atom of " + codePoints + " characters (expected: at most 255)");
    }
  }

  private Atom readCachedAtom() {
    int index = in.readByte();
    if (index >= atoms.length) {
      throw fail("atom cache reference " + index + " of " + atoms.length);
    }
    return atoms[index];
  }

  // Numbers

  private IntegerTerm readBig(int size) {
    int start = in.position();
    if (size > limits.maxIntegerSize()) {
      throw failAt(
          start,
          "integer of " + size + " bytes, more than the limit of " + limits.maxIntegerSize());
    }
    boolean negative = in.readByte() != 0;
    byte[] magnitude = in.readBytes(size);
    int used = size;
    while (used > 0 && magnitude[used - 1] == 0) {
      used--;
    }
    if (used < Long.BYTES) {
      long value = 0;
      for (int i = used - 1; i >= 0; i--) {
        value = (value << Byte.SIZE) | (magnitude[i] & 0xff);
      }
      return IntegerTerm.of(negative ? -value : value);
    }
    for (int i = 0; i < used / 2; i++) {
      byte low = magnitude[i];
      magnitude[i] = magnitude[used - 1 - i];
      magnitude[used - 1 - i] = low;
    }
    return IntegerTerm.of(new BigInteger(negative ? -1 : 1, magnitude, 0, used));
  }

  private FloatTerm readFloat() {
    int start = in.position();
    return finite(start, Double.longBitsToDouble(in.readLong()));
  }

  private FloatTerm readFloatText() {
    int start = in.position();
    return finite(start, FloatText.parse(start, in.readBytes(FloatText.LENGTH)));
  }

  private static FloatTerm finite(int position, double value) {
    if (!Double.isFinite(value)) {
      throw failAt(position, "float is " + value + " (expected: finite)");
    }
    return FloatTerm.of(value);
  }

  // Bytes and bits

  private Term readString() {
    return ListTerm.adoptBytes(in.readBytes(in.readShort()));
  }

  private Term readBits() {
    int start = in.position();
    int size = in.readCount("bit string");
    int bits = in.readByte();
    if (size == 0 && bits == 0) {
      return Binary.EMPTY;
    }
    if (size == 0 || bits < 1 || bits > Byte.SIZE) {
      throw failAt(start, "bit string of " + size + " bytes with " + bits + " bits in the last");
    }
    return bits == Byte.SIZE ? in.readBinary(size) : Bitstring.adopt(in.readBytes(size), bits);
  }

  // Identifiers

  private Pid readPid() {
    int tag = in.readByte();
    if (tag != Tag.NEW_PID && tag != Tag.PID) {
      throw fail("tag " + tag + " (expected: a pid)");
    }
    return readPid(tag);
  }

  private Pid readPid(int tag) {
    Atom node = readAtom();
    long id = in.readUnsignedInt();
    long serial = in.readUnsignedInt();
    int creation = tag == Tag.NEW_PID ? in.readInt() : in.readByte();
    Pid pid = new Pid(node, id, serial, creation);
    return renaming == null ? pid : renaming.inward(pid);
  }

  private Port readPort(int tag) {
    Atom node = readAtom();
    long id = tag == Tag.V4_PORT ? in.readLong() : in.readUnsignedInt();
    int creation = tag == Tag.PORT ? in.readByte() : in.readInt();
    Port port = new Port(node, id, creation);
    return renaming == null ? port : renaming.inward(port);
  }

  private Ref readRef(int tag) {
    if (tag == Tag.REFERENCE) {
      Atom node = readAtom();
      int word = in.readInt();
      return Ref.adopt(node, in.readByte(), new int[] {word});
    }
    int start = in.position();
    int count = in.readShort();
    if (count < 1 || count > Ref.MAX_WORDS) {
      throw failAt(start, "reference of " + count + " words (expected: 1..5)");
    }
    Atom node = readAtom();
    int creation = tag == Tag.NEW_REFERENCE ? in.readByte() : in.readInt();
    int[] words = new int[count];
    for (int i = 0; i < count; i++) {
      words[i] = in.readInt();
    }
    Ref ref = Ref.adopt(node, creation, words);
    return renaming == null ? ref : renaming.inward(ref);
  }

  private ExternalFun readExport() {
    Atom module = readAtom();
    Atom function = readAtom();
    int start = in.position();
    IntegerTerm arity = readSmallInteger();
    int count = arity.intValue();
    if (count < 0 || count > ExternalFun.MAX_ARITY) {
      throw failAt(start, "arity " + count + " (expected: 0..255)");
    }
    return new ExternalFun(module, function, count);
  }

  private IntegerTerm readSmallInteger() {
    int tag = in.readByte();
    return switch (tag) {
      case Tag.SMALL_INTEGER -> IntegerTerm.of(in.readByte());
      case Tag.INTEGER -> IntegerTerm.of(in.readInt());
      default -> throw fail("tag " + tag + " (expected: an integer of 32 bits)");
    };
  }

  // Containers

  /// A container that is complete, or null if the innermost open one is to be gone on with: it is
  /// what this tag opens, or was lengthened.
  private @Nullable Term readContainer(int tag) {
    return switch (tag) {
      case Tag.SMALL_TUPLE -> readTuple(in.readByte());
      case Tag.LARGE_TUPLE -> readTuple(in.readUnsignedInt());
      case Tag.LIST -> readList();
      case Tag.MAP -> openMap();
      case Tag.NEW_FUN -> openFun();
      case Tag.RECORD -> openRecord();
      default -> throw new AssertionError("no container: tag " + tag);
    };
  }

  private @Nullable Term readTuple(long arity) {
    if (arity == 0) {
      return Tuple.EMPTY;
    }
    Term[] elements = children("tuple", arity);
    int there = readLeaves(elements);
    if (there == elements.length) {
      return Tuple.adopt(elements);
    }
    return open(new Open.OfTuple(elements, top), there);
  }

  private @Nullable Term openMap() {
    long size = in.readUnsignedInt();
    if (size == 0) {
      return MapTerm.EMPTY;
    }
    int start = in.position() - 5;
    Term[] entries = children("map", 2 * size);
    if (knownKeys == null) {
      knownKeys = new KnownKeys();
    }
    return open(new Open.OfMap(start, entries, knownKeys, top), 0);
  }

  /// Where a list stands as another one's tail, both are one: its elements go where the tail was to
  /// go.
  private @Nullable Term readList() {
    long size = in.readUnsignedInt();
    while (size == 0) { // just its tail: the next term takes this one's place
      int tag = in.readByte();
      if (tag != Tag.LIST) {
        Term leaf = readLeaf(tag);
        return leaf != null ? leaf : readContainer(tag);
      }
      size = in.readUnsignedInt();
    }
    if (top instanceof Open.OfList list && list.awaitsLast()) {
      requireBytes("list", size + 1);
      count("list", size + 1);
      owed += size + 1;
      list.lengthen((int) size);
      return null;
    }
    requireBytes("list", size + 1);
    requireDepth();
    int[] integers = in.readIntegers((int) size);
    if (integers != null) {
      return ListTerm.adoptInts(integers);
    }
    count("list", size + 1);
    Term[] children = new Term[(int) size + 1];
    int there = readLeaves(children);
    if (there == children.length) {
      return Open.OfList.list(children, there);
    }
    return open(new Open.OfList(children, top), there);
  }

  private @Nullable Term openFun() {
    in.skip(Integer.BYTES); // the size: see FunFormat
    int arity = in.readByte();
    byte[] unique = in.readBytes(InternalFun.UNIQUE_SIZE);
    int index = in.readInt();
    long free = in.readUnsignedInt();
    Atom module = readAtom();
    IntegerTerm oldIndex = readSmallInteger();
    IntegerTerm oldUnique = readSmallInteger();
    Pid creator = readPid();
    return openWithHead(
        "fun",
        free,
        variables ->
            new InternalFun(module, arity, unique, index, oldIndex, oldUnique, creator, variables));
  }

  private @Nullable Term openRecord() {
    int start = in.position() - 1;
    int size = in.readCount("record");
    boolean exported = (in.readByte() & 1) != 0;
    Atom module = readAtom();
    Atom name = readAtom();
    requireBytes("record", size * 3L); // a name takes two bytes at least, a value one
    Atom[] fields = new Atom[size];
    for (int i = 0; i < size; i++) {
      fields[i] = readAtom();
    }
    if (RecordTerm.firstRepeated(fields) != null) {
      throw failAt(start, "record has a field twice");
    }
    return openWithHead(
        "record", size, values -> RecordTerm.adopt(module, name, exported, fields, values));
  }

  private @Nullable Term openWithHead(String what, long size, Function<Term[], Term> head) {
    if (size == 0) {
      return head.apply(Terms.NONE);
    }
    return open(new Open.WithHead(head, children(what, size), top), 0);
  }

  private Term[] children(String what, long count) {
    requireBytes(what, count);
    count(what, count);
    requireDepth();
    return new Term[(int) count];
  }

  /// Refuses `count` more children if there cannot be as many.
  private void requireBytes(String what, long count) {
    if (owed + count > in.remaining()) {
      throw failAt(
          in.position(),
          what + " announces " + count + " terms, but " + in.remaining() + " bytes remain");
    }
  }

  private void count(String what, long count) {
    counted += count;
    if (counted > limits.maxTerms()) {
      throw failAt(
          in.position(),
          what + " of " + count + " terms makes more than the limit of " + limits.maxTerms());
    }
  }

  private void requireDepth() {
    if (depth >= limits.maxDepth()) {
      throw fail("nested deeper than the limit of " + limits.maxDepth());
    }
  }

  /// @param there how many of its children the container has already
  private @Nullable Term open(Open container, int there) {
    depth++;
    owed += container.size - there;
    container.next = there;
    top = container;
    return null;
  }
}
