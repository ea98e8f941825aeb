package io.jergon.behaviour;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import io.jergon.node.DownMessage;
import io.jergon.node.Self;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The children of a supervisor, in start order. Owned by the supervisor's process.
final class Children {
  private static final Logger log = LoggerFactory.getLogger(Children.class);

  /// A child: its pid while it runs.
  static final class Child {
    final ChildSpec spec;
    @Nullable Pid pid;
    boolean restarting;

    Child(ChildSpec spec) {
      this.spec = spec;
    }

    /// The pid, `restarting`, or `undefined`.
    Term state() {
      Pid p = pid;
      return p != null ? p : Atom.of(restarting ? "restarting" : "undefined");
    }
  }

  private final List<Child> children = new ArrayList<>();

  Children(SupervisorSpec spec) {
    spec.children().forEach(child -> children.add(new Child(child)));
  }

  List<Child> all() {
    return children;
  }

  Optional<Child> byId(String id) {
    return children.stream().filter(c -> c.spec.id().equals(id)).findFirst();
  }

  Optional<Child> byPid(Pid pid) {
    return children.stream().filter(c -> pid.equals(c.pid)).findFirst();
  }

  void remove(Child child) {
    children.remove(child);
  }

  /// Forgets a temporary child that does not run: it will never be started again.
  void forgetTemporary(Child child) {
    if (child.pid == null && child.spec.restart() == ChildSpec.Restart.TEMPORARY) {
      children.remove(child);
    }
  }

  /// Starts a child; its init may say `ignore`, which leaves it without a pid.
  ///
  /// @return the reason when it did not start
  static Optional<Term> start(Self self, Child child) {
    child.restarting = false;
    try {
      child.pid =
          Objects.requireNonNull(child.spec.start().start(self), "the start function's pid");
      log.info("child started supervisor={} id={} pid={}", self, child.spec.id(), child.pid);
      return Optional.empty();
    } catch (StartException e) {
      child.pid = null;
      return e.reason().equals(Atom.of("ignore")) ? Optional.empty() : Optional.of(e.reason());
    } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
      child.pid = null;
      return Optional.of(Tuple.of(Atom.of("EXIT"), self.node().exitReason(e)));
    }
  }

  /// Stops all children, last first, and waits for each.
  void stopAll(Self self) {
    for (Child child : children.reversed()) {
      stop(self, child);
    }
  }

  /// Stops a child and waits for its end: `shutdown`, and `kill` when its time is over.
  static void stop(Self self, Child child) {
    Pid pid = child.pid;
    child.restarting = false;
    if (pid == null) {
      return;
    }
    Ref monitor = self.monitor(pid);
    self.unlink(pid);
    Predicate<Object> isDown = m -> m instanceof DownMessage d && d.monitor().equals(monitor);
    Duration patience = child.spec.shutdown();
    if (!patience.isZero()) {
      self.exit(pid, Atom.of("shutdown"));
    }
    if (patience.isZero() || self.receive(isDown, patience).isEmpty()) {
      self.exit(pid, Atom.KILL);
      self.receive(isDown);
    }
    child.pid = null;
    log.info("child stopped supervisor={} id={} pid={}", self, child.spec.id(), pid);
  }
}
