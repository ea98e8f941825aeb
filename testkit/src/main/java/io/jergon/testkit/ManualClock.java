package io.jergon.testkit;

import io.jergon.node.Node;
import io.jergon.node.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The time of nodes under test: it stands still until a test moves it on.
///
/// ```java
/// ManualClock clock = new ManualClock();
/// try (Node node = Node.builder("test@127.0.0.1").epmd(EpmdMode.NONE).timeSource(clock).start()) {
///   clock.drive(node);
///   ...
///   clock.advance(Duration.ofHours(1)); // at once
/// }
/// ```
///
/// All that a process waits for goes by it: `sendAfter`, a server's timeout, the timeout of a
/// receive or a call. What goes on outside of processes does not: connections, `Thread.sleep`.
///
/// Threads: any; one moves it on at a time.
public final class ManualClock implements TimeSource {

  private final class Entry implements Alarm {
    private final long due;
    private final long number;
    private final Runnable action;

    Entry(long due, long number, Runnable action) {
      this.due = due;
      this.number = number;
      this.action = action;
    }

    @Override
    public boolean cancel() {
      synchronized (ManualClock.this) {
        return entries.remove(this);
      }
    }
  }

  private final Object advancing = new Object();
  private final List<Node> nodes = new ArrayList<>(); // guarded by this, as all below
  private final PriorityQueue<Entry> entries =
      new PriorityQueue<>(
          Comparator.<Entry>comparingLong(e -> e.due).thenComparingLong(e -> e.number));
  private long now;
  private long numbers;

  /// A clock that shows zero.
  public ManualClock() {}

  /// Has [#advance] wait, after each thing that comes due, until the node's processes have done all
  /// that they do about it.
  public synchronized void drive(Node node) {
    nodes.add(node);
  }

  @Override
  public synchronized long nanoTime() {
    return now;
  }

  /// How far it has been moved on.
  public Duration elapsed() {
    return Duration.ofNanos(nanoTime());
  }

  @Override
  public synchronized Alarm after(Duration delay, Runnable action) {
    Entry entry = new Entry(later(delay), numbers++, action);
    entries.add(entry);
    return entry;
  }

  /// Moves the time on. All that comes due in between happens, in the order of its times, also what
  /// is only started by it; what is due at the same time in the order in which it was started.
  ///
  /// @throws IllegalArgumentException for a time below zero: it never goes back
  /// @throws IllegalStateException when a process of a driven node does not come to rest within 60
  ///   seconds (of real time), or by a process of one
  public void advance(Duration time) {
    if (time.isNegative()) {
      throw new IllegalArgumentException("time: " + time + " (expected: >= 0)");
    }
    synchronized (advancing) {
      long end = later(time);
      settle();
      for (Runnable action = next(end); action != null; action = next(end)) {
        action.run();
        settle();
      }
      synchronized (this) {
        now = end;
      }
    }
  }

  /// The time after a delay; a little before the end of all time for more than that.
  private synchronized long later(Duration delay) {
    long nanos = Math.max(0, TimeUnit.NANOSECONDS.convert(delay));
    return nanos > Long.MAX_VALUE - now ? Long.MAX_VALUE : now + nanos;
  }

  private synchronized @Nullable Runnable next(long end) {
    Entry first = entries.peek();
    if (first == null || first.due > end) {
      return null;
    }
    entries.remove(first);
    now = Math.max(now, first.due);
    return first.action;
  }

  private void settle() {
    List<Node> driven;
    synchronized (this) {
      driven = List.copyOf(nodes);
    }
    driven.forEach(Quiet::await);
  }
}
