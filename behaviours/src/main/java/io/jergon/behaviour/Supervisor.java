package io.jergon.behaviour;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.node.Node;
import io.jergon.node.Self;
import io.jergon.node.SpawnOptions;
import java.time.Duration;

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
/// Erlang callers may use `supervisor:which_children/1`, `count_children/1`, `terminate_child/2`,
/// `restart_child/2` and `delete_child/2` on it; ids are atoms.
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
