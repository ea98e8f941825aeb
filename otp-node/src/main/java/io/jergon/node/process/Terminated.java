package io.jergon.node.process;

/// Unwinds the stack of a process that is dead already, from wherever its code next touches its
/// `Self`. An `Error`, so that `catch (Exception e)` in a handler does not hold it up.
final class Terminated extends Error {
  private static final long serialVersionUID = 1L;

  Terminated() {
    super("this process has been terminated", null, false, false);
  }
}
