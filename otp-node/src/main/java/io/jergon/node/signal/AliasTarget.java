package io.jergon.node.signal;

import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;

/// What an alias stands for: a process, or a call that waits for its reply.
public interface AliasTarget {

  /// The process whose alias it is.
  Pid pid();

  /// Takes a message that was sent to the alias.
  ///
  /// @param priority whether its sender wants it to overtake others
  void deliver(Ref alias, Object message, boolean priority);

  /// Takes an exit signal that was sent to the alias.
  ///
  /// @param priority whether its sender wants it to overtake others
  void exit(Pid from, Ref alias, Term reason, boolean priority);
}
