package io.jergon.etf;

import java.text.BreakIterator;
import java.util.Locale;

/// How many columns text takes, as Erlang counts them: one for each grapheme cluster, that is for a
/// character with all that combines with it, however wide a terminal shows it.
final class TextWidth {
  /// Below this one no character combines with another.
  private static final char FIRST_COMBINING = 0x300;

  private TextWidth() {}

  /// How many chars more than columns there are from `start` on.
  static int surplus(CharSequence text, int start) {
    int end = text.length();
    for (int i = start; i < end; i++) {
      if (text.charAt(i) >= FIRST_COMBINING) {
        return end - start - clusters(text.subSequence(start, end).toString());
      }
    }
    return 0;
  }

  static int columns(String text) {
    return text.length() - surplus(text, 0);
  }

  private static int clusters(String text) {
    BreakIterator clusters = BreakIterator.getCharacterInstance(Locale.ROOT);
    clusters.setText(text);
    int count = 0;
    while (clusters.next() != BreakIterator.DONE) {
      count++;
    }
    return count;
  }
}
