package io.jergon.behaviour;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import io.jergon.node.Node;
import io.jergon.node.Self;
import io.jergon.node.SpawnOptions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A process that starts others, restarts them when they end, and ends them before it ends itself.
///
/// ```java
/// Pid top = Supervisor.start(node, "top",
///     SupervisorSpec.oneForOne().child(ChildSpec.server("counter", Counter::new)));
/// ```
///
/// Children start in order, each after the one before is up. A child that ends is restarted as its
/// [ChildSpec.Restart] says. When restarts come more often than the intensity allows, the
/// supervisor stops its children and exits with `shutdown`. At its own end it stops its children in
/// reverse order: each gets an exit signal `shutdown`, is waited for, and killed when its time is
/// over.
///
/// A supervisor without parent is stopped in this way when its node closes.
///
/// [#whichChildren], [#countChildren], [#terminateChild], [#restartChild] and [#deleteChild] ask
/// any supervisor of any node, also one of a BEAM. They wait for the answer as long as it takes.
/// Erlang callers may use `supervisor:which_children/1`, `count_children/1`, `terminate_child/2`,
/// `restart_child/2` and `delete_child/2` on one of these; ids are atoms.
///
/// Source: `supervisor.erl`.
public final class Supervisor {
  /// How long a closing node waits for a supervisor without parent.
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);

  private Supervisor() {}

  /// Starts a supervisor under a registered name and waits until its children are up.
  ///
  /// @throws StartException when the name is taken, or `{shutdown, {failed_to_start_child, Id,
  ///   Reason}}`
  public static Pid start(Node node, String name, SupervisorSpec spec) {
    return start(node, SpawnOptions.DEFAULT.withName(name), spec);
  }

  /// Starts a supervisor without a name.
  ///
  /// @throws StartException when a child does not start
  public static Pid start(Node node, SupervisorSpec spec) {
    return start(node, SpawnOptions.DEFAULT, spec);
  }

  /// Starts a supervisor linked to the process that starts it.
  ///
  /// @throws StartException when it did not start
  public static Pid startLink(Self parent, String name, SupervisorSpec spec) {
    return start(parent.node(), SpawnOptions.DEFAULT.withName(name).withLink(), spec);
  }

  /// Starts a supervisor without a name, linked to the process that starts it.
  ///
  /// @throws StartException when it did not start
  public static Pid startLink(Self parent, SupervisorSpec spec) {
    return start(parent.node(), SpawnOptions.DEFAULT.withLink(), spec);
  }

  /// The children, the newest first: `supervisor:which_children/1`.
  ///
  /// @throws io.jergon.node.Exit `noproc` and the like when the supervisor is gone; so do all below
  public static List<ChildInfo> whichChildren(Node node, Pid supervisor) {
    return ChildInfo.list(ask(node, supervisor, Atom.of("which_children")));
  }

  /// How many children there are: `supervisor:count_children/1`.
  public static ChildCounts countChildren(Node node, Pid supervisor) {
    return ChildCounts.of(ask(node, supervisor, Atom.of("count_children")));
  }

  /// Stops a child, which is not restarted until [#restartChild]; a temporary one is forgotten:
  /// `supervisor:terminate_child/2`. Returns when it has ended.
  ///
  /// @throws IllegalArgumentException if there is no child with that id
  public static void terminateChild(Node node, Pid supervisor, String id) {
    askOf(node, supervisor, "terminate_child", id);
  }

  /// Starts a child that was stopped or has ended: `supervisor:restart_child/2`.
  ///
  /// @return nothing if its init said `ignore`
  /// @throws IllegalArgumentException if there is no child with that id
  /// @throws IllegalStateException if it runs, or is being restarted
  /// @throws StartException if it did not start
  public static Optional<Pid> restartChild(Node node, Pid supervisor, String id) {
    Tuple started = (Tuple) askOf(node, supervisor, "restart_child", id); // {ok, Pid | undefined}
    return started.get(1) instanceof Pid pid ? Optional.of(pid) : Optional.empty();
  }

  /// Forgets a child that does not run: `supervisor:delete_child/2`.
  ///
  /// @throws IllegalArgumentException if there is no child with that id
  /// @throws IllegalStateException if it runs, or is being restarted
  public static void deleteChild(Node node, Pid supervisor, String id) {
    askOf(node, supervisor, "delete_child", id);
  }

  private static Term ask(Node node, Pid supervisor, Term request) {
    return (Term) node.call(supervisor, request, ChildSpec.INFINITY);
  }

  private static Term askOf(Node node, Pid supervisor, String what, String id) {
    Term answer = ask(node, supervisor, Tuple.of(Atom.of(what), Atom.of(id)));
    if (answer instanceof Tuple failed && failed.get(0).equals(Atom.ERROR)) {
      Term reason = failed.get(1);
      String child = "child " + id + " of " + supervisor + ": " + reason;
      throw switch (reason instanceof Atom atom ? atom.name() : "") {
        case "not_found" -> new IllegalArgumentException(child);
        case "running", "restarting" -> new IllegalStateException(child);
        default -> new StartException(reason);
      };
    }
    return answer;
  }

  /// Stops a supervisor in order, its children first, and waits for its end. An exit signal would
  /// not do: a supervisor heeds one of its parent only.
  ///
  /// @throws io.jergon.node.Exit `timeout`, `noproc`, or the reason if it ended with another than
  ///   `shutdown`
  public static void stop(Node node, Pid supervisor, Duration timeout) {
    Stop.stop(node, supervisor, Atom.of("shutdown"), timeout);
  }

  private static Pid start(Node node, SpawnOptions options, SupervisorSpec spec) {
    Pid pid =
        Started.start(node, options, report -> new SupervisorLoop(spec, report, options.link()));
    if (!options.link()) {
      node.stopAtClose(pid, () -> stop(node, pid, CLOSE_TIMEOUT));
    }
    return pid;
  }
}
