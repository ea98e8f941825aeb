package io.jergon.behaviour;

import io.jergon.etf.Atom;
import java.time.Duration;

/// What a server does after a callback.
public sealed interface Next {
  /// Waits for the next message.
  Next AWAIT = new Await();

  /// Waits for the next message, expecting it to be long in coming.
  Next HIBERNATE = new Hibernate();

  /// Waits for the next message.
  record Await() implements Next {}

  /// Waits for the next message, and when none comes in that time calls `handleTimeout`, or
  /// `handleInfo` if the message to call it with is another than the atom `timeout`.
  record Timeout(Duration time, Object message) implements Next {
    /// Calls `handleTimeout`.
    public Timeout(Duration time) {
      this(time, Atom.TIMEOUT);
    }
  }

  /// Calls `handleContinue` at once.
  record Continue(Object continuation) implements Next {}

  /// Waits for the next message, expecting it to be long in coming. A Java process keeps no heap of
  /// its own, so there is nothing to compact.
  record Hibernate() implements Next {}
}
