package io.jergon.behaviour;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import io.jergon.node.Behaviour;
import io.jergon.node.DownMessage;
import io.jergon.node.Exit;
import io.jergon.node.ExitMessage;
import io.jergon.node.Monitored;
import io.jergon.node.Node;
import io.jergon.node.Self;
import io.jergon.node.SpawnOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The first word of a process that was started in step with its starter: OTP's
/// `proc_lib:init_ack/2`.
///
/// @param tag what the starter waits for
/// @param refusal why there is to be no process, `ignore` for instance; null when it is there
record Started(Ref tag, @Nullable Term refusal) {

  /// Where a new process has to report.
  ///
  /// @param starter the process that waits, which is the parent
  record Report(Pid starter, Ref tag) {
    void ok(Self self) {
      self.send(starter, new Started(tag, null));
    }

    /// It will end in order, and what was started is not there.
    void refused(Self self, Term reason) {
      self.send(starter, new Started(tag, reason));
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
    Monitored started = spawn(self, options, () -> behaviour.apply(report));
    Pid pid = started.pid();
    Ref monitor = started.monitor();
    Object first =
        self.receive(
            m -> (m instanceof Started s && s.tag().equals(report.tag())) || isDown(m, monitor));
    Term refusal = first instanceof Started(_, var why) ? why : null;
    if (first instanceof Started && refusal == null) {
      self.demonitorFlush(monitor);
      return pid;
    }
    // its name is free when it has ended
    Object end = refusal == null ? first : self.receive(m -> isDown(m, monitor));
    // the exit signal through the link came before the monitor's word
    self.receive(m -> m instanceof ExitMessage e && e.from().equals(pid), Duration.ZERO);
    throw new StartException(refusal == null ? ((DownMessage) end).reason() : refusal);
  }

  private static boolean isDown(Object message, Ref monitor) {
    return message instanceof DownMessage d && d.monitor().equals(monitor);
  }

  /// @throws StartException when the name is taken
  private static Monitored spawn(Self self, SpawnOptions options, Supplier<Behaviour> behaviour) {
    while (true) {
      try {
        return self.spawnMonitor(options, behaviour);
      } catch (Exit e) {
        if (!e.is("badarg") || options.name().isEmpty()) {
          throw new StartException(e.reason());
        }
        Optional<Term> holder = nameTaken(self.node(), options);
        if (holder.isPresent()) {
          throw new StartException(holder.get());
        } // else its holder died meanwhile
      }
    }
  }

  private static Optional<Term> nameTaken(Node node, SpawnOptions options) {
    return options
        .name()
        .flatMap(node::whereis)
        .map(holder -> Tuple.of(Atom.of("already_started"), holder));
  }
}
