package io.jergon.benchmarks.wire;

import java.util.Arrays;

/// The times of operations, each of them. Owned by one process until it is added to another.
final class Latencies {
  private long[] nanos = new long[1024];
  private int count;

  /// Adds one.
  void add(long nanoseconds) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * count);
    }
    nanos[count++] = nanoseconds;
  }

  /// Adds those of another process, which has ended.
  synchronized void addAll(Latencies others) {
    int sum = count + others.count;
    if (sum > nanos.length) {
      nanos = Arrays.copyOf(nanos, Math.max(sum, 2 * count));
    }
    System.arraycopy(others.nanos, 0, nanos, count, others.count);
    count = sum;
  }

  /// How many there are.
  int count() {
    return count;
  }

  /// Microseconds that such a part of the operations took at most; 0 if there are none.
  double micros(double part) {
    Arrays.sort(nanos, 0, count);
    return count == 0 ? 0 : nanos[Math.min(count - 1, (int) (count * part))] / 1e3;
  }
}
