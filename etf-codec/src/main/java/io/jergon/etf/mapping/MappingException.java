package io.jergon.etf.mapping;

import io.jergon.etf.Term;

/// A term does not fit the Java type asked for, or a Java value has no term. The message says where
/// in the value, what was expected and what was found:
///
/// ```
/// at $.user.age: expected integer in int range, got "x"
/// ```
///
/// `$` is the whole value, `.age` a record's component, `[3]` a list's element counted from 0,
/// `[key]` a map's value.
public final class MappingException extends RuntimeException {
  private static final int LONGEST_TERM = 200;

  private final String problem;

  /// From the outside in: `.user`, `[3]`. Grows while the exception is on its way out of the
  /// mapper, and is fixed when the caller sees it.
  private String steps = "";

  MappingException(String problem) {
    this.problem = problem;
  }

  MappingException(String problem, Throwable cause) {
    super(cause);
    this.problem = problem;
  }

  static MappingException mismatch(String expected, Term found) {
    return new MappingException(
        "expected " + expected + ", got " + found.abbreviated(LONGEST_TERM));
  }

  static MappingException mismatch(String expected, Term found, Throwable cause) {
    return new MappingException(
        "expected " + expected + ", got " + found.abbreviated(LONGEST_TERM) + ": " + cause, cause);
  }

  /// This, with `cause` named before the problem.
  MappingException by(String cause) {
    MappingException named = new MappingException(cause + ": " + problem, this);
    named.steps = steps;
    return named;
  }

  /// This, seen from one level further out.
  MappingException within(String step) {
    steps = step + steps;
    return this;
  }

  @Override
  public String getMessage() {
    return "at " + path() + ": " + problem;
  }

  /// Where in the value, as in the message: `$.user.age`.
  public String path() {
    return "$" + steps;
  }
}
