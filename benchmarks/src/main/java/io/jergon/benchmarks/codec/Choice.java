package io.jergon.benchmarks.codec;

import io.jergon.benchmarks.report.Options;
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

  private final Options options;
  private final boolean quick;

  private Choice(List<String> words) {
    this.options = new Options(words);
    this.quick = options.has(QUICK);
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
    choice.options.chosen("codec", subjects());
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
    return options.number("rounds", quick ? 1 : 3);
  }

  /// How long one figure takes, and its warm-up.
  int seconds() {
    return options.number("seconds", quick ? 1 : 3);
  }

  List<Shape> shapes() {
    List<String> all = Stream.of(Shape.values()).map(Shape::label).toList();
    return options.chosen("shape", all).stream().map(Shape::of).toList();
  }

  List<String> operations() {
    return quick && options.values("operation").isEmpty()
        ? QUICK_OPERATIONS
        : options.chosen("operation", OPERATIONS);
  }

  /// What is compared with the terms of a shape.
  List<String> subjects(Shape shape) {
    List<String> some =
        quick && options.values("codec").isEmpty()
            ? QUICK_SUBJECTS
            : options.chosen("codec", subjects());
    return some.stream().filter(label -> Codec.has(label, shape)).toList();
  }
}
