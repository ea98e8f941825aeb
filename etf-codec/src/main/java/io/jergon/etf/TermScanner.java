package io.jergon.etf;

/// A cursor over Erlang source text: blanks, comments, names, quoted text, escapes. What is wrong
/// is told with line and column.
final class TermScanner {
  private static final int END = -1;

  private final String text;
  private int at;

  TermScanner(String text) {
    this.text = text;
  }

  /// The cursor's place, an index into the text.
  int position() {
    return at;
  }

  /// The next character, or -1 at the end.
  int peek() {
    return peek(0);
  }

  int peek(int ahead) {
    return at + ahead < text.length() ? text.charAt(at + ahead) : END;
  }

  void skip(int characters) {
    at += characters;
  }

  /// Steps over blanks and `%` comments.
  void skipBlanks() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '%') {
        int lineEnd = text.indexOf('\n', at);
        at = lineEnd < 0 ? text.length() : lineEnd;
      } else if (isBlank(c)) {
        at++;
      } else {
        return;
      }
    }
  }

  /// As Erlang's scanner has it: the controls, the space, and the same of Latin-1.
  private static boolean isBlank(int c) {
    return c <= ' ' || (c >= 0x80 && c <= 0xa0);
  }

  /// Steps over `token` if it comes next, blanks aside.
  boolean accept(String token) {
    skipBlanks();
    if (!text.startsWith(token, at)) {
      return false;
    }
    at += token.length();
    return true;
  }

  /// Steps over `token`, blanks aside.
  ///
  /// @throws TermSyntaxException if something else comes next
  void expect(String token) {
    if (!accept(token)) {
      throw expected("'" + token + "'");
    }
  }

  boolean startsWith(String prefix) {
    return text.startsWith(prefix, at);
  }

  String from(int start) {
    return text.substring(start, at);
  }

  /// The dot that may end a term: nothing but blanks follows it on its line.
  boolean atFinalDot() {
    return peek() == '.' && (peek(1) == END || peek(1) == '%' || isBlank(peek(1)));
  }

  /// An atom, quoted or not. Reserved words need quotes.
  Atom atom() {
    skipBlanks();
    int start = at;
    String name;
    if (peek() == '\'') {
      name = quoted();
    } else if (Quoting.isLowerCase(peek())) {
      name = word();
      if (Quoting.isReserved(name)) {
        throw error(start, "'" + name + "' is a reserved word; as an atom it stands in quotes");
      }
    } else {
      throw expected("an atom");
    }
    try {
      return Atom.of(name);
    } catch (IllegalArgumentException e) {
      throw error(start, String.valueOf(e.getMessage()));
    }
  }

  /// The letters, digits, `_` and `@` that come next.
  String word() {
    int start = at;
    while (Quoting.isNameCharacter(peek())) {
      at++;
    }
    return from(start);
  }

  /// The text between two quotes like the one at the cursor, escapes resolved.
  String quoted() {
    int start = at;
    char quote = text.charAt(at++);
    StringBuilder result = new StringBuilder();
    while (peek() != quote) {
      if (peek() == END) {
        throw error(start, "this " + quote + " has no end");
      }
      result.appendCodePoint(character());
    }
    at++;
    return result.toString();
  }

  /// One character, or what an escape stands for.
  int character() {
    int c = peek() == END ? END : text.codePointAt(at);
    if (c == END) {
      throw expected("a character");
    }
    at += Character.charCount(c);
    return c == '\\' ? escape() : c;
  }

  private int escape() {
    int start = at - 1;
    if (peek() == END) {
      throw expected("an escape sequence");
    }
    int c = text.codePointAt(at);
    at += Character.charCount(c);
    return switch (c) {
      case 'b' -> '\b';
      case 'd' -> 0x7f;
      case 'e' -> 0x1b;
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 's' -> ' ';
      case 't' -> '\t';
      case 'v' -> 0x0b;
      case '^' -> control(start);
      case 'x' -> hexadecimal(start);
      case '0', '1', '2', '3', '4', '5', '6', '7' -> octal(c - '0');
      default -> c;
    };
  }

  private int control(int start) {
    int c = peek();
    if (c < '@' || c > '_') {
      throw error(start, "\\^ stands before one of @ A..Z [ \\ ] ^ _");
    }
    at++;
    return c & 0x1f;
  }

  private int octal(int firstDigit) {
    int value = firstDigit;
    for (int i = 1; i < 3 && peek() >= '0' && peek() <= '7'; i++) {
      value = 8 * value + peek() - '0';
      at++;
    }
    return value;
  }

  /// `\xHH` or `\x{H...}`.
  private int hexadecimal(int start) {
    boolean braces = peek() == '{';
    at += braces ? 1 : 0;
    int digits = at;
    while (Character.digit(peek(), 16) >= 0 && at - digits < (braces ? 6 : 2)) {
      at++;
    }
    int value = at == digits ? END : Integer.parseInt(from(digits), 16);
    boolean complete = braces ? peek() == '}' : at - digits == 2;
    if (!complete || !isCodePoint(value)) {
      throw error(start, "\\x stands before two hexadecimal digits or {a code point}");
    }
    at += braces ? 1 : 0;
    return value;
  }

  private static boolean isCodePoint(int value) {
    return Character.isValidCodePoint(value)
        && (value < Character.MIN_SURROGATE || value > Character.MAX_SURROGATE);
  }

  /// What is at the cursor is not what was expected there.
  TermSyntaxException expected(String what) {
    String found = peek() == END ? "the end" : "'" + Character.toString(text.codePointAt(at)) + "'";
    return error(at, "expected " + what + ", found " + found);
  }

  TermSyntaxException error(int position, String problem) {
    int line = 1;
    int lineStart = 0;
    for (int i = 0; i < position; i++) {
      if (text.charAt(i) == '\n') {
        line++;
        lineStart = i + 1;
      }
    }
    int column = text.codePointCount(lineStart, position) + 1;
    return new TermSyntaxException(line, column, problem);
  }
}
