package io.jergon.behaviour;

import io.jergon.behaviour.Children.Child;
import io.jergon.etf.Atom;
import io.jergon.etf.IntegerTerm;
import io.jergon.etf.ListTerm;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import io.jergon.node.Self;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/// Answers the calls of module `supervisor`.
///
/// ```
/// which_children           [{Id, Pid | restarting | undefined, worker | supervisor, dynamic}]
/// count_children           [{specs, N}, {active, N}, {supervisors, N}, {workers, N}]
/// {terminate_child, Id}    ok | {error, not_found}
/// {restart_child, Id}      {ok, Pid} | {ok, undefined} | {error, running | restarting | not_found | Reason}
/// {delete_child, Id}       ok | {error, running | restarting | not_found}
/// any other                {error, enotsup}
/// ```
///
/// Source: `supervisor.erl`.
final class SupervisorCalls {
  private SupervisorCalls() {}

  static Term answer(Self self, Children children, Term request) {
    if (request instanceof Atom a) {
      if (a.is("which_children")) {
        return whichChildren(children);
      }
      if (a.is("count_children")) {
        return countChildren(children);
      }
    }
    if (request instanceof Tuple t && t.arity() == 2 && t.get(0) instanceof Atom label) {
      Optional<Child> child =
          t.get(1) instanceof Atom id ? children.byId(id.name()) : Optional.empty();
      switch (label.name()) {
        case "terminate_child" -> {
          return on(child, c -> terminate(self, children, c));
        }
        case "restart_child" -> {
          return on(child, c -> restart(self, c));
        }
        case "delete_child" -> {
          return on(child, c -> delete(children, c));
        }
        default -> {}
      }
    }
    return error("enotsup");
  }

  private static Term on(Optional<Child> child, Function<Child, Term> action) {
    return child.map(action).orElseGet(() -> error("not_found"));
  }

  private static Term error(String reason) {
    return Tuple.of(Atom.ERROR, Atom.of(reason));
  }

  private static Term terminate(Self self, Children children, Child child) {
    Children.stop(self, child);
    children.forgetTemporary(child);
    return Atom.OK;
  }

  private static Term restart(Self self, Child child) {
    if (child.pid != null || child.restarting) {
      return error(child.restarting ? "restarting" : "running");
    }
    return Children.start(self, child)
        .<Term>map(reason -> Tuple.of(Atom.ERROR, reason))
        .orElseGet(() -> Tuple.of(Atom.OK, child.state()));
  }

  private static Term delete(Children children, Child child) {
    if (child.pid != null || child.restarting) {
      return error(child.restarting ? "restarting" : "running");
    }
    children.remove(child);
    return Atom.OK;
  }

  /// The newest child comes first, as in OTP.
  private static Term whichChildren(Children children) {
    return ListTerm.of(
        children.all().reversed().stream()
            .map(c ->
                Tuple.of(
                    Atom.of(c.spec.id()),
                    c.state(),
                    Atom.of(c.spec.type().name().toLowerCase(Locale.ROOT)),
                    Atom.of("dynamic")))
            .toList());
  }

  private static Term countChildren(Children children) {
    long supervisors =
        children.all().stream().filter(c -> c.spec.type() == ChildSpec.Type.SUPERVISOR).count();
    long active = children.all().stream().filter(c -> c.pid != null).count();
    long specs = children.all().size();
    return ListTerm.of(
        count("specs", specs),
        count("active", active),
        count("supervisors", supervisors),
        count("workers", specs - supervisors));
  }

  private static Tuple count(String what, long n) {
    return Tuple.of(Atom.of(what), IntegerTerm.of(n));
  }
}
