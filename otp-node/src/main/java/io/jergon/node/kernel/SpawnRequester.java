package io.jergon.node.kernel;

import io.jergon.etf.Pid;
import io.jergon.etf.Term;
import io.jergon.node.signal.Watcher;
import io.jergon.node.trace.TraceToken;
import org.jspecify.annotations.Nullable;

/// Who asked another node to spawn. One of `spawned`, `refused` and `down` comes first; it runs on
/// the connection's event loop, before any signal of the new process is handled.
public interface SpawnRequester extends Watcher {

  /// The process is there, with the link and the monitor that were asked for.
  ///
  /// @param token the trace token of the answer, or null
  void spawned(Pid pid, @Nullable TraceToken token);

  /// The node refused; `badopt`, `notsup` or `system_limit`.
  void refused(Term error);
}
