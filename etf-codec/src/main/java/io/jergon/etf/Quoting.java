package io.jergon.etf;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which atoms need quotes, which lists and binaries read as text, and how their characters are
/// written: the rules of OTP's `io_lib`, with all of Unicode printable.
final class Quoting {
  private static final Set<String> RESERVED =
      Set.of(
          ("after and andalso band begin bnot bor bsl bsr bxor case catch cond div end fun if let"
                  + " not of or orelse receive rem try when xor")
              .split(" "));

  /// Reserved since OTP 27 only: printed with quotes, read without.
  private static final Set<String> NEWLY_RESERVED = Set.of("maybe", "else");

  private Quoting() {}

  static void atom(Atom atom, StringBuilder out) {
    if (needsQuotes(atom.name())) {
      quoted(atom.name(), '\'', out);
    } else {
      out.append(atom.name());
    }
  }

  static void string(String text, StringBuilder out) {
    quoted(text, '"', out);
  }

  /// True for a word that is no atom unless it has quotes.
  static boolean isReserved(String word) {
    return RESERVED.contains(word);
  }

  private static boolean needsQuotes(String name) {
    if (name.isEmpty() || !isLowerCase(name.charAt(0))) {
      return true;
    }
    if (isReserved(name) || NEWLY_RESERVED.contains(name)) {
      return true;
    }
    for (int i = 1; i < name.length(); i++) {
      if (!isNameCharacter(name.charAt(i))) {
        return true;
      }
    }
    return false;
  }

  /// Begins an atom without quotes: a Latin-1 lower-case letter.
  static boolean isLowerCase(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'ß' && c <= 'ÿ' && c != '÷');
  }

  /// Goes on with an atom without quotes.
  static boolean isNameCharacter(int c) {
    return isLowerCase(c)
        || (c >= 'A' && c <= 'Z')
        || (c >= 'À' && c <= 'Þ' && c != '×')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == '@';
  }

  private static void quoted(String text, char quote, StringBuilder out) {
    out.append(quote);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == quote || c == '\\') {
        out.append('\\').append(c);
      } else if ((c >= ' ' && c <= '~') || c >= 0xa0) {
        out.append(c);
      } else {
        escape(c, out);
      }
    }
    out.append(quote);
  }

  private static void escape(char c, StringBuilder out) {
    out.append('\\');
    switch (c) {
      case '\n' -> out.append('n');
      case '\r' -> out.append('r');
      case '\t' -> out.append('t');
      case 0x0b -> out.append('v');
      case '\b' -> out.append('b');
      case '\f' -> out.append('f');
      case 0x1b -> out.append('e');
      case 0x7f -> out.append('d');
      default ->
          out.append((char) ('0' + (c >> 6)))
              .append((char) ('0' + ((c >> 3) & 7)))
              .append((char) ('0' + (c & 7)));
    }
  }

  /// True if Erlang prints this proper list as a string.
  static boolean isPrintable(ListTerm list) {
    byte[] bytes = list.bytes();
    if (bytes != null) {
      for (byte b : bytes) {
        if (!isPrintable(b & 0xff)) {
          return false;
        }
      }
      return true;
    }
    int[] ints = list.ints();
    if (ints == null) {
      return false;
    }
    for (int element : ints) {
      if (!isPrintable(element)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPrintable(int c) {
    return (c >= ' ' && c <= '~')
        || (c >= 0xa0 && c < Character.MIN_SURROGATE)
        || (c > Character.MAX_SURROGATE && c < 0xfffe)
        || (c > 0xffff && c <= Character.MAX_CODE_POINT)
        || (c >= '\b' && c <= '\r')
        || c == 0x1b;
  }

  /// The text that Erlang prints a binary as, or null if it prints bytes: UTF-8 if it is
  /// well-formed, else Latin-1.
  static @Nullable String printableText(Binary binary) {
    if (binary.isUtf8()) {
      String text = binary.utf8();
      return text.codePoints().allMatch(Quoting::isPrintable) ? text : null;
    }
    for (int i = 0; i < binary.size(); i++) {
      if (!isPrintable(binary.unsigned(i))) {
        return null;
      }
    }
    return new String(binary.toByteArray(), StandardCharsets.ISO_8859_1);
  }
}
