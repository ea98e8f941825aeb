package io.jergon.node.call;

import io.jergon.etf.Atom;
import io.jergon.etf.IntegerTerm;
import io.jergon.etf.ListTerm;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import io.jergon.node.Exit;
import io.jergon.node.scheduling.Pending;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// A call that got no reply. Its [#reason()] is `noproc`, `noconnection`, `timeout`,
/// `calling_self`, or what the server died of.
public final class CallFailed extends Exit {
  private static final long serialVersionUID = 1L;
  private static final Atom GEN_SERVER = Atom.of("gen_server");
  private static final Atom CALL = Atom.of("call");

  private final transient Term uncaught;

  CallFailed(Term reason, Term server, Term request, Duration timeout) {
    super(reason);
    Term millis =
        timeout.compareTo(Pending.FOREVER) < 0
            ? IntegerTerm.of(TimeUnit.MILLISECONDS.convert(timeout))
            : Atom.INFINITY;
    this.uncaught =
        Tuple.of(reason, Tuple.of(GEN_SERVER, CALL, ListTerm.of(server, request, millis)));
  }

  /// `{Reason, {gen_server, call, [Server, Request, Timeout]}}`, as OTP has it.
  @Override
  public Term uncaughtReason() {
    return uncaught;
  }
}
