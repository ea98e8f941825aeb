package io.jergon.interop;

import io.jergon.etf.Atom;
import io.jergon.etf.IntegerTerm;
import io.jergon.etf.ListTerm;
import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import io.jergon.node.AliasOption;
import io.jergon.node.DownMessage;
import io.jergon.node.Exit;
import io.jergon.node.ExitMessage;
import io.jergon.node.MonitorOptions;
import io.jergon.node.Monitored;
import io.jergon.node.Node;
import io.jergon.node.ProcessBody;
import io.jergon.node.ProcessName;
import io.jergon.node.RpcException;
import io.jergon.node.Self;
import io.jergon.node.SpawnOptions;
import io.jergon.node.SpawnReply;
import io.jergon.node.SpawnRequest;
import io.jergon.node.TimeoutMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A process of a signal script on a Jergon node: what `loop/0` in `jergon_signals.erl` is there.
final class JavaSignals implements ProcessBody {

  /// An operation, its variables replaced by pids and references.
  record Do(Pid from, Tuple operation) {}

  /// What it returned, and what it made.
  ///
  /// @param bound `{p | dead | r, Number, PidOrRef}`
  record Done(Pid by, Object value, List<Tuple> bound) {}

  /// Lets a process die that is to die at once: not before its parent has told of it.
  static final Atom GO = Atom.of("go");

  private static final Atom PID = Atom.of("p");
  private static final Atom DEAD = Atom.of("dead");
  private static final Atom REF = Atom.of("r");

  private final List<Tuple> bound = new ArrayList<>();

  @Override
  public void run(Self self) {
    boolean returned = false;
    while (!returned) {
      if (self.receive(Do.class::isInstance) instanceof Do(Pid from, Tuple operation)) {
        bound.clear();
        Object value = perform(self, operation);
        self.send(from, new Done(self.pid(), value, List.copyOf(bound)));
        returned = name(operation).equals("return");
      }
    }
  }

  private static String name(Tuple operation) {
    return ((Atom) operation.get(0)).name();
  }

  private Object perform(Self self, Tuple op) {
    switch (name(op)) {
      case "exit" -> throw self.exit(op.get(1));
      case "raise" -> throw new RpcException((Atom) op.get(1), op.get(2));
      default -> {
        try {
          return operation(self, op);
        } catch (Exit e) {
          return Tuple.of(Atom.ERROR, e.reason());
        }
      }
    }
  }

  private Object operation(Self self, Tuple op) {
    Node node = self.node();
    switch (name(op)) {
      case "return", "sync" -> {}
      case "flush" -> {
        return flush(self);
      }
      case "take_down" -> {
        return take(self, m -> m instanceof DownMessage d && d.monitor().equals(op.get(1)));
      }
      case "take_exit" -> {
        return take(self, m -> m instanceof ExitMessage e && e.from().equals(op.get(1)));
      }
      case "spawn" -> spawn(self, PID, op, new JavaSignals());
      case "spawn_dead" ->
          spawn(
              self,
              DEAD,
              op,
              child -> {
                child.receive(GO::equals);
                throw child.exit(op.get(4));
              });
      case "spawn_request" -> spawnRequest(self, op);
      case "info" -> {
        return info(node, (Pid) op.get(1));
      }
      case "link" -> self.link((Pid) op.get(1));
      case "unlink" -> self.unlink((Pid) op.get(1));
      case "monitor" ->
          bind(REF, op.get(2), self.monitor((Pid) op.get(1), monitorOptions(op.get(3))));
      case "monitor_name" ->
          bind(REF, op.get(2), self.monitor(processName(self, op), monitorOptions(op.get(3))));
      case "demonitor" -> {
        Ref ref = (Ref) op.get(1);
        return bool(op.get(2).equals(Atom.TRUE) ? self.demonitorFlush(ref) : self.demonitor(ref));
      }
      case "exit_to" -> self.exit((Pid) op.get(1), op.get(2));
      case "trap" -> {
        return bool(self.trapExit(op.get(1).equals(Atom.TRUE)));
      }
      case "register" -> node.register(((Atom) op.get(1)).name(), (Pid) op.get(2));
      case "unregister" -> {
        if (!node.unregister(((Atom) op.get(1)).name())) {
          return Tuple.of(Atom.ERROR, Atom.BADARG);
        }
      }
      case "whereis" -> {
        return whereis(node, (Atom) op.get(1));
      }
      case "alias" ->
          bind(
              REF,
              op.get(1),
              ((ListTerm) op.get(2)).elements().contains(Atom.of("reply"))
                  ? self.alias(AliasOption.REPLY)
                  : self.alias());
      case "unalias" -> {
        return bool(self.unalias((Ref) op.get(1)));
      }
      case "send" -> self.send((Pid) op.get(1), op.get(2));
      case "send_name" -> self.send(processName(self, op), op.get(2));
      case "send_alias" -> self.send((Ref) op.get(1), op.get(2));
      case "start_timer" ->
          bind(
              REF,
              op.get(1),
              self.startTimer(Duration.ofHours(1), (Pid) op.get(2), Atom.of("late")));
      case "start_timer_name" ->
          bind(
              REF,
              op.get(1),
              self.startTimer(
                  Duration.ofHours(1),
                  ProcessName.of(((Atom) op.get(2)).name(), node.name()),
                  Atom.of("late")));
      case "timeout" -> {
        Ref ref = self.startTimer(Duration.ZERO, self.pid(), Atom.of("now"));
        bind(REF, op.get(1), ref);
        return self.receive(m -> m instanceof TimeoutMessage t && t.timer().equals(ref));
      }
      case "cancel_timer" -> {
        return bool(self.cancelTimer((Ref) op.get(1)).isPresent());
      }
      case "read_timer" -> {
        return bool(self.readTimer((Ref) op.get(1)).isPresent());
      }
      case "group_leader" -> {
        if (op.arity() == 1) {
          Pid leader = self.groupLeader();
          return leader.equals(node.whereis("user").orElse(null)) ? Atom.of("first") : leader;
        }
        self.groupLeader((Pid) op.get(1), (Pid) op.get(2));
      }
      case String other -> throw new AssertionError("operation " + other);
    }
    return Atom.TRUE;
  }

