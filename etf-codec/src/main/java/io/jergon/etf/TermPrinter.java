package io.jergon.etf;

import java.math.BigInteger;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Writes terms in Erlang syntax on one line, as `io:format("~tp")` does where all of Unicode
/// counts as printable (`erl +pc unicode`). It differs where Erlang's own form cannot be read back
/// or changes from run to run:
///
/// - pids, ports and references carry their node's name (see [Pid], [Port], [Ref]);
/// - a map's entries always stand in the order of their keys;
/// - integers of more than [#LONGEST_DECIMAL] bits are hexadecimal, because decimal digits take
///   more than linear time.
final class TermPrinter {
  static final int LONGEST_DECIMAL = 1 << 17;

  private final StringBuilder out = new StringBuilder();

  /// As many characters as are wanted. Leaves print no more than that of themselves, give or take.
  private final int limit;

  /// Whether the text's [Piece]s are wanted too.
  private final boolean inPieces;

  /// By how many the characters printed so far are more than their columns.
  private int surplus;

  /// The piece that is the whole term; null until it is there.
  private @Nullable Piece whole;

  /// The containers begun, innermost first.
  private @Nullable Open top;

  private TermPrinter(int limit, boolean inPieces) {
    this.limit = limit;
    this.inPieces = inPieces;
  }

  static String print(Term term) {
    TermPrinter printer = new TermPrinter(Integer.MAX_VALUE, false);
    printer.run(term);
    return printer.out.toString();
  }

  /// Prints on lines of `width` columns, see [PrettyPrinter].
  static String printLines(Term term, int width) {
    if (width < 1) {
      throw new IllegalArgumentException("width: " + width + " (expected: > 0)");
    }
    TermPrinter printer = new TermPrinter(Integer.MAX_VALUE, true);
    printer.run(term);
    String line = printer.out.toString();
    return PrettyPrinter.print(line, Objects.requireNonNull(printer.whole), width);
  }

  /// The first `maxLength` characters and `...`, or all if they are no more.
  static String print(Term term, int maxLength) {
    if (maxLength < 0) {
      throw new IllegalArgumentException("maxLength: " + maxLength + " (expected: >= 0)");
    }
    TermPrinter printer = new TermPrinter(maxLength, false);
    printer.run(term);
    StringBuilder out = printer.out;
    if (out.length() <= maxLength) {
      return out.toString();
    }
    boolean splitsPair = maxLength > 0 && Character.isHighSurrogate(out.charAt(maxLength - 1));
    out.setLength(splitsPair ? maxLength - 1 : maxLength);
    return out.append("...").toString();
  }

  private void run(Term term) {
    begin(term);
    for (Open open = top; open != null && out.length() <= limit; open = top) {
      if (open.next == open.end) {
        end(open);
      } else {
        separate(open);
        begin(open.children[open.next++]);
      }
    }
  }

  /// Prints a term that has no children, or opens one that has.
  private void begin(Term term) {
    Open parent = top;
    int start = out.length();
    switch (term) {
      case Atom atom -> Quoting.atom(atom, out);
      case IntegerTerm integer -> integer(integer);
      case FloatTerm number -> out.append(FloatSyntax.print(number.value()));
      case Binary binary -> binary(binary);
      case Bitstring bits -> bits(bits);
      case Tuple tuple -> open(term, "{", tuple.children(), tuple.arity());
      case ListTerm list -> list(list);
      case MapTerm map -> {
        boolean whole = map.size() <= limit;
        open(term, "#{", whole ? map.sortedEntries() : map.entries(), 2 * map.size());
      }
      case Pid pid -> IdentifierSyntax.print(pid, out);
      case Port port -> IdentifierSyntax.print(port, out);
      case Ref ref -> IdentifierSyntax.print(ref, out);
      case ExternalFun fun -> {
        out.append("fun ");
        Quoting.atom(fun.module(), out);
        out.append(':');
        Quoting.atom(fun.function(), out);
        out.append('/').append(fun.arity());
      }
      case InternalFun fun -> {
        out.append("#Fun<");
        Quoting.atom(fun.module(), out);
        out.append('.').append(fun.oldIndex()).append('.').append(fun.oldUnique()).append('>');
      }
      case RecordTerm record -> {
        out.append(head(record));
        open(term, "{", record.children(), record.children().length);
      }
    }
    if (!inPieces) {
      return;
    }
    int before = surplus;
    surplus += TextWidth.surplus(out, start);
    Open opened = top;
    if (opened != null && opened != parent) {
      opened.pieces = new Piece[opened.end];
      opened.start = start;
      opened.surplus = before;
    } else {
      add(term, start, before, Piece.NONE);
    }
  }

  private void open(Term term, String bracket, Term[] children, int end) {
    out.append(bracket);
    top = new Open(term, children, end, top);
  }

