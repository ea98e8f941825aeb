package io.jergon.etf;

import java.math.BigInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads one term. Containers whose children are not all there yet are kept in a chain of [Open]s,
/// innermost first, so nesting takes heap and no stack.
///
/// Each announced child costs at least one byte, and all containers that are open at once wait for
/// different bytes. So before an array of `n` children is allocated, `n` and the children that
/// other open containers still wait for must not exceed the bytes that remain; that keeps the sum
/// of all allocations linear in the input.
final class TermReader {
  private final TermInput in;
  private final DecodeLimits limits;
  private final Atom[] atoms;

  private @Nullable Open top;
  private int depth;

  /// The children that open containers still wait for, the one being read not counted.
  private long owed;

  TermReader(TermInput in, DecodeLimits limits, Atom[] atoms) {
    this.in = in;
    this.limits = limits;
    this.atoms = atoms;
  }

  Term read() {
    for (; ; ) {
      Term term = readLeafOrOpen();
      if (term == null) {
        continue;
      }
      Open open = top;
      while (open != null && open.add(term)) {
        term = open.close();
        open = open.parent;
        depth--;
      }
      top = open;
      if (open == null) {
        return term;
      }
      owed--;
    }
  }

  /// A term that is complete, or null if a container was opened whose first child is to be read
  /// next.
  private @Nullable Term readLeafOrOpen() {
    int tag = in.readByte();
    return switch (tag) {
      case Tag.SMALL_INTEGER -> IntegerTerm.of(in.readByte());
      case Tag.INTEGER -> IntegerTerm.of(in.readInt());
      case Tag.SMALL_ATOM_UTF8, Tag.ATOM_UTF8, Tag.SMALL_ATOM, Tag.ATOM, Tag.ATOM_CACHE_REF ->
          readAtom(tag);
      case Tag.SMALL_TUPLE -> openTuple(in.readByte());
      case Tag.LARGE_TUPLE -> openTuple(in.readUnsignedInt());
      case Tag.NIL -> ListTerm.EMPTY;
      case Tag.STRING -> readString();
      case Tag.LIST -> openList();
      case Tag.BINARY -> in.readBinary(in.readCount("binary"));
      case Tag.MAP -> openMap();
      case Tag.NEW_FLOAT -> readFloat();
      case Tag.SMALL_BIG -> readBig(in.readByte());
      case Tag.LARGE_BIG -> readBig(in.readCount("integer"));
      case Tag.BIT_BINARY -> readBits();
      case Tag.NEW_PID, Tag.PID -> readPid(tag);
      case Tag.V4_PORT, Tag.NEW_PORT, Tag.PORT -> readPort(tag);
      case Tag.NEWER_REFERENCE, Tag.NEW_REFERENCE, Tag.REFERENCE -> readRef(tag);
      case Tag.EXPORT -> readExport();
      case Tag.NEW_FUN -> openFun();
      case Tag.RECORD -> openRecord();
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
    int start = in.position();
    byte[] utf8 = in.readBytes(length);
    int codePoints = Utf8.codePoints(utf8, 0, length);
    if (codePoints < 0) {
      throw failAt(start, "atom is not UTF-8");
    }
    requireAtomLength(start, codePoints);
    return Atom.ofUtf8(utf8);
  }

  private Atom readLatin1Atom(int length) {
    requireAtomLength(in.position(), length);
    return Atom.ofLatin1(in.readBytes(length));
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
    return new Pid(node, id, serial, creation);
  }

  private Port readPort(int tag) {
    Atom node = readAtom();
    long id = tag == Tag.V4_PORT ? in.readLong() : in.readUnsignedInt();
    int creation = tag == Tag.PORT ? in.readByte() : in.readInt();
    return new Port(node, id, creation);
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
    return Ref.adopt(node, creation, words);
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

  private @Nullable Term openTuple(long arity) {
    if (arity == 0) {
      return Tuple.EMPTY;
    }
    open(new Open.OfTuple(children("tuple", arity), top));
    return null;
  }

  private @Nullable Term openMap() {
    long size = in.readUnsignedInt();
    if (size == 0) {
      return MapTerm.EMPTY;
    }
    open(new Open.OfMap(in.position() - 5, children("map", 2 * size), top));
    return null;
  }

  /// Where a list stands as another one's tail, both are one: its elements go where the tail was to
  /// go.
  private @Nullable Term openList() {
    long size = in.readUnsignedInt();
    if (size == 0) {
      return null; // just its tail: the next term takes this one's place
    }
    if (top instanceof Open.OfList list && list.awaitsLast()) {
      owe("list", size + 1);
      list.lengthen((int) size);
      owed--;
    } else {
      open(new Open.OfList(children("list", size + 1), top));
    }
    return null;
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
    owe("record", size * 3L); // a name takes two bytes at least, a value one
    Atom[] fields = new Atom[size];
    for (int i = 0; i < size; i++) {
      fields[i] = readAtom();
    }
    owed -= size * 3L;
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
    open(new Open.WithHead(head, children(what, size), top));
    return null;
  }

  private Term[] children(String what, long count) {
    owe(what, count);
    return new Term[(int) count];
  }

  /// Counts `count` more children, if there can be as many.
  private void owe(String what, long count) {
    if (owed + count > in.remaining()) {
      throw failAt(
          in.position(),
          what + " announces " + count + " terms, but " + in.remaining() + " bytes remain");
    }
    owed += count;
  }

  private void open(Open container) {
    if (++depth > limits.maxDepth()) {
      throw fail("nested deeper than the limit of " + limits.maxDepth());
    }
    top = container;
    owed--;
  }
}