  private static Object take(Self self, Predicate<Object> wanted) {
    return self.receive(wanted, Duration.ZERO).orElse(Atom.of("none"));
  }

  static Term whereis(Node node, Atom name) {
    return node.whereis(name.name()).<Term>map(pid -> pid).orElse(Atom.UNDEFINED);
  }

  private static List<Object> flush(Self self) {
    List<Object> all = new ArrayList<>();
    Optional<Object> message;
    do {
      message = self.receive(m -> !(m instanceof Do), Duration.ZERO);
      message.ifPresent(all::add);
    } while (message.isPresent());
    return all;
  }

  private void spawn(Self self, Atom kind, Tuple op, ProcessBody body) {
    List<Term> options = ((ListTerm) op.get(2)).elements();
    SpawnOptions how =
        options.contains(Atom.of("link")) ? SpawnOptions.DEFAULT.withLink() : SpawnOptions.DEFAULT;
    if (options.contains(Atom.of("monitor"))) {
      Monitored child = self.spawnMonitor(how, body);
      bind(kind, op.get(1), child.pid());
      bind(REF, op.get(3), child.monitor());
    } else {
      bind(kind, op.get(1), self.spawn(how, body));
    }
  }

  private void spawnRequest(Self self, Tuple op) {
    SpawnRequest request = SpawnRequest.of(self.node().name(), "jergon_signals", "loop", List.of());
    for (Term option : (ListTerm) op.get(2)) {
      request =
          switch (option) {
            case Tuple monitor -> request.withMonitor(monitorOptions(monitor.get(1)));
            case Atom a when a.is("link") -> request.withLink();
            default -> request.withMonitor();
          };
    }
    Ref id = self.spawnRequest(request);
    SpawnReply reply =
        (SpawnReply) self.receive(m -> m instanceof SpawnReply r && r.request().equals(id));
    bind(PID, op.get(1), reply.result());
    bind(REF, op.get(3), id);
  }

  /// Links and monitors; what is behind a mark is compared in whatever order.
  private static Term info(Node node, Pid pid) {
    return node.processInfo(pid, List.of(Atom.of("links"), Atom.of("monitors")))
        .<Term>map(info -> Tuple.of(marked(info.item("links")), marked(info.item("monitors"))))
        .orElse(Atom.UNDEFINED);
  }

  private static Term marked(Term list) {
    Term mark = Tuple.of(Atom.of("mark"), IntegerTerm.of(0));
    return ListTerm.of(
        Stream.concat(Stream.of(mark), ((ListTerm) list).elements().stream()).toList());
  }

  /// @param variable `{new, Number}`
  private void bind(Atom kind, Term variable, Term value) {
    bound.add(Tuple.of(kind, ((Tuple) variable).get(1), value));
  }

  private static ProcessName processName(Self self, Tuple op) {
    return ProcessName.of(((Atom) op.get(1)).name(), self.node().name());
  }

  private static MonitorOptions monitorOptions(Term list) {
    MonitorOptions options = MonitorOptions.DEFAULT;
    for (Term option : (ListTerm) list) {
      Term value = ((Tuple) option).get(1);
      options =
          ((Tuple) option).get(0).equals(Atom.of("tag"))
              ? options.withTag(value)
              : options.withAlias(
                  MonitorOptions.Alias.valueOf(((Atom) value).name().toUpperCase(Locale.ROOT)));
    }
    return options;
  }

  private static Term bool(boolean value) {
    return value ? Atom.TRUE : Atom.FALSE;
  }

  /// The number in `{p, Number}` and the like; null for any other term.
  static @Nullable Integer variable(Term term, Atom kind) {
    return term instanceof Tuple t
            && t.arity() == 2
            && t.get(0).equals(kind)
            && t.get(1) instanceof IntegerTerm n
        ? (Integer) (int) n.longValue()
        : null;
  }
}
