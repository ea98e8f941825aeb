package io.jergon.node;

import java.time.Duration;

/// Where the processes of a node have their time from: timers, the timeouts of servers, of receives
/// and of calls.
///
/// A node has the machine's, unless [NodeBuilder#timeSource] gives it another, such as the
/// `ManualClock` of module `jergon-testkit`. Connections always go by the machine's.
///
/// Threads: every method may be called by any thread.
public interface TimeSource {

  /// The time in nanoseconds since some moment, as `System.nanoTime()`. Never goes back.
  long nanoTime();

  /// Does something once, after a delay; not within this call, even when there is no delay.
  ///
  /// @param action short, never waits, never throws
  Alarm after(Duration delay, Runnable action);

  /// Something that is to be done later.
  @FunctionalInterface
  interface Alarm {

    /// Cancels it; false when it has been done or cancelled already.
    boolean cancel();
  }
}
