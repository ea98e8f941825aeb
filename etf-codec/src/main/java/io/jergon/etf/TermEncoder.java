package io.jergon.etf;

import java.math.BigInteger;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Writes terms in the external term format, as OTP 26 and later do (`term_to_binary` with minor
/// version 2).
///
/// ```java
/// TermEncoder.encode(Atom.OK); // {(byte) 131, 119, 2, 'o', 'k'}
/// ```
///
/// | term | tag |
/// |---|---|
/// | atom | SMALL_ATOM_UTF8 119, ATOM_UTF8 118 from 256 bytes on |
/// | integer | SMALL_INTEGER 97, INTEGER 98, SMALL_BIG 110, LARGE_BIG 111 |
/// | float | NEW_FLOAT 70 |
/// | list of 1 to 65,535 integers 0..255 | STRING 107, as BEAM does |
/// | other lists | LIST 108, NIL 106 |
/// | pid, port, reference | NEW_PID 88, V4_PORT 120, NEWER_REFERENCE 90 |
///
/// Everything else has one form only. A map's entries are written in the order in which they were
/// put or came in.
///
/// An output for older nodes ([TermForms]) refuses what they cannot have.
///
/// The result may not exceed 2 GiB; a term that would throws `IllegalStateException`.
public final class TermEncoder {
  private static final int LONGEST_STRING = 65_535;
  private static final int NO_FUN = -1;
  private static final int INITIAL_CAPACITY = 128;

  /// Deeper terms cost heap instead of stack. Messages are rarely as deep.
  private static final int LEVELS_ON_STACK = 32;

  private TermEncoder() {}

  /// The term after the version byte 131: what `binary_to_term` takes. A large binary is copied
  /// once, to its place in the result.
  public static byte[] encode(Term term) {
    TermOutput out = TermOutput.of(term, INITIAL_CAPACITY);
    encode(term, out);
    return out.finish();
  }

  /// Appends the version byte 131 and the term.
  public static void encode(Term term, TermOutput out) {
    out.writeByte(Tag.VERSION);
    encodeBody(term, out);
  }

  /// Appends the term without a version byte, as it follows a distribution header.
  public static void encodeBody(Term term, TermOutput out) {
    writeOther(term, LEVELS_ON_STACK, out);
  }

  /// Writes terms by recursion, and what lies deeper than `levels` by [#writeChildren]. The
  /// frequent kinds are written in the loop itself, where the JIT takes in all that they call.
  private static void writeAll(Term[] terms, int levels, TermOutput out) {
    if (levels == 0) {
      writeChildren(terms, NO_FUN, out);
      return;
    }
    for (Term term : terms) {
      if (term instanceof IntegerTerm integer) {
        writeInteger(integer, out);
      } else if (term instanceof Atom atom) {
        writeAtom(atom, out);
      } else if (term instanceof Binary binary) {
        out.writeTagAndInt(Tag.BINARY, binary.size());
        out.writeBinary(binary);
      } else if (term instanceof FloatTerm number) {
        out.writeTagAndLong(Tag.NEW_FLOAT, Double.doubleToRawLongBits(number.value()));
      } else if (term instanceof Tuple tuple) {
        writeTupleHead(tuple, out);
        writeAll(tuple.children(), levels - 1, out);
      } else {
        writeOther(term, levels, out);
      }
    }
  }

  private static void writeOther(Term term, int levels, TermOutput out) {
    int start = out.size();
    Term[] children = write(term, out);
    if (children.length > 0) {
      writeAll(children, levels - 1, out);
      if (term instanceof InternalFun) {
        FunFormat.putSize(out, start);
      }
    }
  }

  /// @param rootFunStart where the fun begins whose free variables these are, or [#NO_FUN]
  private static void writeChildren(Term[] rootChildren, int rootFunStart, TermOutput out) {
    Term[] children = rootChildren;
    int next = 0;
    int funStart = rootFunStart;
    // The containers that are begun and have something left to do, the innermost on top. A
    // container
    // whose last child is being written has not, so a tail costs no memory.
    Open bottom = new Open(null);
    Open top = bottom;
    for (; ; ) {
      while (next < children.length) {
        Term child = children[next++];
        int start = child instanceof InternalFun ? out.size() : NO_FUN;
        Term[] inner = write(child, out);
        if (inner.length > 0) {
          if (next < children.length || funStart != NO_FUN) {
            top = top.push(children, next, funStart);
          }
          children = inner;
          next = 0;
          funStart = start;
        }
      }
      if (funStart != NO_FUN) {
        FunFormat.putSize(out, funStart);
      }
      Open below = top.below;
      if (below == null) {
        return;
      }
      children = top.children;
      next = top.next;
      funStart = top.funStart;
      top = below;
    }
  }

  /// A place in the stack of open containers, used again once what was in it is written.
  private static final class Open {
    final @Nullable Open below;
    private @Nullable Open above;
    Term[] children = Terms.NONE;
    int next;
    int funStart;

    Open(@Nullable Open below) {
      this.below = below;
    }

    Open push(Term[] openChildren, int openNext, int openFunStart) {
      Open place = above;
      if (place == null) {
        place = new Open(this);
        above = place;
      }
      place.children = openChildren;
      place.next = openNext;
      place.funStart = openFunStart;
      return place;
    }
  }

  /// Writes a term without its children, which it returns: they are to follow. A list's tail is its
  /// last child.
  private static Term[] write(Term term, TermOutput out) {
    return switch (term) {
      case IntegerTerm integer -> {
        writeInteger(integer, out);
        yield Terms.NONE;
      }
      case Atom atom -> {
        writeAtom(atom, out);
        yield Terms.NONE;
      }
      case Binary binary -> {
        out.writeTagAndInt(Tag.BINARY, binary.size());
        out.writeBinary(binary);
        yield Terms.NONE;
      }
      case Tuple tuple -> {
        writeTupleHead(tuple, out);
        yield tuple.children();
      }
      case ListTerm list -> {
        writeListHead(list, out);
        yield list.children();
      }
      case MapTerm map -> {
        out.writeTagAndInt(Tag.MAP, map.size());
        yield map.entries();
      }
      case FloatTerm number -> {
        out.writeTagAndLong(Tag.NEW_FLOAT, Double.doubleToRawLongBits(number.value()));
        yield Terms.NONE;
      }
      case Bitstring _, Pid _, Port _, Ref _, Fun _, RecordTerm _ -> writeRare(term, out);
    };
  }

  /// As [#write]; apart from it so that the JIT takes the frequent ones into its loop.
  private static Term[] writeRare(Term term, TermOutput out) {
    switch (term) {
      case Pid pid -> writePid(pid, out);
      case Ref ref -> writeRef(ref, out);
      case Port port -> writePort(port, out);
      case ExternalFun fun -> {
        out.writeByte(Tag.EXPORT);
        writeAtom(fun.module(), out);
        writeAtom(fun.function(), out);
        writeLong(fun.arity(), out);
      }
      case Bitstring bits -> {
        out.writeTagAndInt(Tag.BIT_BINARY, bits.byteSize());
        out.writeByte(bits.bitsInLastByte());
        out.writeBytes(bits.bytes());
      }
      case InternalFun fun -> FunFormat.writeHead(fun, out);
      case RecordTerm record -> writeRecordHead(record, out);
      case Atom _, IntegerTerm _, FloatTerm _, Binary _, Tuple _, ListTerm _, MapTerm _ ->
          throw new AssertionError("not rare: " + term);
    }
    return Terms.children(term);
  }

  static void writeAtom(Atom atom, TermOutput out) {
    AtomRefs refs = out.atomRefs();
    int index = refs == null ? AtomRefs.FULL : refs.indexOf(atom);
    if (index != AtomRefs.FULL) {
      out.writeTagAndByte(Tag.ATOM_CACHE_REF, index);
      return;
    }
    byte[] utf8 = atom.utf8();
    if (utf8.length <= 255) {
      out.writeTagAndByte(Tag.SMALL_ATOM_UTF8, utf8.length);
    } else {
      out.writeByte(Tag.ATOM_UTF8);
      out.writeShort(utf8.length);
    }
    out.writeBytes(utf8);
  }

  static void writeInteger(IntegerTerm integer, TermOutput out) {
    if (integer.fitsLong()) {
      writeLong(integer.longValue(), out);
    } else {
      writeBig(integer.bigIntegerValue(), out);
    }
  }

  private static void writeLong(long value, TermOutput out) {
    if (value >= 0 && value <= 255) {
      out.writeTagAndByte(Tag.SMALL_INTEGER, (int) value);
    } else if ((int) value == value) {
      out.writeTagAndInt(Tag.INTEGER, (int) value);
    } else {
      long magnitude = Math.abs(value); // of Long.MIN_VALUE too, read as unsigned
      int size = (Long.SIZE - Long.numberOfLeadingZeros(magnitude) + 7) / Byte.SIZE;
      out.writeTagAndByte(Tag.SMALL_BIG, size);
      out.writeByte(value < 0 ? 1 : 0);
      for (int i = 0; i < size; i++) {
        out.writeByte((int) (magnitude >>> (Byte.SIZE * i)));
      }
    }
  }

  private static void writeBig(BigInteger value, TermOutput out) {
    byte[] bigEndian = value.abs().toByteArray();
    int leadingZeros = bigEndian[0] == 0 ? 1 : 0;
    int size = bigEndian.length - leadingZeros;
    if (size <= 255) {
      out.writeTagAndByte(Tag.SMALL_BIG, size);
    } else {
      out.writeTagAndInt(Tag.LARGE_BIG, size);
    }
    out.writeByte(value.signum() < 0 ? 1 : 0);
    out.reserve(size);
    for (int i = bigEndian.length - 1; i >= leadingZeros; i--) {
      out.writeByte(bigEndian[i]);
    }
  }

  private static void writeTupleHead(Tuple tuple, TermOutput out) {
    if (tuple.arity() <= 255) {
      out.writeTagAndByte(Tag.SMALL_TUPLE, tuple.arity());
    } else {
      out.writeTagAndInt(Tag.LARGE_TUPLE, tuple.arity());
    }
  }

  private static void writeListHead(ListTerm list, TermOutput out) {
    byte[] bytes = list.bytes();
    int[] ints = list.ints();
    if (ints != null) {
      out.writeTagAndInt(Tag.LIST, ints.length);
      out.writeIntegers(ints);
      out.writeByte(Tag.NIL);
    } else if (bytes == null) {
      out.writeTagAndInt(Tag.LIST, list.size());
    } else if (bytes.length == 0) {
      out.writeByte(Tag.NIL);
    } else if (bytes.length <= LONGEST_STRING) {
      out.writeByte(Tag.STRING);
      out.writeShort(bytes.length);
      out.writeBytes(bytes);
    } else {
      out.writeTagAndInt(Tag.LIST, bytes.length);
      for (byte element : bytes) {
        out.writeTagAndByte(Tag.SMALL_INTEGER, element);
      }
      out.writeByte(Tag.NIL);
    }
  }

  static void writePid(Pid term, TermOutput out) {
    Renaming renaming = out.renaming();
    Pid pid = renaming == null ? term : renaming.outward(term);
    if (!out.forms().isWide()) {
      TermForms.requireNarrow(pid);
    }
    out.writeByte(Tag.NEW_PID);
    writeAtom(pid.node(), out);
    out.writeInt((int) pid.id());
    out.writeInt((int) pid.serial());
    out.writeInt(pid.creation());
  }

  private static void writeRef(Ref term, TermOutput out) {
    Renaming renaming = out.renaming();
    Ref ref = renaming == null ? term : renaming.outward(term);
    if (!out.forms().isWide()) {
      TermForms.requireNarrow(ref);
    }
    out.writeByte(Tag.NEWER_REFERENCE);
    out.writeShort(ref.wordCount());
    writeAtom(ref.node(), out);
    out.writeInt(ref.creation());
    for (int i = 0; i < ref.wordCount(); i++) {
      out.writeInt(ref.word(i));
    }
  }

  private static void writePort(Port term, TermOutput out) {
    Renaming renaming = out.renaming();
    Port port = renaming == null ? term : renaming.outward(term);
    if (!out.forms().isWide()) {
      TermForms.requireNarrow(port);
      out.writeByte(Tag.NEW_PORT);
      writeAtom(port.node(), out);
      out.writeInt((int) port.id());
      out.writeInt(port.creation());
      return;
    }
    out.writeByte(Tag.V4_PORT);
    writeAtom(port.node(), out);
    out.writeLong(port.id());
    out.writeInt(port.creation());
  }

  private static void writeRecordHead(RecordTerm record, TermOutput out) {
    out.forms().requireRecords();
    out.writesRecord();
    Atom[] fields = record.fieldArray();
    out.writeTagAndInt(Tag.RECORD, fields.length);
    out.writeByte(record.isExported() ? 1 : 0);
    writeAtom(record.module(), out);
    writeAtom(record.name(), out);
    Arrays.stream(fields).forEach(field -> writeAtom(field, out));
  }
}
