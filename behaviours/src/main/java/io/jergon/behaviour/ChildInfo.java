package io.jergon.behaviour;

import io.jergon.etf.Atom;
import io.jergon.etf.ListTerm;
import io.jergon.etf.Pid;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import java.util.List;
import java.util.Optional;

/// A child as its supervisor sees it, see [Supervisor#whichChildren].
///
/// ```java
/// for (ChildInfo child : Supervisor.whichChildren(node, top)) {
///   log.info("{} {}", child.id(), child.pid());
/// }
/// ```
///
/// @param id an atom's name; of a supervisor on a BEAM node, where it may be any term, another term
///   as it prints
/// @param pid nothing when it does not run
/// @param restarting whether its last restart failed, and is being tried again
/// @param type whether it is a supervisor itself
public record ChildInfo(String id, Optional<Pid> pid, boolean restarting, ChildSpec.Type type) {

  /// From the answer to `which_children`: `[{Id, Pid | restarting | undefined, Type, Modules}]`.
  static List<ChildInfo> list(Term answer) {
    return ((ListTerm) answer).elements().stream().map(child -> of((Tuple) child)).toList();
  }

  private static ChildInfo of(Tuple child) {
    Term id = child.get(0);
    return new ChildInfo(
        id instanceof Atom atom ? atom.name() : id.toString(),
        child.get(1) instanceof Pid pid ? Optional.of(pid) : Optional.empty(),
        child.get(1).equals(Atom.of("restarting")),
        child.get(2).equals(Atom.of("supervisor"))
            ? ChildSpec.Type.SUPERVISOR
            : ChildSpec.Type.WORKER);
  }
}
