package io.jergon.behaviour;

import io.jergon.etf.Term;
import java.time.Duration;

/// What [GenServer#init] returns.
///
/// ```
/// {ok, State}                   Init.ok()
/// {ok, State, Timeout}          Init.ok().timeout(duration)
/// {ok, State, {timeout, T, M}}  Init.ok().timeout(duration, message)
/// {ok, State, {continue, C}}    Init.ok().thenContinue(c)
/// {ok, State, hibernate}        Init.ok().hibernate()
/// ignore                        Init.ignore()
/// {stop, Reason}                Init.stop(reason)
/// {error, Reason}               Init.error(reason)
/// ```
///
/// Source: `gen_server:init/1`; `{error, Reason}` is of OTP 26, a timeout with a message of 28.
public sealed interface Init {

  /// The server is ready.
  static Ok ok() {
    return new Ok(Next.AWAIT);
  }

  /// The server is not wanted; it ends with `normal`, and its supervisor keeps its place.
  static Init ignore() {
    return new Ignore();
  }

  /// The server cannot start: it crashes with that reason, and whoever is linked to it gets that as
  /// an exit signal. `start` throws a [StartException] with the reason.
  static Init stop(Term reason) {
    return new Stop(reason);
  }

  /// The server cannot start, which is no crash: it ends with `normal`. `start` throws a
  /// [StartException] with the reason.
  static Init error(Term reason) {
    return new Refused(reason);
  }

  /// The server is ready.
  ///
  /// @param next what it does first
  record Ok(Next next) implements Init {
    /// The same, and `handleTimeout` if no message comes within that time.
    public Ok timeout(Duration time) {
      return new Ok(new Next.Timeout(time));
    }

    /// The same, and `handleInfo` with that message if no other comes within that time.
    public Ok timeout(Duration time, Object message) {
      return new Ok(new Next.Timeout(time, message));
    }

    /// The same, and then at once `handleContinue`.
    public Ok thenContinue(Object continuation) {
      return new Ok(new Next.Continue(continuation));
    }

    /// The same; the server expects to be idle for long.
    public Ok hibernate() {
      return new Ok(Next.HIBERNATE);
    }
  }

  /// See [#ignore].
  record Ignore() implements Init {}

  /// See [#stop].
  record Stop(Term reason) implements Init {}

  /// See [#error].
  record Refused(Term reason) implements Init {}
}
