package io.jergon.node.kernel;

import io.jergon.etf.Atom;
import io.jergon.etf.ExternalFun;
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
/// ```
///
/// Source: `erpc.erl`, OTP 23 to 29.
public final class Functions {
  private static final Atom RETURN = Atom.of("return");
  private static final Atom EXIT = Atom.of("exit");
  private static final Atom UNDEF = Atom.of("undef");
  private static final Atom ERLANG = Atom.of("erlang");
  private static final Atom APPLY = Atom.of("apply");

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
  }

  /// What a process spawned with `M:F(Args)` has to do.
  public ProcessBody body(Atom module, Atom function, List<Term> arguments) {
    if (module.is("erpc") && function.is("execute_call") && arguments.size() == 4) {
      return self -> executeCall(self, arguments);
    }
    if (module.is("erpc") && function.is("execute_cast") && arguments.size() == 3) {
      return self -> executeCast(self, arguments);
    }
    return self -> {
      switch (apply(self, module, function, arguments)) {
        case Outcome.Returned _ -> {}
        case Outcome.Exited(Term reason) -> throw new Exit(reason);
        case Outcome.Failed(Term reason, Term stack) -> throw new Exit(Tuple.of(reason, stack));
      }
    };
  }

  private void executeCall(Self self, List<Term> arguments) {
    Term res = arguments.get(0);
    Outcome outcome = applyTerms(self, arguments.get(1), arguments.get(2), arguments.get(3));
    throw new Exit(
        switch (outcome) {
          case Outcome.Returned(Term value) -> Tuple.of(res, RETURN, value);
          case Outcome.Exited(Term reason) -> Tuple.of(res, EXIT, reason);
          case Outcome.Failed(Term reason, Term stack) -> Tuple.of(res, Atom.ERROR, reason, stack);
        });
  }

  private void executeCast(Self self, List<Term> arguments) {
    Outcome outcome = applyTerms(self, arguments.get(0), arguments.get(1), arguments.get(2));
    switch (outcome) {
      case Outcome.Returned _ -> {}
      case Outcome.Exited(Term reason) -> throw new Exit(reason);
      case Outcome.Failed(Term reason, Term stack) -> throw new Exit(Tuple.of(reason, stack));
    }
  }

  /// Applies terms that should be a module, a function and a list of arguments.
  Outcome applyTerms(Self self, Term module, Term function, Term arguments) {
    return module instanceof Atom m
            && function instanceof Atom f
            && arguments instanceof ListTerm list
            && list.isProper()
        ? apply(self, m, f, list.elements())
        : undef(module, function, arguments);
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
      return e.kind().equals(EXIT)
          ? new Outcome.Exited(e.reason())
          : new Outcome.Failed(ExitReasons.error(e), ExitReasons.stacktrace(e));
    } catch (Exception e) {
      return new Outcome.Failed(ExitReasons.error(e), ExitReasons.stacktrace(e));
    } catch (Error e) {
      if (!node.isAlive(self.pid())) {
        throw e; // it is being unwound
      }
      return new Outcome.Failed(ExitReasons.error(e), ExitReasons.stacktrace(e));
    }
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

  private static Outcome undef(Term module, Term function, Term arguments) {
    return new Outcome.Failed(
        UNDEF, ListTerm.of(Tuple.of(module, function, arguments, ListTerm.EMPTY)));
  }
}
