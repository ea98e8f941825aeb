package io.jergon.etf;

import org.jspecify.annotations.Nullable;

/// Breaks a term's line into lines of a width where Erlang breaks it: `io:format("~*tp", [Width,
/// Term])`, OTP's `io_lib_pretty`. Its rules, found by what it prints:
///
/// - What fits in the rest of the line, with the brackets that close behind it, stays on one line.
/// - In a list or tuple that does not fit, *words* (all that is no container, nor bytes of a
///   binary) fill the lines. Containers stand on lines of their own, also if they would fit beside
///   another.
/// - A map's entries go the same way; one that does not fit has its value below its key.
/// - A tuple with an atom first has the rest beside that atom, each line indented to there. Where
///   this would begin beyond half the width, tuples everywhere in the term are indented by 4, and
///   if that is too much by 1.
/// - The bytes of a binary fill lines.
///
/// A line gets longer than the width by a word that is, and where the indentation leaves no room.
///
/// Lines begin in column 1. *Closers* are the brackets that must stand on the line behind a piece's
/// end; *used* are the columns on the line without the indentation.
final class PrettyPrinter {
  /// Beyond this column, and beyond the width, nothing is broken any more. Indentation alone would
  /// take memory by the square of the depth.
  private static final long LAST_COLUMN = 200;

  private final String line;
  private final Piece whole;
  private final long width;

  /// By how much a tuple behind its tag is indented: to beside the tag if negative.
  private final int indent;

  /// Null to only find out if the indentation will do.
  private final @Nullable StringBuilder out;

  private boolean tooDeep;

  /// The containers that are broken, innermost first.
  private @Nullable Broken top;

  private PrettyPrinter(
      String line, Piece whole, long width, int indent, @Nullable StringBuilder out) {
    this.line = line;
    this.whole = whole;
    this.width = width;
    this.indent = indent;
    this.out = out;
  }

  /// @param whole the piece that all of `line` is
  static String print(String line, Piece whole, int width) {
    if (whole.width() < width - 1) {
      return line;
    }
    int indent = isGood(-1, line, whole, width) ? -1 : isGood(4, line, whole, width) ? 4 : 1;
    StringBuilder out = new StringBuilder(line.length() + line.length() / 4);
    new PrettyPrinter(line, whole, width, indent, out).run();
    return out.toString();
  }

  private static boolean isGood(int indent, String line, Piece whole, int width) {
    return new PrettyPrinter(line, whole, width, indent, null).run();
  }

  /// False if the indentation is not good.
  private boolean run() {
    begin(whole, 1, 0, 0);
    for (Broken broken = top; broken != null && !tooDeep; broken = top) {
      if (broken.next < broken.children.length) {
        broken.step();
      } else {
        write(broken.bracket);
        top = broken.parent;
      }
    }
    return !tooDeep;
  }

  private void begin(Piece piece, long column, long closers, long used) {
    boolean tooFar = column > Math.max(width, LAST_COLUMN) && !dry();
    if (tooFar || fits(piece.width(), column, closers, used)) {
      write(piece);
    } else if (isBytes(piece)) {
      bytes(piece, column + 2, closers, used);
    } else if (!piece.isContainer()) {
      write(piece);
    } else if (piece.term() instanceof MapTerm) {
      write("#{");
      top = new Entries(piece, column + 2, closers, dry() ? used + 2 : used + 1);
    } else if (piece.term() instanceof RecordTerm record) {
      record(piece, record, column, closers, used);
    } else if (isTagged(piece)) {
      tagged(piece, column, closers, used + 1);
    } else {
      boolean list = piece.term() instanceof ListTerm;
      write(list ? "[" : "{");
      top = new Elements(piece, 0, list ? "]" : "}", column + 1, closers, used + 1);
    }
  }

