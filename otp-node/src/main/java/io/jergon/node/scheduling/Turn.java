package io.jergon.node.scheduling;

/// A short piece of work that a [Scheduler] runs once on one of its workers: a process handling a
/// few messages, or a dead process telling those who watched it.
///
/// A turn may block; see [Scheduler]. It is run by one worker at a time only if whoever submits it
/// sees to that (a process does, with its run state). An exception that leaves `run` is a defect of
/// the turn: it is logged, and the worker goes on.
@FunctionalInterface
public interface Turn {

  /// Does the work.
  ///
  /// @param worker the worker that runs it, which is the current thread's
  void run(Worker worker);
}
