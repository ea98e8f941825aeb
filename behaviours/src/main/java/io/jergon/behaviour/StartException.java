package io.jergon.behaviour;

import io.jergon.etf.Term;

/// A server or supervisor did not start; [#reason()] is what `start_link` would return in `{error,
/// Reason}`.
///
/// ```
/// {already_started, Pid}                          its name is taken
/// ignore                                          its init said so
/// {shutdown, {failed_to_start_child, Id, Reason}} a supervisor's child did not start
/// anything else                                   what its init refused or stopped with, or threw
/// ```
public final class StartException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Term reason;

  StartException(Term reason) {
    super("not started: " + reason);
    this.reason = reason;
  }

  /// Why not.
  public Term reason() {
    return reason;
  }
}