  /// `{Tag,` and the rest beside it, or `{Tag` and the rest below it, or from there on.
  private void tagged(Piece tuple, long column, long closers, long used) {
    Piece tag = tuple.children()[0];
    long beside = tag.width() + 2L;
    long inner = column + beside;
    write("{");
    write(tag);
    if (isFarther(beside)) {
      long below = column + indent;
      requireRoom(below);
      top = new Elements(tuple, 1, "}", below, closers, used + tag.width());
      top.column = inner;
    } else {
      tooDeep |= dry() && whole.width() + inner >= width && inner >= width / 2;
      write(",");
      top = new Elements(tuple, 1, "}", inner, closers, used + tag.width() + 1);
      top.first = true;
    }
  }

  /// `#module:name{` and the fields beside it or below it.
  private void record(Piece piece, RecordTerm record, long column, long closers, long used) {
    String head = TermPrinter.head(record) + "{";
    long beside = TextWidth.columns(head);
    boolean below = isFarther(beside);
    long inner = column + (below ? indent : beside);
    requireRoom(inner);
    write(head);
    if (below) {
      breakLine(inner);
    }
    top = new Fields(piece, record, inner, closers, below ? 0 : used + beside);
  }

  /// The bytes of a binary, as many on a line as go there.
  private void bytes(Piece piece, long column, long closers, long used) {
    if (dry()) {
      return;
    }
    long room = Math.max(8, Math.min(width - column, whole.width() - 4 - used) - closers);
    long left = room;
    write("<<");
    int last = piece.end() - 2;
    for (int from = piece.start() + 2; from < last; ) {
      int comma = line.indexOf(',', from, last);
      int to = comma < 0 ? last : comma + 1;
      if (to - from > left) {
        breakLine(column);
        left = room;
      }
      left -= to - from;
      write(from, to);
      from = to;
    }
    write(">>");
  }

  /// True if what follows something so long stands below it, not beside it.
  private boolean isFarther(long beside) {
    return indent > 0 && beside > indent;
  }

  private void requireRoom(long column) {
    tooDeep |= dry() && whole.width() + column > width && column > width / 2;
  }

  private boolean fits(long length, long column, long closers, long used) {
    return length < width - column - closers && length + used + closers <= whole.width();
  }

  /// Whether a word fits behind the one before it, with the comma between them.
  private boolean fitsBehind(long length, long column, long closers, long used) {
    long room = Math.max(1, closers);
    return fits(length + 1, column, room, used);
  }

  private boolean isTagged(Piece piece) {
    return piece.term() instanceof Tuple tuple && tuple.arity() > 1 && tuple.get(0) instanceof Atom;
  }

  /// True for what the rules call words.
  private boolean isWord(Piece piece) {
    return !piece.isContainer() && !isBytes(piece) && !(piece.term() instanceof RecordTerm);
  }

  private boolean isBytes(Piece piece) {
    return (piece.term() instanceof Binary || piece.term() instanceof Bitstring)
        && Character.isDigit(line.charAt(piece.start() + 2));
  }

  private boolean dry() {
    return out == null;
  }

  private void write(Piece piece) {
    write(piece.start(), piece.end());
  }

  private void write(int from, int to) {
    if (out != null) {
      out.append(line, from, to);
    }
  }

  private void write(String text) {
    if (out != null) {
      out.append(text);
    }
  }

  private void breakLine(long column) {
    if (out != null) {
      out.append('\n').repeat(' ', Math.toIntExact(column - 1));
    }
  }

  /// A container that stands on several lines.
  private abstract class Broken {
    final Piece[] children;
    final String bracket;
    final @Nullable Broken parent = top;

    /// Where the lines of its children begin.
    final long start;

    final long closers;

    /// Where the line ends so far.
    long column;

    long used;
    int next;

    /// True if nothing stands before the next child.
    boolean first;

    Broken(Piece piece, String bracket, long start, long closers, long used) {
      this.children = piece.children();
      this.bracket = bracket;
      this.start = start;
      this.closers = closers;
      this.column = start;
      this.used = used;
    }

    abstract void step();

    /// What was written takes `length` columns, which is more than there are if it ends the line.
    final void advance(long length) {
      column += length;
      used += length;
    }

    final void newLine() {
      breakLine(start);
      column = start;
      used = 0;
    }
  }

