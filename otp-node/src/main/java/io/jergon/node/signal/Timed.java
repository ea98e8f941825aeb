package io.jergon.node.signal;

import org.jspecify.annotations.Nullable;

/// A timer whose message is for a process of this node: a link in the list that the process has of
/// those, so that they end with it. In at most one list in its life.
public abstract class Timed {
  // guarded by the process's lock, see Relations
  @Nullable Timed previous;
  @Nullable Timed next;

  /// A timer in no list.
  protected Timed() {}

  /// The process is dead: nothing is to be sent.
  public abstract void receiverEnded();
}
