package io.jergon.node.kernel;

import io.jergon.etf.Atom;
import io.jergon.etf.ListTerm;
import io.jergon.etf.Pid;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import io.jergon.node.ProcessBody;
import io.jergon.node.Self;
import io.jergon.node.SpawnOptions;
import io.jergon.node.gen.From;
import java.util.Optional;

/// How nodes before OTP 23 spawn on another node: a call to its `net_kernel`, answered by the new
/// process with its pid.
///
/// ```
/// {spawn, Module, Function, Arguments, GroupLeader}
/// {spawn_link, Module, Function, Arguments, GroupLeader}
/// {spawn_opt, Module, Function, Arguments, Options, link | no_link, GroupLeader}
/// ```
///
/// The options are about heaps and scheduling, which mean nothing here.
///
/// Source: `net_kernel.erl`, OTP 22.
record OldSpawn(boolean link, Atom module, Atom function, ListTerm arguments, Pid groupLeader) {

  /// The request in a call, if it is one.
  static Optional<OldSpawn> of(Term request) {
    if (!(request instanceof Tuple t) || t.arity() < 5 || !(t.get(0) instanceof Atom what)) {
      return Optional.empty();
    }
    return switch (what.name()) {
      case "spawn" -> of(t, 5, false);
      case "spawn_link" -> of(t, 5, true);
      case "spawn_opt" -> t.arity() == 7 ? of(t, 7, isLink(t.get(5))) : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static boolean isLink(Term term) {
    return term instanceof Atom a && a.is("link");
  }

  private static Optional<OldSpawn> of(Tuple t, int arity, boolean link) {
    if (t.arity() == arity
        && t.get(1) instanceof Atom module
        && t.get(2) instanceof Atom function
        && t.get(3) instanceof ListTerm arguments
        && arguments.isProper()
        && t.get(arity - 1) instanceof Pid leader) {
      return Optional.of(new OldSpawn(link, module, function, arguments, leader));
    }
    return Optional.empty();
  }

  /// Starts the process. It links itself and answers before it does anything else.
  void start(Self netKernel, Functions functions, From from) {
    ProcessBody body = functions.body(module, function, arguments.elements());
    netKernel.spawn(
        SpawnOptions.DEFAULT.withGroupLeader(groupLeader),
        self -> {
          if (link) {
            self.link(from.pid());
          }
          from.reply(self.pid());
          body.run(self);
        });
  }
}
