package io.jergon.node;

import io.jergon.etf.Atom;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;

/// What a timer of [Self#startTimer] sends: `{timeout, TimerRef, Message}`.
///
/// ```java
/// Ref timer = self.startTimer(Duration.ofSeconds(5), self.pid(), "too late");
/// if (self.receive() instanceof TimeoutMessage(var ref, var what) && ref.equals(timer)) { ... }
/// ```
///
/// Source: `erlang:start_timer/3`.
///
/// @param timer the reference that `startTimer` returned: a timeout that was cancelled too late is
///   told from the one that is awaited
/// @param message what the timer was given
public record TimeoutMessage(Ref timer, Object message) {
  private static final Atom TIMEOUT = Atom.of("timeout");

  /// The message as Erlang would see it.
  ///
  /// @param node maps what the timer was given
  public Term toTerm(Node node) {
    return Tuple.of(TIMEOUT, timer, node.toTerm(message));
  }
}
