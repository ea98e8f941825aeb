package io.jergon.etf.mapping;

import io.jergon.etf.Atom;
import io.jergon.etf.Binary;
import io.jergon.etf.Term;
import java.lang.reflect.AnnotatedElement;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Java names as Erlang writes them.
final class Naming {
  private static final int LONGEST_LIST = 1000;

  private Naming() {}

  /// What the annotation says, else the given name.
  static String name(AnnotatedElement element, String ifNotSaid) {
    TermName said = element.getAnnotation(TermName.class);
    return said == null ? ifNotSaid : said.value();
  }

  /// @throws MappingException if there is no such atom
  static Atom atom(String name) {
    try {
      return Atom.of(name);
    } catch (IllegalArgumentException e) {
      throw new MappingException("no atom for a name in the type: " + e.getMessage(), e);
    }
  }

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

  /// The text of an atom or a binary that is a key or a tag, or null.
  static @Nullable String text(Term term) {
    return switch (term) {
      case Atom atom -> atom.name();
      case Binary binary when binary.isUtf8() -> binary.utf8();
      default -> null;
    };
  }

  /// `LoginCount`, `login-count` and `LOGIN_COUNT` are `logincount`.
  static String loose(String name) {
    return name.replace("_", "").replace("-", "").toLowerCase(Locale.ROOT);
  }

  /// `userName` as a variable in a message: `UserName`.
  static String variable(String component) {
    return Character.toUpperCase(component.charAt(0)) + component.substring(1);
  }

  /// What could have been, for a message: as many as a message can take.
  static String alternatives(List<String> all, String before, String between) {
    StringBuilder text = new StringBuilder(before);
    for (int i = 0; i < all.size(); i++) {
      if (text.length() > LONGEST_LIST) {
        return text.append(" or ").append(all.size() - i).append(" more").toString();
      }
      text.append(i == 0 ? "" : between).append(all.get(i));
    }
    return text.toString();
  }
}
