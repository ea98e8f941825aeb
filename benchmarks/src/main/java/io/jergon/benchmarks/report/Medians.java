package io.jergon.benchmarks.report;

import java.util.Locale;
import java.util.stream.DoubleStream;

/// The value that stands for several rounds.
public final class Medians {
  private Medians() {}

  /// The middle one, or the average of the two in the middle; NaN if there are none.
  public static double median(DoubleStream values) {
    double[] sorted = values.sorted().toArray();
    int middle = sorted.length / 2;
    if (sorted.length == 0) {
      return Double.NaN;
    }
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /// A cell of a table; empty for NaN.
  ///
  /// @param pattern of [String#format]
  public static String format(String pattern, double value) {
    return Double.isNaN(value) ? "" : String.format(Locale.ROOT, pattern, value);
  }
}
