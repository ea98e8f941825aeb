package io.jergon.behaviour;

import io.jergon.etf.Term;
import java.time.Duration;

/// What [GenServer#init] returns.
///
/// ```
/// {ok, State}                   Init.ok()
/// {ok, State, Timeout}          Init.ok().timeout(duration)
/// {ok, State, {continue, C}}    Init.ok().thenContinue(c)
/// ignore                        Init.ignore()
/// {stop, Reason}                Init.stop(reason)
/// ```
public sealed interface Init {

  /// The server is ready.
  static Ok ok() {
    return new Ok(Next.AWAIT);
  }

  /// The server is not wanted; it ends with `normal`, and its supervisor keeps its place.
  static Init ignore() {
    return new Ignore();
  }

  /// The server cannot start.
  static Init stop(Term reason) {
    return new Stop(reason);
  }

  /// The server is ready.
  ///
  /// @param next what it does first
  record Ok(Next next) implements Init {
    /// The same, and `handleTimeout` if no message comes within that time.
    public Ok timeout(Duration time) {
      return new Ok(new Next.Timeout(time));
    }

    /// The same, and then at once `handleContinue`.
    public Ok thenContinue(Object continuation) {
      return new Ok(new Next.Continue(continuation));
    }
  }

  /// See [#ignore].
  record Ignore() implements Init {}

  /// See [#stop].
  record Stop(Term reason) implements Init {}
}