  /// Makes a piece of what stands from `start` on; `before` was the surplus there.
  private void add(Term term, int start, int before, Piece[] children) {
    int width = out.length() - start - (surplus - before);
    Piece piece = new Piece(term, start, out.length(), width, children);
    if (top == null) {
      whole = piece;
    } else {
      top.pieces[top.next - 1] = piece;
    }
  }

  /// What stands before the next child.
  private void separate(Open open) {
    if (open.term instanceof MapTerm && (open.next & 1) == 1) {
      out.append(" => ");
      return;
    }
    if (open.next > 0) {
      boolean tail = open.term instanceof ListTerm list && open.next == list.size();
      out.append(tail ? '|' : ',');
    }
    if (open.term instanceof RecordTerm record) {
      int start = out.length();
      Quoting.atom(record.fieldArray()[open.next], out);
      out.append(" = ");
      if (inPieces) {
        surplus += TextWidth.surplus(out, start);
      }
    }
  }

  /// `#module:name`.
  static String head(RecordTerm record) {
    return "#" + record.module() + ":" + record.name();
  }

  private void end(Open open) {
    out.append(open.term instanceof ListTerm ? ']' : '}');
    top = open.parent;
    if (inPieces) {
      add(open.term, open.start, open.surplus, open.pieces);
    }
  }

  private void integer(IntegerTerm integer) {
    if (integer.fitsLong()) {
      out.append(integer.longValue());
      return;
    }
    BigInteger value = integer.bigIntegerValue();
    if (value.bitLength() <= LONGEST_DECIMAL) {
      out.append(value);
      return;
    }
    out.append(value.signum() < 0 ? "-16#" : "16#");
    byte[] magnitude = value.abs().toByteArray();
    int shown = Math.min(magnitude.length, limit);
    out.append(HexFormat.of().withUpperCase().formatHex(magnitude, 0, shown));
  }

  private void list(ListTerm list) {
    if (list.size() > limit) {
      longList(list);
    } else if (list.isEmpty()) {
      out.append("[]");
    } else if (Quoting.isPrintable(list)) {
      Quoting.string(list.text(), out);
    } else if (!list.isPacked()) {
      int end = list.isProper() ? list.size() : list.size() + 1;
      open(list, "[", list.children(), end);
    } else if (inPieces) {
      open(list, "[", list.elements().toArray(Term[]::new), list.size());
    } else {
      out.append('[');
      packed(list, list.size());
      out.append(']');
    }
  }

  /// More elements than characters are wanted: the first decide.
  private void longList(ListTerm list) {
    ListTerm front = ListTerm.of(list.elements().subList(0, limit));
    if (limit > 0 && Quoting.isPrintable(front)) {
      Quoting.string(front.text(), out);
    } else if (list.isPacked()) {
      out.append('[');
      packed(list, limit);
    } else {
      open(list, "[", list.children(), list.size());
    }
  }

  private void packed(ListTerm list, int count) {
    int[] ints = list.ints();
    if (ints == null) {
      bytes(Objects.requireNonNull(list.bytes()), count);
      return;
    }
    for (int i = 0; i < count; i++) {
      if (i > 0) {
        out.append(',');
      }
      out.append(ints[i]);
    }
  }

  private void binary(Binary binary) {
    Binary shown = binary.size() <= limit ? binary : front(binary);
    String text = Quoting.printableText(shown);
    out.append("<<");
    if (text == null) {
      bytes(shown.toByteArray(), shown.size());
    } else if (!text.isEmpty()) {
      Quoting.string(text, out);
      if (shown.isUtf8() && text.length() < shown.size()) {
        out.append("/utf8");
      }
    }
    out.append(">>");
  }

  /// As much of a binary as is wanted, a little more so that the limit is passed, and not cut
  /// inside a character.
  private Binary front(Binary binary) {
    int length = (int) Math.min(4L * limit + 4, binary.size());
    while (length > 4L * limit
        && length < binary.size()
        && (binary.unsigned(length) & 0xc0) == 0x80) {
      length--;
    }
    return binary.slice(0, length);
  }

  private void bits(Bitstring bits) {
    byte[] bytes = bits.bytes();
    out.append("<<");
    bytes(bytes, Math.min(bytes.length - 1, limit));
    if (bytes.length > 1) {
      out.append(',');
    }
    int last = (bytes[bytes.length - 1] & 0xff) >> (Byte.SIZE - bits.bitsInLastByte());
    out.append(last).append(':').append(bits.bitsInLastByte()).append(">>");
  }

  private void bytes(byte[] bytes, int count) {
    for (int i = 0; i < count; i++) {
      if (i > 0) {
        out.append(',');
      }
      out.append(bytes[i] & 0xff);
    }
  }

  private static final class Open {
    final Term term;
    final Term[] children;
    final int end;
    final @Nullable Open parent;
    int next;

    // For the piece that it becomes.
    Piece[] pieces = Piece.NONE;
    int start;
    int surplus;

    Open(Term term, Term[] children, int end, @Nullable Open parent) {
      this.term = term;
      this.children = children;
      this.end = end;
      this.parent = parent;
    }
  }
}
