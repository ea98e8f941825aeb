package io.jergon.node;

import io.jergon.etf.Atom;
import io.jergon.etf.Term;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// An exit with a reason: what `exit/1` raises, and what a failed call throws.
///
/// ```java
/// try {
///   kv.call(new Get("x"), Duration.ofSeconds(1));
/// } catch (Exit e) {
///   if (e.is("noproc")) { ... } // or noconnection, timeout, or what the server died of
/// }
/// ```
///
/// Thrown inside a process and not caught, it ends the process with that reason.
///
/// Source: Erlang reference manual, "Errors and Error Handling", class `exit`.
public class Exit extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Term reason;

  /// An exit with a reason.
  public Exit(Term reason) {
    this(reason, null);
  }

  /// An exit with a reason, caused by an exception.
  public Exit(Term reason, @Nullable Throwable cause) {
    super("exit: " + Objects.requireNonNull(reason, "reason"), cause);
    this.reason = reason;
  }

  /// The reason: `noproc`, `noconnection`, `timeout`, `normal`, or any term a process died of.
  public Term reason() {
    return reason;
  }

  /// The reason that a process dies of when it does not catch this exit. For a failed call OTP
  /// wraps [#reason()]: `{noproc, {gen_server, call, [Server, Request, Timeout]}}`.
  public Term uncaughtReason() {
    return reason;
  }

  /// Whether the reason is this atom.
  public boolean is(String atom) {
    return reason instanceof Atom a && a.is(atom);
  }
}
