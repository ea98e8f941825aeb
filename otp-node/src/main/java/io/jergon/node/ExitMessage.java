package io.jergon.node;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;

/// An exit signal that reached a process which traps exits: `{'EXIT', From, Reason}`.
///
/// Source: `erlang:process_flag(trap_exit, true)`.
///
/// @param from the process that exited, or that called `exit/2`
/// @param reason its reason
public record ExitMessage(Pid from, Term reason) {
  private static final Atom EXIT = Atom.of("EXIT");

  /// The message as Erlang would see it.
  public Term toTerm() {
    return Tuple.of(EXIT, from, reason);
  }
}
