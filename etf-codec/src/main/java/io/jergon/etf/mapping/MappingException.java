package io.jergon.etf.mapping;

import io.jergon.etf.Term;
import org.jspecify.annotations.Nullable;

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

  private final String path;
  private final String problem;

  MappingException(String problem) {
    this("$", problem, null);
  }

  MappingException(String problem, Throwable cause) {
    this("$", problem, cause);
  }

  private MappingException(String path, String problem, @Nullable Throwable cause) {
    super("at " + path + ": " + problem, cause);
    this.path = path;
    this.problem = problem;
  }

  static MappingException mismatch(String expected, Term found) {
    return new MappingException(
        "expected " + expected + ", got " + found.abbreviated(LONGEST_TERM));
  }

  /// The same, seen from one level further out.
  MappingException within(String step) {
    return new MappingException("$" + step + path.substring(1), problem, getCause());
  }

  /// Where in the value, as in the message: `$.user.age`.
  public String path() {
    return path;
  }
}
