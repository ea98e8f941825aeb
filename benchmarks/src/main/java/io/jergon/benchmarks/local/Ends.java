package io.jergon.benchmarks.local;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.etf.Term;
import io.jergon.node.Behaviour;
import io.jergon.node.DownMessage;
import io.jergon.node.Self;
import io.jergon.node.SpawnOptions;
import java.util.ArrayList;
import java.util.List;

/// How fast the end of a process spreads, for [JergonSubject].
final class Ends {
  private static final Atom BOOM = Atom.of("boom");

  private Ends() {}

  /// Idle, and linked to the one before it.
  private record Chained(Pid before) implements Behaviour {
    @Override
    public void init(Self self) {
      self.link(before);
    }

    @Override
    public void receive(Self self, Object message) {
      self.send((Pid) message, "ready");
    }
  }

  /// Nanoseconds from the end of the first of a chain to that of the last.
  static long chain(Self self, int count) {
    Pid first = self.spawn(SpawnOptions.DEFAULT, Self::receive);
    List<Pid> chain = new ArrayList<>(count);
    chain.add(first);
    while (chain.size() < count) {
      Pid before = chain.getLast();
      chain.add(self.spawn(SpawnOptions.DEFAULT, () -> new Chained(before)));
    }
    chain.subList(1, count).forEach(pid -> self.send(pid, self.pid()));
    for (int i = 1; i < count; i++) {
      self.receive("ready"::equals);
    }
    self.monitor(chain.getLast());
    long start = System.nanoTime();
    self.exit(first, BOOM);
    expect(self, BOOM);
    long time = System.nanoTime() - start;
    if (chain.stream().anyMatch(self.node()::isAlive)) {
      throw new AssertionError("the last one is dead, and not all before it are");
    }
    return time;
  }

  /// Nanoseconds from the end of a process to the last word of it.
  static long monitors(Self self, int count) {
    Pid target = self.spawn(SpawnOptions.DEFAULT, Self::receive);
    for (int i = 0; i < count; i++) {
      self.monitor(target);
    }
    long start = System.nanoTime();
    self.exit(target, Atom.KILL);
    for (int i = 0; i < count; i++) {
      expect(self, Atom.KILLED);
    }
    return System.nanoTime() - start;
  }

  private static void expect(Self self, Term reason) {
    if (!(self.receive() instanceof DownMessage down) || !down.reason().equals(reason)) {
      throw new AssertionError("not the end that was expected");
    }
  }
}
