package io.jergon.etf.mapping;

import java.util.Locale;

/// Java names as Erlang writes them.
final class Naming {
  private Naming() {}

  /// `AddUser` is `add_user`, `HTTPRequest` is `http_request`, `V2Frame` is `v2_frame`, `NOT_FOUND`
  /// is `not_found`.
  static String snakeCase(String name) {
    StringBuilder result = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (i > 0 && Character.isUpperCase(c) && name.charAt(i - 1) != '_') {
        boolean afterLower = !Character.isUpperCase(name.charAt(i - 1));
        boolean beforeLower = i + 1 < name.length() && Character.isLowerCase(name.charAt(i + 1));
        if (afterLower || beforeLower) {
          result.append('_');
        }
      }
      result.append(c);
    }
    return result.toString().toLowerCase(Locale.ROOT);
  }

  /// `userName` as a variable in a message: `UserName`.
  static String variable(String component) {
    return Character.toUpperCase(component.charAt(0)) + component.substring(1);
  }
}
