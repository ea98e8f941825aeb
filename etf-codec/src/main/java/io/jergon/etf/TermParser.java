package io.jergon.etf;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads a term in Erlang syntax. Containers that are begun and not ended are kept in a chain of
/// [Open]s, innermost first, so nesting takes heap and no stack.
///
/// ```
/// term      = number | char | strings | atom | binary | tuple | list | map | record | fun | identifier
/// tuple     = '{' [term {',' term}] '}'
/// list      = '[' [term {',' term} ['|' term]] ']'
/// map       = '#{' [term '=>' term {',' term '=>' term}] '}'
/// record    = '#' atom ':' atom '{' [atom '=' term {',' atom '=' term}] '}'
/// fun       = 'fun' atom ':' atom '/' digits
/// identifier = '#Pid<' ... | '#Port<' ... | '#Ref<' ...        as toString prints them
/// ```
final class TermParser {
  private final TermScanner in;
  private @Nullable Open top;

  private TermParser(String text) {
    in = new TermScanner(text);
  }

  static Term parse(String text) {
    return new TermParser(text).parse();
  }

  private Term parse() {
    for (; ; ) {
      Term term = readLeafOrOpen();
      if (term == null) {
        continue;
      }
      while (top != null && top.add(in, term)) {
        term = top.close();
        top = top.parent;
      }
      if (top == null) {
        end();
        return term;
      }
    }
  }

  private void end() {
    in.skipBlanks();
    if (in.atFinalDot()) {
      in.skip(1);
      in.skipBlanks();
    }
    if (in.peek() >= 0) {
      throw in.expected("the end");
    }
  }

  /// A term that is complete, or null if a container was opened whose first child comes next.
  private @Nullable Term readLeafOrOpen() {
    in.skipBlanks();
    int c = in.peek();
    if (NumberSyntax.startsHere(in)) {
      return NumberSyntax.read(in);
    }
    return switch (c) {
      case '{' -> {
        in.skip(1);
        yield in.accept("}") ? Tuple.EMPTY : open(new OpenTuple(top));
      }
      case '[' -> readListOrOpen();
      case '"' -> readStrings();
      case '#' -> readHash();
      case '\'' -> in.atom();
      case '<' -> {
        if (Character.isDigit(in.peek(1))) {
          throw IdentifierSyntax.withoutNode(in, in.position());
        }
        in.expect("<<");
        yield BinarySyntax.read(in);
      }
      default -> {
        if (!Quoting.isLowerCase(c)) {
          throw in.expected("a term");
        }
        yield in.startsWith("fun") && !Quoting.isNameCharacter(in.peek(3)) ? readFun() : in.atom();
      }
    };
  }

  private @Nullable Term open(Open container) {
    top = container;
    return null;
  }

  /// A list in the place of another one's tail goes on with that list.
  private @Nullable Term readListOrOpen() {
    in.skip(1);
    if (in.accept("]")) {
      return ListTerm.EMPTY;
    }
    if (top instanceof OpenList list && list.tailIsNext) {
      list.nest();
      return null;
    }
    return open(new OpenList(top));
  }

  private Term readStrings() {
    StringBuilder text = new StringBuilder();
    while (in.peek() == '"') {
      text.append(in.quoted());
      in.skipBlanks();
    }
    return ListTerm.chars(text.toString());
  }

  private ExternalFun readFun() {
    in.skip("fun".length());
    Atom module = in.atom();
    in.expect(":");
    Atom function = in.atom();
    in.expect("/");
    return new ExternalFun(module, function, NumberSyntax.small(in, ExternalFun.MAX_ARITY));
  }

  private @Nullable Term readHash() {
    int start = in.position();
    if (in.accept("#{")) {
      return in.accept("}") ? MapTerm.EMPTY : open(new OpenMap(top));
    }
    if (in.startsWith("#Fun<")) {
      throw in.error(start, "a fun with an environment cannot be read back");
    }
    if (IdentifierSyntax.startsHere(in)) {
      return IdentifierSyntax.read(in);
    }
    in.skip(1);
    Atom module = in.atom();
    in.expect(":");
    Atom name = in.atom();
    in.expect("{");
    OpenRecord record = new OpenRecord(module, name, start, top);
    if (in.accept("}")) {
      return record.close();
    }
    record.readField(in);
    return open(record);
  }

  /// A container whose end has not been read.
  private abstract static class Open {
    final @Nullable Open parent;
    final List<Term> children = new ArrayList<>();

    Open(@Nullable Open parent) {
      this.parent = parent;
    }

    /// Takes a child and reads on to where the next one begins; true if the container's end came
    /// instead.
    abstract boolean add(TermScanner in, Term child);

    abstract Term close();
  }

  private static final class OpenTuple extends Open {
    OpenTuple(@Nullable Open parent) {
      super(parent);
    }

    @Override
    boolean add(TermScanner in, Term child) {
      children.add(child);
      if (in.accept(",")) {
        return false;
      }
      if (in.accept("}")) {
        return true;
      }
      throw in.expected("',' or '}'");
    }

    @Override
    Term close() {
      return Tuple.adopt(children.toArray(Term[]::new));
    }
  }

  private static final class OpenList extends Open {
    boolean tailIsNext;
    private Term tail = ListTerm.EMPTY;

    /// How many brackets the list was written with: `[a|[b|[c]]]` has three.
    private int brackets = 1;

    OpenList(@Nullable Open parent) {
      super(parent);
    }

    void nest() {
      brackets++;
      tailIsNext = false;
    }

    @Override
    boolean add(TermScanner in, Term child) {
      if (tailIsNext) {
        tail = child;
        in.expect("]");
      } else {
        children.add(child);
        if (in.accept(",")) {
          return false;
        }
        if (in.accept("|")) {
          tailIsNext = true;
          return false;
        }
        if (!in.accept("]")) {
          throw in.expected("',', '|' or ']'");
        }
      }
      for (int i = 1; i < brackets; i++) {
        in.expect("]");
      }
      return true;
    }

    @Override
    Term close() {
      return ListTerm.improper(children, tail);
    }
  }

  private static final class OpenMap extends Open {
    private final MapTerm.Builder entries = MapTerm.builder();
    private @Nullable Term key;

    OpenMap(@Nullable Open parent) {
      super(parent);
    }

    @Override
    boolean add(TermScanner in, Term child) {
      if (key == null) {
        key = child;
        in.expect("=>");
        return false;
      }
      entries.put(key, child);
      key = null;
      if (in.accept(",")) {
        return false;
      }
      if (in.accept("}")) {
        return true;
      }
      throw in.expected("',' or '}'");
    }

    @Override
    Term close() {
      return entries.build();
    }
  }

  private static final class OpenRecord extends Open {
    private final Atom module;
    private final Atom name;
    private final int start;
    private final List<Atom> fields = new ArrayList<>();

    OpenRecord(Atom module, Atom name, int start, @Nullable Open parent) {
      super(parent);
      this.module = module;
      this.name = name;
      this.start = start;
    }

    void readField(TermScanner in) {
      fields.add(in.atom());
      in.expect("=");
    }

    @Override
    boolean add(TermScanner in, Term child) {
      children.add(child);
      if (in.accept(",")) {
        readField(in);
        return false;
      }
      if (!in.accept("}")) {
        throw in.expected("',' or '}'");
      }
      Atom repeated = RecordTerm.firstRepeated(fields.toArray(Atom[]::new));
      if (repeated != null) {
        throw in.error(start, "field " + repeated + " appears twice");
      }
      return true;
    }

    @Override
    Term close() {
      return RecordTerm.of(module, name, true, fields, children);
    }
  }
}
