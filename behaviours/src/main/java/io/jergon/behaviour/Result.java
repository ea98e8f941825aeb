package io.jergon.behaviour;

import io.jergon.etf.Atom;
import io.jergon.etf.Term;
import java.time.Duration;
import java.util.Optional;

/// What a callback without a reply returns: to go on, or to stop.
///
/// ```
/// {noreply, State}                   Result.noReply()
/// {noreply, State, Timeout}          Result.noReply().timeout(duration)
/// {noreply, State, {timeout, T, M}}  Result.noReply().timeout(duration, message)
/// {noreply, State, {continue, C}}    Result.noReply().thenContinue(c)
/// {noreply, State, hibernate}        Result.noReply().hibernate()
/// {stop, Reason, State}              Result.stop(reason)
/// ```
public sealed interface Result extends CallResult {

  /// Waits for the next message.
  static NoReply noReply() {
    return NoReply.AWAITING;
  }

  /// Stops the server with a reason.
  static Stop stop(Term reason) {
    return new Stop(reason, Optional.empty());
  }

  /// Stops the server with an atom as its reason, such as `normal`.
  static Stop stop(String reason) {
    return stop(Atom.of(reason));
  }

  /// Goes on without a reply.
  ///
  /// @param next what the server does afterwards
  record NoReply(Next next) implements Result {
    private static final NoReply AWAITING = new NoReply(Next.AWAIT);

    /// The same, and `handleTimeout` if no message comes within that time.
    public NoReply timeout(Duration time) {
      return new NoReply(new Next.Timeout(time));
    }

    /// The same, and `handleInfo` with that message if no other comes within that time.
    public NoReply timeout(Duration time, Object message) {
      return new NoReply(new Next.Timeout(time, message));
    }

    /// The same, and then at once `handleContinue`.
    public NoReply thenContinue(Object continuation) {
      return new NoReply(new Next.Continue(continuation));
    }

    /// The same; the server expects to be idle for long.
    public NoReply hibernate() {
      return new NoReply(Next.HIBERNATE);
    }
  }

  /// Stops: `terminate` runs, the caller gets the reply if there is one, and the server exits.
  ///
  /// @param reason the exit reason
  /// @param reply the reply to the call, if any
  record Stop(Term reason, Optional<Object> reply) implements Result {

    /// The same, with a reply to the call.
    public Stop reply(Object value) {
      return new Stop(reason, Optional.of(value));
    }
  }
}