  /// A list's elements, or a tuple's, from one of them on.
  private final class Elements extends Broken {
    private final boolean improper;

    Elements(Piece piece, int next, String bracket, long start, long closers, long used) {
      super(piece, bracket, start, closers, used);
      this.next = next;
      this.first = next == 0;
      this.improper = piece.term() instanceof ListTerm list && !list.isProper();
    }

    @Override
    void step() {
      int index = next++;
      Piece child = children[index];
      boolean word = isWord(child);
      int last = improper ? children.length - 2 : children.length - 1;
      if (index > last) {
        tail(child, word);
        return;
      }
      long behind = index < last ? 0 : closers + 1;
      if (!first) {
        write(",");
        if (word && fitsBehind(child.width(), column, behind, used)) {
          write(child);
          advance(child.width() + 1L);
          return;
        }
        newLine();
      }
      first = false;
      boolean stays = word && fits(child.width(), column, behind, used);
      long usedBefore = used;
      advance(stays ? child.width() : width);
      begin(child, start, behind, usedBefore);
    }

    private void tail(Piece tail, boolean word) {
      write("|");
      if (word && fits(tail.width() + 1L, column, closers + 1, used)) {
        write(tail);
        return;
      }
      long where = dry() ? column : start;
      newLine();
      begin(tail, where, closers + 1, 0);
    }
  }

  /// A map's entries: its pieces are keys and values in turn.
  private final class Entries extends Broken {
    Entries(Piece map, long start, long closers, long used) {
      super(map, "}", start, closers, used);
      this.first = true;
    }

    @Override
    void step() {
      if (next % 2 == 1) {
        value();
        return;
      }
      Piece key = children[next];
      Piece value = children[next + 1];
      long length = key.width() + 4L + value.width();
      boolean words = isWord(key) && isWord(value);
      long behind = next + 2 < children.length ? 0 : closers + 1;
      long usedBefore = used;
      if (!first) {
        write(",");
        if (words && fitsBehind(length, column, behind, used)) {
          write(key.start(), value.end());
          advance(length + 1);
          next += 2;
          return;
        }
        newLine();
        usedBefore = 0;
      }
      boolean fits = fits(length, start, behind, usedBefore);
      column = start + (fits && words ? length : width);
      used = (first && dry() ? used : 0) + (fits && words ? length : width);
      first = false;
      if (fits) {
        write(key.start(), value.end());
        next += 2;
      } else {
        next++;
        begin(key, start, behind, usedBefore);
      }
    }

    private void value() {
      Piece value = children[next++];
      long behind = next < children.length ? 0 : closers + 1;
      long below = start + (indent > 0 ? indent : 4);
      write(" =>");
      breakLine(below);
      begin(value, below, behind, 0);
    }
  }

  /// A native record's fields.
  private final class Fields extends Broken {
    private final RecordTerm record;

    Fields(Piece piece, RecordTerm record, long start, long closers, long used) {
      super(piece, "}", start, closers, used);
      this.record = record;
      this.first = true;
    }

    @Override
    void step() {
      Piece value = children[next];
      String name = record.fieldArray()[next++] + " =";
      long beside = TextWidth.columns(name) + 1L;
      long length = beside + value.width();
      boolean word = isWord(value);
      long behind = next < children.length ? 0 : closers + 1;
      if (!first) {
        write(",");
        if (word && fitsBehind(length, column, behind, used)) {
          write(name + " ");
          write(value);
          advance(length + 1);
          return;
        }
        newLine();
      }
      first = false;
      boolean fits = fits(length, start, behind, used);
      long usedBefore = used;
      advance(fits && word ? length : width);
      write(name);
      if (fits) {
        write(" ");
        write(value);
      } else {
        value(value, beside, behind, usedBefore);
      }
    }

    private void value(Piece value, long beside, long behind, long usedBefore) {
      boolean below = isFarther(beside);
      long inner = start + (below ? indent : beside);
      requireRoom(inner);
      if (below) {
        breakLine(inner);
      } else {
        write(" ");
      }
      begin(value, inner, behind, below ? 0 : usedBefore + beside);
    }
  }
}
