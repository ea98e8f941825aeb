package io.jergon.node;

import io.jergon.etf.Term;

/// A process made of callbacks: the ground that GenServer and Supervisor stand on.
///
/// ```java
/// Pid logger = node.spawn(SpawnOptions.DEFAULT, () -> (self, message) -> log.info("{}", message));
/// ```
///
/// All callbacks of one process run one after the other, each in a turn of that process; no two of
/// them overlap, and each sees what the one before wrote. A callback may block. An exception that
/// leaves a callback ends the process with `{{Class, Message}, Stacktrace}`, an [Exit] with its
/// reason; it never ends the node.
@FunctionalInterface
public interface Behaviour {

  /// Handles one message: a [Term] from another node, any object from this one, a [DownMessage] or
  /// an [ExitMessage].
  void receive(Self self, Object message) throws Exception;

  /// Runs first, before any message.
  default void init(Self self) throws Exception {}

  /// Runs last, when a callback threw, with the reason that the process is about to die of. It does
  /// not run when the process is ended by an exit signal.
  default void terminate(Self self, Term reason) throws Exception {}

  /// What [Node#processInfo] names the process's code after: a behaviour that passes its callbacks
  /// on to an object of somebody else's class says which. Any thread may ask, at any time.
  default Object code() {
    return this;
  }
}
