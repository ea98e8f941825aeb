package io.jergon.interop;

import io.jergon.etf.Atom;
import io.jergon.etf.IntegerTerm;
import io.jergon.etf.ListTerm;
import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import io.jergon.interop.JavaSignals.Do;
import io.jergon.interop.JavaSignals.Done;
import io.jergon.node.DownMessage;
import io.jergon.node.Self;
import io.jergon.node.SpawnOptions;
import io.jergon.node.process.LocalNode;
import io.jergon.node.process.LocalProcess;
import io.jergon.node.scheduling.Worker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Runs one signal script on a Jergon node, one operation at a time: what `script/1` in
/// `jergon_signals.erl` does there. Used by one process.
final class JavaSignalRun {
  private static final Duration HANG = Duration.ofSeconds(60);
  private static final Atom PID = Atom.of("p");
  private static final Atom REF = Atom.of("r");
  private static final Atom MARK = Atom.of("mark");
  private static final Atom NONE = Atom.of("none");
  private static final Atom SKIP = Atom.of("skip");
  private static final Tuple SYNC = Tuple.of(Atom.of("sync"));
  private static final Tuple FLUSH = Tuple.of(Atom.of("flush"));

  private final Self self;
  private final Map<Integer, Pid> pids = new HashMap<>();
  private final Map<Integer, Ref> refs = new HashMap<>();
  private final TreeMap<Integer, Ref> alive = new TreeMap<>(); // with our monitor
  private final TreeMap<Integer, Term> died = new TreeMap<>(); // in the present step

  JavaSignalRun(Self self) {
    this.self = self;
  }

  Term run(SignalScript script) {
    watch(0, self.spawn(SpawnOptions.DEFAULT, new JavaSignals()));
    List<Term> log = new ArrayList<>();
    for (int i = 0; i < script.steps().size(); i++) {
      log.add(step(i + 1, (Tuple) script.steps().get(i)));
    }
    List<Term> seen = new ArrayList<>();
    for (int i : List.copyOf(alive.keySet())) {
      seen.add(Tuple.of(IntegerTerm.of(i), term(perform(i, FLUSH))));
    }
    List<Term> names =
        Stream.of("n0", "n1", "n2")
            .map(Atom::of)
            .<Term>map(name -> Tuple.of(name, JavaSignals.whereis(self.node(), name)))
            .toList();
    Term result = normal(Tuple.of(ListTerm.of(log), ListTerm.of(seen), ListTerm.of(names)));
    end();
    return result;
  }

  private void end() {
    alive.forEach((i, monitor) -> self.exit(pids.get(i), Atom.KILL));
    alive.values().forEach(monitor -> awaitOrHang(pids.toString(), monitor, null));
  }

  private void watch(int number, Pid pid) {
    pids.put(number, pid);
    alive.put(number, self.monitor(pid));
  }

  private Term step(int number, Tuple step) {
    int actor = (int) ((IntegerTerm) step.get(0)).longValue();
    Tuple operation = resolve((Tuple) step.get(1));
    if (!alive.containsKey(actor) || operation == null) {
      return SKIP;
    }
    for (int each : alive.keySet()) {
      self.send(pids.get(each), Tuple.of(MARK, IntegerTerm.of(number)));
    }
    died.clear();
    Term value = term(perform(actor, operation));
    settle();
    List<Term> dead = new ArrayList<>();
    died.forEach((i, reason) -> dead.add(Tuple.of(IntegerTerm.of(i), reason)));
    // whether it gets to answer before it dies is a matter of chance
    return Tuple.of(died.containsKey(actor) ? NONE : value, ListTerm.of(dead));
  }

  /// Until nothing that a process did is on its way any more.
  ///
  /// What a process sends is delivered before it says that it is done; what its death causes, when
  /// it is buried. So with every death told, each answer to a sync comes after all signals to who
  /// gives it. It may be that of a process that is about to die, hence another round.
  private void settle() {
    int before;
    do {
      before = died.size();
      awaitBurials();
      for (int i : List.copyOf(alive.keySet())) {
        perform(i, SYNC);
      }
    } while (died.size() > before);
  }

  private void awaitBurials() {
    LocalNode node = ((LocalProcess) Worker.current().running()).node();
    long hang = System.nanoTime() + HANG.toNanos();
    while (!node.allBuried()) {
      if (System.nanoTime() > hang) {
        throw new AssertionError("a death that nobody is told of");
      }
      self.receive(message -> false, Duration.ofNanos(100_000)); // lets others run
    }
  }

  private Object perform(int number, Tuple operation) {
    Pid pid = pids.get(number);
    Ref monitor = alive.get(number);
    self.send(pid, new Do(self.pid(), operation));
    Object answer = awaitOrHang(operation + " by " + pid, monitor, pid);
    if (answer instanceof Done(_, Object value, List<Tuple> bound)) {
      bound.forEach(this::bind);
      return value;
    }
    alive.remove(number);
    died.put(number, ((DownMessage) answer).reason());
    return NONE;
  }

  private Object awaitOrHang(String what, Ref monitor, @Nullable Pid worker) {
    return self.receive(
            m ->
                m instanceof DownMessage down
                    ? down.monitor().equals(monitor)
                    : m instanceof Done done && done.by().equals(worker),
            HANG)
        .orElseThrow(() -> new AssertionError("hangs: " + what));
  }

  private void bind(Tuple bound) {
    int number = (int) ((IntegerTerm) bound.get(1)).longValue();
    switch (((Atom) bound.get(0)).name()) {
      case "p" -> watch(number, (Pid) bound.get(2));
      case "dead" -> {
        Pid pid = (Pid) bound.get(2);
        pids.put(number, pid);
        Ref monitor = self.monitor(pid);
        self.send(pid, JavaSignals.GO);
        awaitOrHang("end of " + pid, monitor, null);
      }
      default -> refs.put(number, (Ref) bound.get(2));
    }
  }

  private @Nullable Tuple resolve(Tuple operation) {
    List<Term> resolved = new ArrayList<>();
    for (Term each : operation.elements()) {
      Integer pid = JavaSignals.variable(each, PID);
      Integer ref = JavaSignals.variable(each, REF);
      Term value = pid != null ? pids.get(pid) : ref != null ? refs.get(ref) : each;
      if (value == null) {
        return null;
      }
      resolved.add(value);
    }
    return Tuple.of(resolved.toArray(Term[]::new));
  }

  private Term term(Object value) {
    return value instanceof List<?> list
        ? ListTerm.of(list.stream().map(self.node()::toTerm).toList())
        : self.node().toTerm(value);
  }

  /// With pids and references as the script names them.
  private Term normal(Term term) {
    Map<Term, Term> names = new HashMap<>();
    pids.forEach((i, pid) -> names.put(pid, Tuple.of(PID, IntegerTerm.of(i))));
    refs.forEach((i, ref) -> names.put(ref, Tuple.of(REF, IntegerTerm.of(i))));
    names.put(Atom.of(self.node().name()), Atom.of("node"));
    return normal(names, term);
  }

  private static Term normal(Map<Term, Term> names, Term term) {
    return switch (term) {
      case Pid pid -> names.getOrDefault(pid, Atom.of("pid"));
      case Ref ref -> names.getOrDefault(ref, Atom.of("ref"));
      case Atom atom -> names.getOrDefault(atom, atom);
      case Tuple t ->
          Tuple.of(t.elements().stream().map(each -> normal(names, each)).toArray(Term[]::new));
      case ListTerm list when list.isProper() ->
          ListTerm.of(list.elements().stream().map(each -> normal(names, each)).toList());
      default -> term;
    };
  }
}
