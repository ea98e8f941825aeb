package io.jergon.node.channel;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// Bounds the lines in the log that others can cause as often as they like: refused handshakes,
/// attempts to connect that fail, broken connections.
///
/// A thousand lines at once, then two a second; the next line after some were left out tells how
/// many.
final class LineLimit {
  static final int BURST = 1000;
  private static final long LINE = TimeUnit.MILLISECONDS.toNanos(500);

  private final LongSupplier nanoTime;
  private long paidUntil; // guarded by this: each line costs time
  private boolean begun; // guarded by this
  private long leftOut; // guarded by this

  /// @param nanoTime as [System#nanoTime()]
  LineLimit(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /// Writes the line, or leaves it out.
  void write(Consumer<String> log, String line) {
    long before;
    synchronized (this) {
      long now = nanoTime.getAsLong();
      if (!begun || paidUntil - now < 0) {
        begun = true;
        paidUntil = now;
      }
      if (paidUntil - now > (BURST - 1) * LINE) {
        leftOut++;
        return;
      }
      paidUntil += LINE;
      before = leftOut;
      leftOut = 0;
    }
    log.accept(
        before == 0 ? line : "%s (%d lines before it were left out)".formatted(line, before));
  }
}
