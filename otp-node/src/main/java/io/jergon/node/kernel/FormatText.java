package io.jergon.node.kernel;

import io.jergon.etf.Term;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The directives of `io:format/2` that programs use most: `~p ~w ~s ~c ~n ~~`, with or without `t`
/// and with their widths ignored. Any other directive prints its argument as a term, so that output
/// is never lost, only plain.
///
/// ```
/// ~ width . precision . padding modifier directive     each but the last may be missing
/// ```
///
/// Source: `io:fwrite/3`.
final class FormatText {
  /// Directives with a second argument, which is a depth or a prefix.
  private static final String OF_TWO = "PWxX";

  private final StringBuilder text = new StringBuilder();
  private final String format;
  private final Iterator<Term> values;
  private int at;

  private FormatText(String format, List<Term> arguments) {
    this.format = format;
    this.values = arguments.iterator();
  }

  static String format(String format, List<Term> arguments) {
    return new FormatText(format, arguments).run();
  }

  private String run() {
    while (at < format.length()) {
      int c = format.codePointAt(at);
      at += Character.charCount(c);
      if (c != '~') {
        text.appendCodePoint(c);
      } else {
        number();
        if (skip('.')) {
          number();
          if (skip('.') && !skip('*')) {
            at++; // any character pads
          }
        }
        while (skip('t') || skip('l') || skip('k') || skip('K')) {
          // modifiers change nothing here
        }
        if (at < format.length()) {
          directive(format.charAt(at++));
        }
      }
    }
    return text.toString();
  }

  /// A width or a precision: digits, or `*` for the next argument.
  private void number() {
    if (skip('*')) {
      next();
      return;
    }
    skip('-');
    while (at < format.length() && Character.isDigit(format.charAt(at))) {
      at++;
    }
  }

  private boolean skip(char c) {
    boolean there = at < format.length() && format.charAt(at) == c;
    if (there) {
      at++;
    }
    return there;
  }

  private @Nullable Term next() {
    return values.hasNext() ? values.next() : null;
  }

  private void directive(char directive) {
    switch (directive) {
      case 'n' -> text.append('\n');
      case '~' -> text.append('~');
      case 'i' -> next();
      default -> {
        Term value = next();
        if (value != null) {
          text.append(
              directive == 's' || directive == 'c'
                  ? UserProcess.chars(value).orElseGet(value::toString)
                  : value.toString());
        }
        if (OF_TWO.indexOf(directive) >= 0) {
          next();
        }
      }
    }
  }
}
