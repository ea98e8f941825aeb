package io.jergon.node.remote;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.node.kernel.SpawnRequester;
import io.jergon.node.signal.RemoteSignals;
import io.jergon.node.trace.TraceToken;
import org.jspecify.annotations.Nullable;

/// Takes the place of who asked for a process and did not wait: the link and the monitor that come
/// with the late reply are undone.
///
/// Source: `erlang:spawn_request_abandon/1`.
///
/// @param pid who asked
record AbandonedSpawn(RemoteSignals remote, Pid pid, Ref request) implements SpawnRequester {
  private static final Atom ABANDONED = Atom.of("abandoned");

  @Override
  public void spawned(Pid child, @Nullable TraceToken token) {
    remote.demonitor(pid, child.node(), child, request);
    remote.linkExit(pid, child, ABANDONED, null); // without a link it means nothing
  }

  @Override
  public void refused(Term error) {}

  @Override
  public void down(Ref monitor, Term object, Term reason) {}
}
