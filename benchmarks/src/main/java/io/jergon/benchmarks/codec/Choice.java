package io.jergon.benchmarks.codec;

import java.util.List;
import java.util.stream.Stream;

/// What is to be measured, and how long.
///
/// ```
/// [quick] [rounds=3] [seconds=3] [shape=LABEL] [operation=encode|decode|roundTrip] [codec=LABEL]
/// ```
///
/// The options `shape`, `operation` and `codec` may be repeated; without them all are measured.
/// `quick` stands for one round of a second per figure, encoding and decoding, without the codecs
/// that are no yardstick; what else is said overrides it.
final class Choice {
  private static final String QUICK = "quick";
  private static final List<String> OPERATIONS = List.of("encode", "decode", "roundTrip");
  private static final List<String> QUICK_OPERATIONS = List.of("encode", "decode");
  private static final List<String> QUICK_SUBJECTS =
      List.of(Comparison.OTP, "jergon", "jinterface", "typed", "by-hand");

  private final List<String> options;
  private final boolean quick;

  private Choice(List<String> options) {
    this.options = options;
    this.quick = options.contains(QUICK);
  }

  /// @throws IllegalArgumentException if an option is none
  static Choice of(List<String> options) {
    for (String option : options) {
      if (!option.matches(QUICK + "|(rounds|seconds)=[1-9]\\d*|(shape|operation|codec)=.+")) {
        throw new IllegalArgumentException(
            "option "
                + option
                + " (expected: quick, rounds=N, seconds=N, shape=, operation=, codec=)");
      }
    }
    Choice choice = new Choice(options);
    choice.shapes();
    choice.operations();
    choice.chosen("codec", subjects());
    return choice;
  }

  /// All that can be compared, in the order of the tables.
  static List<String> subjects() {
    return Stream.concat(Stream.of(Comparison.OTP), Codec.LABELS.stream()).toList();
  }

  static List<String> allOperations() {
    return OPERATIONS;
  }

  int rounds() {
    return number("rounds", quick ? 1 : 3);
  }

  /// How long one figure takes, and its warm-up.
  int seconds() {
    return number("seconds", quick ? 1 : 3);
  }

  List<Shape> shapes() {
    List<String> all = Stream.of(Shape.values()).map(Shape::label).toList();
    return chosen("shape", all).stream().map(Shape::of).toList();
  }

  List<String> operations() {
    return quick && values("operation").isEmpty()
        ? QUICK_OPERATIONS
        : chosen("operation", OPERATIONS);
  }

  /// What is compared with the terms of a shape.
  List<String> subjects(Shape shape) {
    List<String> some =
        quick && values("codec").isEmpty() ? QUICK_SUBJECTS : chosen("codec", subjects());
    return some.stream().filter(label -> Codec.has(label, shape)).toList();
  }

  private List<String> chosen(String option, List<String> all) {
    List<String> values = values(option);
    if (!all.containsAll(values)) {
      throw new IllegalArgumentException(option + " " + values + " (expected: " + all + ")");
    }
    return values.isEmpty() ? all : all.stream().filter(values::contains).toList();
  }

  private int number(String option, int otherwise) {
    List<String> values = values(option);
    return values.isEmpty() ? otherwise : Integer.parseInt(values.getLast());
  }

  private List<String> values(String option) {
    String prefix = option + "=";
    return options.stream()
        .filter(o -> o.startsWith(prefix))
        .map(o -> o.substring(prefix.length()))
        .toList();
  }
}
