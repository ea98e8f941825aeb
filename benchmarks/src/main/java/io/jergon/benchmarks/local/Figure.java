package io.jergon.benchmarks.local;

import java.util.Locale;
import java.util.stream.Stream;

/// One number that a run prints, as a line `label value`.
enum Figure {
  CALL("blocking call of a server, ns", false),
  ROUND_TRIP("message there and back, ns", false),
  PAIRS("120 pairs, calls/s", true),
  ONE_WAY("one way to a server, messages/s", true),
  BACKLOG("the same, 200,000 in the mailbox, messages/s", true),
  SPAWN("spawn and exit, processes/s", true),
  PROCESS_LIVE("idle process, live bytes", false),
  PROCESS_RESIDENT("idle process, resident bytes", false),
  SERVER_LIVE("idle server, live bytes", false),
  SERVER_RESIDENT("idle server, resident bytes", false),
  LATENCY_50("outside message under load, median, us", false),
  LATENCY_99("outside message under load, 99 %, us", false),
  CHAIN("1,000,000 linked in a chain die, s", false),
  MONITORS("100,000 monitors of one process fire, ms", false);

  private final String title;
  private final boolean moreIsBetter;

  Figure(String title, boolean moreIsBetter) {
    this.title = title;
    this.moreIsBetter = moreIsBetter;
  }

  String title() {
    return title;
  }

  boolean moreIsBetter() {
    return moreIsBetter;
  }

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Figure of(String label) {
    return Stream.of(values()).filter(f -> f.label().equals(label)).findFirst().orElseThrow();
  }

  /// Prints what was measured, for [Comparison] to read.
  void print(double value) {
    System.out.printf(Locale.ROOT, "%s %.2f%n", label(), value);
  }
}
