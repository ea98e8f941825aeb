package io.jergon.benchmarks.local;

import java.util.List;
import java.util.stream.Stream;

/// What every subject is asked to do. Each is a run of a whole program of its own.
enum Measure {
  /// One process calls a server, waits for the reply, and again.
  CALL(Figure.CALL),
  /// One process sends another a message, receives the answer, and again.
  ROUND_TRIP(Figure.ROUND_TRIP),
  /// 120 processes call a server each.
  PAIRS(Figure.PAIRS),
  /// One process sends a server 10,000 messages, asks how many it got, and again.
  ONE_WAY(Figure.ONE_WAY),
  /// The same with 200,000: more than the server can keep up with.
  BACKLOG(Figure.BACKLOG),
  /// One process spawns 1,000 that end at once, waits until it was told of each end, and again.
  SPAWN(Figure.SPAWN),
  /// 1,000,000 processes that have received one message, and wait for another.
  IDLE_PROCESSES(Figure.PROCESS_LIVE, Figure.PROCESS_RESIDENT),
  /// 1,000,000 servers that have handled one message, and wait for another.
  IDLE_SERVERS(Figure.SERVER_LIVE, Figure.SERVER_RESIDENT),
  /// How long a message from outside waits for its handler while twice as many pairs as there are
  /// cores call each other without a pause.
  LATENCY(Figure.LATENCY_50, Figure.LATENCY_99),
  /// 1,000,000 processes, each linked to the one before it; the first is killed, and so they all
  /// end, one after the other.
  CHAIN(Figure.CHAIN),
  /// One process has 100,000 monitors of another one, which is killed.
  MONITORS(Figure.MONITORS);

  private final List<Figure> figures;

  Measure(Figure... figures) {
    this.figures = List.of(figures);
  }

  /// What a run of it prints.
  List<Figure> figures() {
    return figures;
  }

  /// Whether it is about links or monitors, which are OTP's: others have nothing to compare.
  boolean isOtps() {
    return this == CHAIN || this == MONITORS;
  }

  /// What it is called on the command line.
  String label() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  static List<String> labels() {
    return Stream.of(values()).map(Measure::label).toList();
  }

  static Measure of(String label) {
    return Stream.of(values()).filter(m -> m.label().equals(label)).findFirst().orElseThrow();
  }
}
