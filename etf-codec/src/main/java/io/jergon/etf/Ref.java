package io.jergon.etf;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A reference: unique in its node's life. `toString` is `#Ref<node.creation.word.word...>` with
/// the words in wire order, which [Term#parse] reads.
///
/// ```java
/// Ref.of(node, creation, 1, 2, 3).words().length; // 3
/// ```
public final class Ref implements Term {
  /// OTP 24 and later use up to five words (for aliases); three before.
  public static final int MAX_WORDS = 5;

  private final Atom node;
  private final int creation;
  private final int[] words;

  private Ref(Atom node, int creation, int[] words) {
    this.node = Objects.requireNonNull(node, "node");
    this.creation = creation;
    this.words = words;
    if (words.length < 1 || words.length > MAX_WORDS) {
      throw new IllegalArgumentException("words: " + words.length + " (expected: 1..5)");
    }
  }

  /// @param words 32 bits each, unsigned, in wire order: the least significant first
  /// @throws IllegalArgumentException unless there are 1 to 5 words
  public static Ref of(Atom node, int creation, int... words) {
    return new Ref(node, creation, words.clone());
  }

  /// As [#of], but takes the array over.
  static Ref adopt(Atom node, int creation, int[] words) {
    return new Ref(node, creation, words);
  }

  /// The name of the node that made the reference.
  public Atom node() {
    return node;
  }

  /// Tells incarnations of a node apart: 32 bits, unsigned.
  public int creation() {
    return creation;
  }

  /// A copy of the words.
  public int[] words() {
    return words.clone();
  }

  /// @throws IndexOutOfBoundsException unless `0 <= index < wordCount()`
  public int word(int index) {
    return words[index];
  }

  public int wordCount() {
    return words.length;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof Ref that
            && creation == that.creation
            && Arrays.equals(words, that.words)
            && node.equals(that.node));
  }

  @Override
  public int hashCode() {
    long state = KeyedHash.mix(KeyedHash.START, creation);
    for (int word : words) {
      state = KeyedHash.mix(state, word);
    }
    return KeyedHash.end(KeyedHash.mix(state, node.hashCode()));
  }

  @Override
  public String toString() {
    return TermPrinter.print(this);
  }
}
