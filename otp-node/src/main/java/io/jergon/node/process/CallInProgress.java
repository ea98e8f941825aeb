package io.jergon.node.process;

import io.jergon.etf.Term;
import org.jspecify.annotations.Nullable;

/// Somebody on this node who waits for a process's reply, and is told if the process dies before:
/// what a monitor is for, at a fraction of its cost, since nobody else needs to know of it.
///
/// The calls of a process are a list, guarded by its lock.
///
/// ```
///   process.calls -> newest <-> older <-> oldest
/// ```
public final class CallInProgress {

  /// Who waits.
  public interface Caller {
    /// The process died. Does not wait.
    void serverEnded(Term reason);
  }

  final Caller caller;
  @Nullable CallInProgress older;
  @Nullable CallInProgress newer;

  CallInProgress(Caller caller, @Nullable CallInProgress older) {
    this.caller = caller;
    this.older = older;
  }
}
