package io.jergon.behaviour;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import io.jergon.node.DownMessage;
import io.jergon.node.Exit;
import io.jergon.node.Node;
import io.jergon.node.ProcessName;
import io.jergon.node.Self;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

/// Stops a behaviour's process in order, as `proc_lib:stop/3` does: asks it to terminate, `{system,
/// From, {terminate, Reason}}`, and waits for its end.
final class Stop {
  private static final Atom SYSTEM = Atom.of("system");
  private static final Atom TERMINATE = Atom.of("terminate");

  private Stop() {}

  static void stop(Node node, Pid process, Term reason, Duration timeout) {
    stop(node, self -> self.monitor(process), (self, m) -> self.send(process, m), reason, timeout);
  }

  static void stop(Node node, ProcessName process, Term reason, Duration timeout) {
    stop(node, self -> self.monitor(process), (self, m) -> self.send(process, m), reason, timeout);
  }

  private static void stop(
      Node node,
      Function<Self, Ref> monitor,
      BiConsumer<Self, Term> send,
      Term reason,
      Duration timeout) {
    Term ended =
        node.inProcess(self -> {
          Ref ref = monitor.apply(self);
          Tuple from = Tuple.of(self.pid(), self.makeRef());
          send.accept(self, Tuple.of(SYSTEM, from, Tuple.of(TERMINATE, reason)));
          return awaitDown(self, ref, timeout);
        });
    if (!ended.equals(reason)) {
      throw new Exit(ended);
    }
  }

  private static Term awaitDown(Self self, Ref monitor, Duration timeout) {
    Optional<Object> down =
        self.receive(m -> m instanceof DownMessage d && d.monitor().equals(monitor), timeout);
    self.demonitorFlush(monitor);
    return down.map(d -> ((DownMessage) d).reason()).orElse(Atom.TIMEOUT);
  }
}
