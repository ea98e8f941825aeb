package io.jergon.etf;

/// A text is no term in Erlang syntax. The message says where, what was found and what was
/// expected:
///
/// ```
/// line 1, column 5: expected ',' or '}', found ']'
/// ```
public final class TermSyntaxException extends IllegalArgumentException {
  private final int line;
  private final int column;

  TermSyntaxException(int line, int column, String problem) {
    super("line " + line + ", column " + column + ": " + problem);
    this.line = line;
    this.column = column;
  }

  /// Counted from 1.
  public int line() {
    return line;
  }

  /// Counted from 1, in code points.
  public int column() {
    return column;
  }
}
