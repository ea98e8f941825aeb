package io.jergon.behaviour;

import io.jergon.behaviour.Children.Child;
import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import io.jergon.node.Behaviour;
import io.jergon.node.Exit;
import io.jergon.node.ExitMessage;
import io.jergon.node.Self;
import io.jergon.node.gen.GenMessage;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The process of a [Supervisor], strategy `one_for_one`.
final class SupervisorLoop implements Behaviour {
  private static final Logger log = LoggerFactory.getLogger(SupervisorLoop.class);
  private static final Atom SHUTDOWN = Atom.of("shutdown");

  /// A restart that failed is tried again, as a restart of its own.
  private record TryAgain(String id) {}

  private final SupervisorSpec spec;
  private final Started.Report report;
  private final @Nullable Pid parent;
  private final Children children;
  private final Deque<Long> restarts = new ArrayDeque<>(); // the node's nanoTime() of each

  SupervisorLoop(SupervisorSpec spec, Started.Report report, boolean linked) {
    this.spec = spec;
    this.report = report;
    this.parent = linked ? report.starter() : null;
    this.children = new Children(spec);
  }

  @Override
  public void init(Self self) {
    self.trapExit(true);
    for (Child child : List.copyOf(children.all())) {
      Optional<Term> failure = Children.start(self, child);
      if (failure.isPresent()) {
        Term what =
            Tuple.of(Atom.of("failed_to_start_child"), Atom.of(child.spec.id()), failure.get());
        throw new Exit(Tuple.of(SHUTDOWN, what)); // terminate stops the others
      }
      children.forgetTemporary(child); // its init may have said ignore
    }
    report.ok(self);
  }

  @Override
  public void receive(Self self, Object message) {
    if (message instanceof ExitMessage(Pid from, Term reason)) {
      if (from.equals(parent)) {
        throw new Exit(reason);
      }
      children.byPid(from).ifPresent(child -> ended(self, child, reason));
    } else if (message instanceof TryAgain(String id)) {
      children.byId(id).filter(c -> c.restarting).ifPresent(child -> restart(self, child));
    } else {
      switch (GenMessage.of(self, message).orElse(null)) {
        case GenMessage.Call(var from, var request) ->
            from.reply(SupervisorCalls.answer(self, children, self.node().toTerm(request)));
        case GenMessage.SystemRequest request -> SystemRequests.answer(self, request);
        case GenMessage.Cast _ ->
            log.warn("unexpected message supervisor={}: {}", self, Brief.of(message));
        case null -> log.warn("unexpected message supervisor={}: {}", self, Brief.of(message));
      }
    }
  }

  private void ended(Self self, Child child, Term reason) {
    child.pid = null;
    log.info("child ended supervisor={} id={} reason={}", self, child.spec.id(), Brief.of(reason));
    boolean again =
        switch (child.spec.restart()) {
          case PERMANENT -> true;
          case TRANSIENT -> !isOrderly(reason);
          case TEMPORARY -> false;
        };
    if (again) {
      restart(self, child);
    } else {
      children.forgetTemporary(child);
    }
  }

  private static boolean isOrderly(Term reason) {
    return reason.equals(Atom.NORMAL)
        || reason.equals(SHUTDOWN)
        || (reason instanceof Tuple t && t.arity() == 2 && t.get(0).equals(SHUTDOWN));
  }

  private void restart(Self self, Child child) {
    long now = self.node().timeSource().nanoTime();
    restarts.addLast(now);
    while (Duration.ofNanos(now - restarts.getFirst()).compareTo(spec.period()) > 0) {
      restarts.removeFirst();
    }
    SupervisorRestartEvent.emit(self, child.spec.id(), restarts.size());
    if (restarts.size() > spec.intensity()) {
      log.error(
          "restart intensity reached supervisor={} id={} restarts={} within={}",
          self,
          child.spec.id(),
          restarts.size(),
          spec.period());
      throw new Exit(SHUTDOWN); // terminate stops the children
    }
    Optional<Term> failure = Children.start(self, child);
    if (failure.isPresent()) {
      log.warn(
          "restart failed supervisor={} id={} {}", self, child.spec.id(), Brief.of(failure.get()));
      child.restarting = true;
      self.send(self.pid(), new TryAgain(child.spec.id()));
    }
  }

  @Override
  public void terminate(Self self, Term reason) {
    children.stopAll(self);
  }
}
