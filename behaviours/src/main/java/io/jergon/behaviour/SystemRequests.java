package io.jergon.behaviour;

import io.jergon.etf.Atom;
import io.jergon.etf.Tuple;
import io.jergon.node.Exit;
import io.jergon.node.Self;
import io.jergon.node.gen.GenMessage;

/// Answers requests of module `sys`: `sys:terminate/2` ends the process; any other gets `{error,
/// enotsup}` at once, so that nobody waits for a timeout.
///
/// Source: `sys.erl`.
final class SystemRequests {
  private static final Tuple UNSUPPORTED = Tuple.of(Atom.ERROR, Atom.of("enotsup"));

  private SystemRequests() {}

  static void answer(Self self, GenMessage.SystemRequest request) {
    if (request.request() instanceof Tuple t
        && t.arity() == 2
        && t.get(0) instanceof Atom label
        && label.is("terminate")) {
      request.from().reply(Atom.OK);
      throw new Exit(t.get(1));
    }
    request.from().reply(UNSUPPORTED);
  }
}
