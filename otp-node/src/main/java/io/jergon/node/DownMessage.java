package io.jergon.node;

import io.jergon.etf.Atom;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;

/// What a monitor sends, once, when the process it watches ends: `{'DOWN', Ref, process, Object,
/// Reason}`.
///
/// ```java
/// Object message = self.receive();
/// if (message instanceof DownMessage(var ref, var object, var reason)) { ... }
/// ```
///
/// Source: `erlang:monitor/2`.
///
/// @param monitor the reference that `monitor` returned
/// @param object the pid that was monitored, or `{Name, Node}` when it was monitored by name
/// @param reason what it died of; `noproc` when it was not there, `noconnection` when its node is
///   out of reach
public record DownMessage(Ref monitor, Term object, Term reason) {
  private static final Atom DOWN = Atom.of("DOWN");
  private static final Atom PROCESS = Atom.of("process");

  /// The message as Erlang would see it.
  public Term toTerm() {
    return Tuple.of(DOWN, monitor, PROCESS, object, reason);
  }
}
