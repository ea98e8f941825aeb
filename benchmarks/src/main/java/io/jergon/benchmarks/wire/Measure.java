package io.jergon.benchmarks.wire;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// What every client does with its server. The server has 120 `gen_server`s, `echo_1` to
/// `echo_120`, that answer a call with its argument (a binary with `ok`), and `sink`, which counts
/// the messages that are numbered as they have to be.
enum Measure {
  /// One process calls `echo_1` with an integer, waits for the reply, and again.
  CALL_INT("call, an integer", Unit.CALL),
  /// The same with a string of 11 characters.
  CALL_STRING("call, a string", Unit.CALL),
  /// The same with a tuple of the caller's pid.
  CALL_PID("call, a tuple with a pid", Unit.CALL),
  /// The same with a binary of 1 MiB, one way: the answer is `ok`.
  CALL_1M("call, a binary of 1 MiB", Unit.CALL),
  /// 120 processes call a server each, with an integer.
  PAIRS("120 pairs", Unit.CALLS),
  /// One process sends `sink` the integers 1 to 10,000, asks how many came in order, and again.
  ONE_WAY("one way, an integer", Unit.MESSAGES),
  /// The same with 20 tuples of a number and a binary of 1 MiB.
  STREAM_1M("one way, binaries of 1 MiB", Unit.MEGABYTES);

  /// Pairs of [#PAIRS].
  static final int COUNT_OF_PAIRS = 120;

  /// Messages of [#ONE_WAY] between two calls.
  static final int BATCH = 10_000;

  /// Messages of [#STREAM_1M] between two calls.
  static final int LARGE_BATCH = 20;

  /// Bytes of a large binary.
  static final int LARGE = 1 << 20;

  /// The argument of a call.
  static final int NUMBER = 12_345;

  /// The argument of a call.
  static final String TEXT = "hello world";

  /// What a figure says.
  enum Unit {
    /// The time of one.
    CALL("us"),
    /// How many together.
    CALLS("1,000 calls/s"),
    MESSAGES("1,000 messages/s"),
    MEGABYTES("MB/s");

    private final String text;

    Unit(String text) {
      this.text = text;
    }

    boolean moreIsBetter() {
      return this != CALL;
    }

    /// The figure of a run.
    double of(long operations, double seconds) {
      return switch (this) {
        case CALL -> seconds * 1e6 / operations;
        case CALLS, MESSAGES -> operations / seconds / 1e3;
        case MEGABYTES -> operations * (LARGE / 1e6) / seconds;
      };
    }
  }

  private final String title;
  private final Unit unit;

  Measure(String title, Unit unit) {
    this.title = title;
    this.unit = unit;
  }

  Unit unit() {
    return unit;
  }

  String title() {
    return title + ", " + unit.text;
  }

  /// Whether the time of each operation is measured.
  boolean hasLatencies() {
    return unit == Unit.CALL || unit == Unit.CALLS;
  }

  /// What it is called on the command line.
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  static List<String> labels() {
    return Stream.of(values()).map(Measure::label).toList();
  }

  static Measure of(String label) {
    return Stream.of(values()).filter(m -> m.label().equals(label)).findFirst().orElseThrow();
  }
}
