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
import io.jergon.node.process.WireSpawnOptions;
import java.util.Optional;

/// How nodes before OTP 23 spawn on another node: a call to its `net_kernel`, answered by the new
/// process with its pid. OTP 29 still serves it.
///
/// ```
/// {spawn, Module, Function, Arguments, GroupLeader}
/// {spawn_link, Module, Function, Arguments, GroupLeader}
/// {spawn_opt, Module, Function, Arguments, Options, link | no_link, GroupLeader}
/// ```
///
/// The options are those of a spawn request; `link` and `monitor` among them are between the
/// process and `net_kernel`, as in OTP: who wants a link says so before the group leader. Options
/// that are none are answered with `{'EXIT', {badarg, []}}`; a process that is to apply what is no
/// function, or to have a group leader that is no pid, answers and dies of `badarg`.
///
/// Source: `net_kernel.erl`, OTP 22 to 29.
record OldSpawn(
    boolean link, Term module, Term function, Term arguments, Term options, Term groupLeader) {
  private static final Term BAD_OPTIONS =
      Tuple.of(Atom.of("EXIT"), Tuple.of(Atom.BADARG, ListTerm.EMPTY));

  /// The request in a call, if it is one.
  static Optional<OldSpawn> of(Tuple request) {
    if (request.arity() < 5 || !(request.get(0) instanceof Atom what)) {
      return Optional.empty();
    }
    boolean withOptions = what.is("spawn_opt") && request.arity() == 7;
    boolean link = withOptions ? isLink(request.get(5)) : what.is("spawn_link");
    return withOptions || (request.arity() == 5 && (link || what.is("spawn")))
        ? Optional.of(
            new OldSpawn(
                link,
                request.get(1),
                request.get(2),
                request.get(3),
                withOptions ? request.get(4) : ListTerm.EMPTY,
                request.get(request.arity() - 1)))
        : Optional.empty();
  }

  private static boolean isLink(Term term) {
    return term instanceof Atom a && a.is("link");
  }

  /// Starts the process. It links itself and answers before it does anything else.
  void start(Self netKernel, Functions functions, From from) {
    WireSpawnOptions wanted = WireSpawnOptions.of(options).orElse(null);
    if (wanted == null) {
      from.reply(BAD_OPTIONS);
      return;
    }
    ProcessBody body = body(functions);
    SpawnOptions spawn = SpawnOptions.DEFAULT;
    if (groupLeader instanceof Pid leader) {
      spawn = spawn.withGroupLeader(leader);
    }
    if (wanted.link()) {
      spawn = spawn.withLink();
    }
    Pid pid =
        netKernel.spawn(
            spawn,
            self -> {
              wanted.flags().forEach(self::processFlag);
              if (link) {
                self.link(from.pid());
              }
              from.reply(self.pid());
              if (!(groupLeader instanceof Pid)) {
                throw self.exit(Atom.BADARG);
              }
              body.run(self);
            });
    if (wanted.monitor()) {
      netKernel.monitor(pid);
    }
  }

  private ProcessBody body(Functions functions) {
    return module instanceof Atom m
            && function instanceof Atom f
            && arguments instanceof ListTerm list
            && list.isProper()
        ? functions.body(m, f, list.elements())
        : self -> functions.applyTerms(self, module, function, arguments).orExit();
  }
}
