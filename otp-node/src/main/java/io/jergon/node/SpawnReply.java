package io.jergon.node;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;

/// What comes of a [Self#spawnRequest]: `{spawn_reply, ReqId, ok, Pid}` or `{spawn_reply, ReqId,
/// error, Reason}`.
///
/// ```java
/// switch (self.receive()) {
///   case SpawnReply(Ref request, Pid pid) -> self.send(pid, "hello");
///   case SpawnReply(Ref request, Term error) -> retryLater(error);
///   default -> {}
/// }
/// ```
///
/// Source: `erlang:spawn_request/5`, OTP 23.
///
/// @param request the reference that `spawnRequest` returned
/// @param result the new process's pid; or an error: `noconnection`, `badopt`, `notsup`,
///   `system_limit`
public record SpawnReply(Ref request, Term result) {
  private static final Atom SPAWN_REPLY = Atom.of("spawn_reply");

  /// Whether there is a process.
  public boolean isOk() {
    return result instanceof Pid;
  }

  /// The message as Erlang would see it.
  public Term toTerm() {
    return toTerm(SPAWN_REPLY);
  }

  /// The message with another tag.
  public Term toTerm(Term tag) {
    return Tuple.of(tag, request, isOk() ? Atom.OK : Atom.ERROR, result);
  }
}
