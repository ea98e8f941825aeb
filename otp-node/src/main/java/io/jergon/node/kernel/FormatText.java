package io.jergon.node.kernel;

import io.jergon.etf.Term;
import java.util.Iterator;
import java.util.List;

/// The directives of `io:format/2` that programs use most: `~p ~w ~s ~c ~n ~~`, with or without `t`
/// and with their widths ignored. Any other directive prints its argument as a term, so that output
/// is never lost, only plain.
///
/// Source: `io:fwrite/3`.
final class FormatText {
  private FormatText() {}

  static String format(String format, List<Term> arguments) {
    StringBuilder text = new StringBuilder();
    Iterator<Term> values = arguments.iterator();
    for (int i = 0; i < format.length(); ) {
      int c = format.codePointAt(i);
      i += Character.charCount(c);
      if (c != '~') {
        text.appendCodePoint(c);
        continue;
      }
      while (i < format.length() && isModifier(format.charAt(i))) {
        i++;
      }
      if (i < format.length()) {
        directive(text, format.charAt(i), values);
        i++;
      }
    }
    return text.toString();
  }

  private static boolean isModifier(char c) {
    return c == 't' || c == 'l' || c == '-' || c == '.' || c == '*' || Character.isDigit(c);
  }

  private static void directive(StringBuilder text, char directive, Iterator<Term> values) {
    switch (directive) {
      case 'n' -> text.append('\n');
      case '~' -> text.append('~');
      case 's', 'c' -> {
        if (values.hasNext()) {
          Term value = values.next();
          text.append(UserProcess.chars(value).orElseGet(value::toString));
        }
      }
      case 'i' -> {
        if (values.hasNext()) {
          values.next();
        }
      }
      default -> {
        if (values.hasNext()) {
          text.append(values.next());
        }
      }
    }
  }
}
