package io.jergon.behaviour;

import java.time.Duration;
import java.util.Objects;

/// Answers the call: `{reply, Reply, State}`.
///
/// @param value the reply
/// @param next what the server does afterwards
public record Reply(Object value, Next next) implements CallResult {

  /// Checks the value.
  ///
  /// @throws NullPointerException without one: for a reply that may be missing let the request ask
  ///   for an `Optional`
  public Reply {
    Objects.requireNonNull(
        value, "reply (expected: a value, or an Optional for one that may be missing)");
  }

  /// Answers the call and waits for the next message.
  public static Reply of(Object value) {
    return new Reply(value, Next.AWAIT);
  }

  /// The same, and `handleTimeout` if no message comes within that time.
  public Reply timeout(Duration time) {
    return new Reply(value, new Next.Timeout(time));
  }

  /// The same, and `handleInfo` with that message if no other comes within that time.
  public Reply timeout(Duration time, Object message) {
    return new Reply(value, new Next.Timeout(time, message));
  }

  /// The same, and then at once `handleContinue`.
  public Reply thenContinue(Object continuation) {
    return new Reply(value, new Next.Continue(continuation));
  }

  /// The same; the server expects to be idle for long.
  public Reply hibernate() {
    return new Reply(value, Next.HIBERNATE);
  }
}
