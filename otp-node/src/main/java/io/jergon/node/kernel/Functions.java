package io.jergon.node.kernel;

import io.jergon.etf.Atom;
import io.jergon.etf.ExternalFun;
import io.jergon.etf.IntegerTerm;
import io.jergon.etf.ListTerm;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import io.jergon.node.Exit;
import io.jergon.node.Node;
import io.jergon.node.OfferedFunction;
import io.jergon.node.ProcessBody;
import io.jergon.node.RpcException;
import io.jergon.node.Self;
import io.jergon.node.process.ExitReasons;
import java.util.List;
import java.util.Optional;

/// Runs functions that other nodes name: `spawn`, `erpc` and `rpc`.
///
/// A remote `erpc:call(N, M, F, A)` is a spawn of `erpc:execute_call(Res, M, F, A)` with a monitor;
/// its result is the exit reason of that process:
///
/// ```
/// {Res, return, Value}                      it returned
/// {Res, exit, Reason}                       it called exit/1          (an Exit)
/// {Res, error, Reason, Stacktrace}          it failed                 (any other exception)
/// {Res, error, undef, [{M, F, Args, []}]}   there is no such function
/// {Res, error, badarg, Stacktrace}          M or F is no atom, or Args no proper list
/// {Res, throw, Reason}                      it called throw/1         (an RpcException that says so)
/// ```
///
/// Source: `erpc.erl`, OTP 23 to 29.
public final class Functions {
  private static final Atom RETURN = Atom.of("return");
  private static final Atom EXIT = Atom.of("exit");
  private static final Atom THROW = Atom.of("throw");
  private static final Atom NOCATCH = Atom.of("nocatch");
  private static final Atom UNDEF = Atom.of("undef");
  private static final Atom ERLANG = Atom.of("erlang");
  private static final Atom APPLY = Atom.of("apply");

  /// Who explains the error, on the node that prints it: `erl_error`, OTP 24.
  private static final Term ERROR_INFO = Term.parse("{error_info, #{module => erl_erts_errors}}");

  private final Node node;

  /// Runs what a node offers.
  public Functions(Node node) {
    this.node = node;
  }

  /// How a function ended.
  sealed interface Outcome {
    record Returned(Term value) implements Outcome {}

    record Exited(Term reason) implements Outcome {}

    record Failed(Term reason, Term stacktrace) implements Outcome {}

    record Threw(Term value, Term stacktrace) implements Outcome {}

    /// What a process dies of that does only this.
    default void orExit() {
      switch (this) {
        case Returned _ -> {}
        case Exited(Term reason) -> throw new Exit(reason);
        case Failed(Term reason, Term stack) -> throw new Exit(Tuple.of(reason, stack));
        case Threw(Term value, Term stack) ->
            throw new Exit(Tuple.of(Tuple.of(NOCATCH, value), stack));
      }
    }
  }

  /// What a process spawned with `M:F(Args)` has to do.
  public ProcessBody body(Atom module, Atom function, List<Term> arguments) {
    if (module.is("erpc") && function.is("execute_call") && arguments.size() == 4) {
      return self -> executeCall(self, arguments);
    }
    if (module.is("erpc") && function.is("execute_cast") && arguments.size() == 3) {
      return self -> executeCast(self, arguments);
    }
    return self -> apply(self, module, function, arguments).orExit();
  }

  private void executeCall(Self self, List<Term> arguments) {
    Term res = arguments.get(0);
    Outcome outcome = applyTerms(self, arguments.get(1), arguments.get(2), arguments.get(3));
    throw new Exit(
        switch (outcome) {
          case Outcome.Returned(Term value) -> Tuple.of(res, RETURN, value);
          case Outcome.Exited(Term reason) -> Tuple.of(res, EXIT, reason);
          case Outcome.Failed(Term reason, Term stack) -> Tuple.of(res, Atom.ERROR, reason, stack);
          case Outcome.Threw(Term value, _) -> Tuple.of(res, THROW, value);
        });
  }

  private void executeCast(Self self, List<Term> arguments) {
    applyTerms(self, arguments.get(0), arguments.get(1), arguments.get(2)).orExit();
  }

  /// Applies terms that should be a module, a function and a list of arguments.
  Outcome applyTerms(Self self, Term module, Term function, Term arguments) {
    return module instanceof Atom m
            && function instanceof Atom f
            && arguments instanceof ListTerm list
            && list.isProper()
        ? apply(self, m, f, list.elements())
        : badarg(module, function, arguments);
  }

  private Outcome apply(Self self, Atom module, Atom function, List<Term> arguments) {
    if (module.equals(ERLANG) && function.equals(APPLY)) {
      Optional<Outcome> applied = erlangApply(self, arguments);
      if (applied.isPresent()) {
        return applied.get();
      }
    }
    Optional<OfferedFunction> offered =
        node.functions().find(module.name(), function.name(), arguments.size());
    if (offered.isEmpty()) {
      return undef(module, function, ListTerm.of(arguments));
    }
    try {
      return new Outcome.Returned(node.toTerm(offered.get().call(self, arguments)));
    } catch (Exit e) {
      return new Outcome.Exited(e.uncaughtReason());
    } catch (RpcException e) {
      return raised(e);
    } catch (Exception e) {
      return new Outcome.Failed(ExitReasons.error(e), ExitReasons.stacktrace(e));
    } catch (Error e) {
      if (!node.isAlive(self.pid())) {
        throw e; // it is being unwound
      }
      return new Outcome.Failed(ExitReasons.error(e), ExitReasons.stacktrace(e));
    }
  }

  private static Outcome raised(RpcException e) {
    if (e.kind().equals(EXIT)) {
      return new Outcome.Exited(e.reason());
    }
    Term stack = ExitReasons.stacktrace(e);
    return e.kind().equals(THROW)
        ? new Outcome.Threw(e.reason(), stack)
        : new Outcome.Failed(e.reason(), stack);
  }

  /// `erlang:apply/3`, and `erlang:apply/2` of an external fun; a fun with code cannot run here.
  private Optional<Outcome> erlangApply(Self self, List<Term> arguments) {
    return switch (arguments.size()) {
      case 3 -> Optional.of(applyTerms(self, arguments.get(0), arguments.get(1), arguments.get(2)));
      case 2 ->
          arguments.get(0) instanceof ExternalFun fun
              ? Optional.of(applyTerms(self, fun.module(), fun.function(), arguments.get(1)))
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  /// As a BEAM has it: the failed call, and above it the function if only its names were wrong.
  private static Outcome badarg(Term module, Term function, Term arguments) {
    Tuple call =
        Tuple.of(ERLANG, APPLY, ListTerm.of(module, function, arguments), ListTerm.of(ERROR_INFO));
    return new Outcome.Failed(
        Atom.BADARG,
        arguments instanceof ListTerm list && list.isProper()
            ? ListTerm.of(
                call, Tuple.of(module, function, IntegerTerm.of(list.size()), ListTerm.EMPTY))
            : ListTerm.of(call));
  }

  private static Outcome undef(Term module, Term function, Term arguments) {
    return new Outcome.Failed(
        UNDEF, ListTerm.of(Tuple.of(module, function, arguments, ListTerm.EMPTY)));
  }
}
