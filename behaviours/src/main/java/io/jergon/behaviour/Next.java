package io.jergon.behaviour;

import java.time.Duration;

/// What a server does after a callback.
public sealed interface Next {
  /// Waits for the next message.
  Next AWAIT = new Await();

  /// Waits for the next message, expecting it to be long in coming.
  Next HIBERNATE = new Hibernate();

  /// Waits for the next message.
  record Await() implements Next {}

  /// Waits for the next message, and calls `handleTimeout` when none comes in that time.
  record Timeout(Duration time) implements Next {}

  /// Calls `handleContinue` at once.
  record Continue(Object continuation) implements Next {}

  /// Waits for the next message, expecting it to be long in coming. A Java process keeps no heap of
  /// its own, so there is nothing to compact.
  record Hibernate() implements Next {}
}
