package io.jergon.node.scheduling;

/// Something that a turn puts off until it waits or ends, because the worker may have nothing else
/// to do then: see [Worker#postpone].
public interface Postponed {

  /// The worker does it, having nothing else to do. It must not wait.
  void now();

  /// It has to be done soon, but by others: the worker goes on. Called by any thread.
  void byOthers();
}
