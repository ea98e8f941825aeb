package io.jergon.benchmarks.codec;

import java.util.List;
import java.util.stream.IntStream;

/// A message as a program has it: what a typed record is measured with.
public record Order(long id, String customer, Status status, boolean paid, List<Line> lines) {
  public record Line(String product, int quantity, double price) {}

  public enum Status {
    OPEN,
    SENT
  }

  /// An order of five lines.
  static Order sample() {
    return new Order(
        1_234_567_890_123L,
        "Zo\u00eb Example",
        Status.SENT,
        true,
        IntStream.rangeClosed(1, 5)
            .mapToObj(i -> new Line("product " + i, 1000 * i, 9.5 * i))
            .toList());
  }
}
