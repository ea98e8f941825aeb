package io.jergon.node.signal;

import io.jergon.etf.Pid;
import io.jergon.etf.Ref;

/// What an alias stands for: a process, or a call that waits for its reply.
public interface AliasTarget {

  /// The process whose alias it is.
  Pid pid();

  /// Takes a message that was sent to the alias.
  void deliver(Ref alias, Object message);
}
