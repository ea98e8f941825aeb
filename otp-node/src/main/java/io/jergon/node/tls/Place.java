package io.jergon.node.tls;

import io.jergon.etf.Term;

/// Where an option stands in a file: terms do not know where they came from.
final class Place {
  private Place() {}

  /// `line 3, column 5`: the first option of this name behind the name of its role.
  ///
  /// @param role empty for an option outside of roles
  static String of(String text, String role, Term name) {
    String code = codeOf(text);
    int from = role.isEmpty() ? 0 : Math.max(0, indexOfKey(code, role, 0));
    int at = indexOfKey(code, name.toString(), from);
    if (at < 0) {
      return "in " + role; // written with escapes that its text does not have
    }
    int line = 1 + (int) text.substring(0, at).chars().filter(c -> c == '\n').count();
    int column = at - text.lastIndexOf('\n', at - 1);
    return "line %d, column %d".formatted(line, column);
  }

  /// Where `{ name ,` has its name; -1 if nowhere.
  private static int indexOfKey(String code, String name, int from) {
    for (int at = code.indexOf(name, from); at >= 0; at = code.indexOf(name, at + 1)) {
      String before = code.substring(0, at).stripTrailing();
      String after = code.substring(at + name.length()).stripLeading();
      if (before.endsWith("{") && after.startsWith(",")) {
        return at;
      }
    }
    return -1;
  }

  /// The same text, but comments and what strings say are blanks.
  private static String codeOf(String text) {
    StringBuilder code = new StringBuilder(text);
    char quote = 0;
    boolean comment = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n') {
        comment = false;
      } else if (comment) {
        code.setCharAt(i, ' ');
      } else if (quote != 0) {
        if (c == quote) {
          quote = 0;
        } else if (quote == '"') {
          code.setCharAt(i, ' ');
        }
        if (c == '\\') {
          i++;
        }
      } else if (c == '%') {
        comment = true;
        code.setCharAt(i, ' ');
      } else if (c == '"' || c == '\'') {
        quote = c;
      }
    }
    return code.toString();
  }
}
