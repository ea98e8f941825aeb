package io.jergon.node.scheduling;

import io.jergon.node.TimeSource;
import java.time.Duration;

/// Ends the waits of suspended workers at their deadlines.
///
/// Nearly every wait of a call ends long before its deadline, so a wait only writes its deadline
/// down, and a worker has one alarm that is rarely set anew:
///
/// ```
///   suspend   worker.wait = deadline; if there is no alarm before the deadline, set one
///   resumed   worker.wait = null; the alarm stays
///   alarm     forget it; if worker.wait is over, give up; if it is not, set one for its deadline
/// ```
///
/// A worker writes `wait` first and reads the alarm then; the alarm is forgotten first and `wait`
/// read then; so one of the two sees the other, and no deadline is missed.
final class Deadlines {
  static final long NEVER = Long.MAX_VALUE;

  private final TimeSource time;

  Deadlines(TimeSource time) {
    this.time = time;
  }

  /// Sees to it that the worker's wait ends at its deadline.
  ///
  /// @throws IllegalStateException when the node is closed
  void register(Worker worker, long deadline) {
    long alarm = worker.alarm();
    if (alarm == NEVER || alarm - deadline > 0) {
      worker.alarm(deadline);
      time.after(Duration.ofNanos(deadline - time.nanoTime()), () -> ring(worker, deadline));
    }
  }

  private void ring(Worker worker, long due) {
    if (worker.alarm() == due) {
      worker.alarm(NEVER);
    }
    Runnable giveUp = worker.waiting();
    if (giveUp == null) {
      return;
    }
    long deadline = worker.waitsUntil();
    if (deadline - time.nanoTime() > 0) {
      register(worker, deadline);
    } else {
      giveUp.run();
    }
  }
}
