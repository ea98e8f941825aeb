package io.jergon.benchmarks.report;

import java.util.List;

/// What a comparison was asked for: words, and `option=value`, which may be repeated.
///
/// ```java
/// Options options = new Options(List.of("quick", "rounds=3", "measure=call"));
/// options.number("rounds", 5);                              // 3
/// options.chosen("measure", List.of("call", "pairs"));       // [call]
/// ```
public record Options(List<String> words) {

  /// Whether this word stands by itself.
  public boolean has(String word) {
    return words.contains(word);
  }

  /// The last value of an option, or the other number if it is not there.
  public int number(String option, int otherwise) {
    List<String> values = values(option);
    return values.isEmpty() ? otherwise : Integer.parseInt(values.getLast());
  }

  /// Those of all that were named, in the order of all; all if none was.
  ///
  /// @throws IllegalArgumentException if one is named that there is not
  public List<String> chosen(String option, List<String> all) {
    List<String> values = values(option);
    if (!all.containsAll(values)) {
      throw new IllegalArgumentException(option + " " + values + " (expected: " + all + ")");
    }
    return values.isEmpty() ? all : all.stream().filter(values::contains).toList();
  }

  /// The values of an option, in the order in which they were said.
  public List<String> values(String option) {
    String prefix = option + "=";
    return words.stream()
        .filter(word -> word.startsWith(prefix))
        .map(word -> word.substring(prefix.length()))
        .toList();
  }
}
