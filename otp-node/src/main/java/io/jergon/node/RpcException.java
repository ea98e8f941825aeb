package io.jergon.node;

import io.jergon.etf.Atom;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;

/// A function called on another node raised, or could not be run there.
///
/// ```
/// kind error, reason undef                    no such function
/// kind error, reason {erpc, noconnection}     the node is out of reach
/// kind error, reason {erpc, timeout}          no answer in time
/// kind exit | throw | error, reason Term      what the function raised
/// ```
///
/// An offered function that throws one raises just that: `error` with `badarg`, say, as a function
/// of a BEAM would. A process that does not catch it dies of it.
///
/// Source: `erpc:call/5`.
public final class RpcException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Atom kind;
  private final transient Term reason;

  /// An exception of a kind (`error`, `exit` or `throw`) with its reason.
  public RpcException(Atom kind, Term reason) {
    super(Tuple.of(kind, reason).toString());
    this.kind = kind;
    this.reason = reason;
  }

  /// `error`, `exit` or `throw`.
  public Atom kind() {
    return kind;
  }

  /// What was raised.
  public Term reason() {
    return reason;
  }
}
