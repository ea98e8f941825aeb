package io.jergon.behaviour;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import io.jergon.node.Behaviour;
import io.jergon.node.DownMessage;
import io.jergon.node.Exit;
import io.jergon.node.Node;
import io.jergon.node.Self;
import io.jergon.node.SpawnOptions;
import java.util.Optional;
import java.util.function.Function;

/// The first word of a process that was started in step with its starter: OTP's
/// `proc_lib:init_ack/2`.
///
/// @param tag what the starter waits for
/// @param wanted false when init said `ignore`
record Started(Ref tag, boolean wanted) {

  /// Where a new process has to report.
  ///
  /// @param starter the process that waits, which is the parent
  record Report(Pid starter, Ref tag) {
    void ok(Self self) {
      self.send(starter, new Started(tag, true));
    }

    void ignore(Self self) {
      self.send(starter, new Started(tag, false));
    }
  }

  /// Spawns a process and waits until it reported or died.
  ///
  /// @param behaviour makes the behaviour that will report
  /// @throws StartException when it did not start
  static Pid start(Node node, SpawnOptions options, Function<Report, Behaviour> behaviour) {
    return node.inProcess(self -> start(self, options, behaviour));
  }

  private static Pid start(Self self, SpawnOptions options, Function<Report, Behaviour> behaviour) {
    Report report = new Report(self.pid(), self.makeRef());
    Pid pid;
    try {
      pid = self.spawn(options, () -> behaviour.apply(report));
    } catch (Exit e) {
      throw new StartException(nameTaken(self.node(), options).orElse(e.reason()));
    }
    Ref monitor = self.monitor(pid);
    Object first =
        self.receive(m ->
            (m instanceof Started s && s.tag().equals(report.tag()))
                || (m instanceof DownMessage d && d.monitor().equals(monitor)));
    return switch (first) {
      case Started s -> {
        self.demonitor(monitor);
        if (!s.wanted()) {
          throw new StartException(Atom.of("ignore"));
        }
        yield pid;
      }
      case DownMessage d -> throw new StartException(d.reason());
      default -> throw new AssertionError(first);
    };
  }

  private static Optional<Term> nameTaken(Node node, SpawnOptions options) {
    return options
        .name()
        .flatMap(node::whereis)
        .map(holder -> Tuple.of(Atom.of("already_started"), holder));
  }
}
