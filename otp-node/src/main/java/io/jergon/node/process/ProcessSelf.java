package io.jergon.node.process;

import io.jergon.etf.Atom;
import io.jergon.etf.ListTerm;
import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import io.jergon.node.AliasOption;
import io.jergon.node.Behaviour;
import io.jergon.node.DownMessage;
import io.jergon.node.Exit;
import io.jergon.node.MonitorOptions;
import io.jergon.node.Monitored;
import io.jergon.node.Node;
import io.jergon.node.NodeType;
import io.jergon.node.ProcessBody;
import io.jergon.node.ProcessName;
import io.jergon.node.Self;
import io.jergon.node.SignalOption;
import io.jergon.node.SpawnOptions;
import io.jergon.node.SpawnRequest;
import io.jergon.node.call.Calls;
import io.jergon.node.kernel.Mfa;
import io.jergon.node.kernel.RemoteSpawn;
import io.jergon.node.kernel.RequestedSpawn;
import io.jergon.node.signal.Relations;
import io.jergon.node.signal.Signals;
import io.jergon.node.trace.TraceToken;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// A process as its own code sees it.
///
/// Every method checks that the process is alive, so that the code of a process which was ended
/// from outside unwinds at its next step, and nothing it still tries to send goes out.
final class ProcessSelf implements Self {
  /// Where the label is in the dictionary: `proc_lib:set_label/1`, OTP 27.
  static final Atom LABEL = Atom.of("$process_label");

  private final LocalProcess process;
  private final LocalNode node;
  private final Signals signals;

  ProcessSelf(LocalProcess process) {
    this.process = process;
    this.node = process.node();
    this.signals = node.signals();
  }

  @Override
  public Pid pid() {
    return process.pid();
  }

  @Override
  public Node node() {
    return node.node();
  }

  @Override
  public Optional<String> registeredName() {
    return Optional.ofNullable(process.name()).map(Atom::name);
  }

  @Override
  public void send(Pid to, Object message) {
    process.step();
    signals.send(pid(), to, message);
  }

  @Override
  public void send(ProcessName to, Object message) {
    process.step();
    signals.send(pid(), to, message);
  }

  @Override
  public void send(Ref alias, Object message, SignalOption... options) {
    process.step();
    signals.send(pid(), alias, message, isPriority(options));
  }

  private static boolean isPriority(SignalOption... options) {
    return List.of(options).contains(SignalOption.PRIORITY);
  }

  @Override
  public void cast(Pid server, Object request) {
    process.step();
    Calls.cast(node, pid(), server, request);
  }

  @Override
  public void cast(ProcessName server, Object request) {
    process.step();
    Calls.cast(node, pid(), server, request);
  }

  @Override
  public Object receive() {
    return receive(anything -> true);
  }

  @Override
  public Object receive(Predicate<Object> matches) {
    Object message = process.receive(matches, Long.MAX_VALUE);
    if (message == null) {
      throw new AssertionError("a receive without end ended");
    }
    return message;
  }

  @Override
  public Optional<Object> receive(Duration timeout) {
    return receive(anything -> true, timeout);
  }

  @Override
  public Optional<Object> receive(Predicate<Object> matches, Duration timeout) {
    return Optional.ofNullable(process.receive(matches, node.scheduler().deadline(timeout)));
  }

  @Override
  public Object call(Pid server, Object request, Duration timeout) {
    process.step();
    return Calls.call(process, server, request, timeout);
  }

  @Override
  public Object call(ProcessName server, Object request, Duration timeout) {
    process.step();
    return Calls.call(process, server, request, timeout);
  }

  @Override
  public Pid spawn(SpawnOptions options, ProcessBody body) {
    process.step();
    return node.spawn(options, body).pid();
  }

  @Override
  public Pid spawn(SpawnOptions options, Supplier<? extends Behaviour> behaviour) {
    process.step();
    return node.spawn(options, behaviour).pid();
  }

  @Override
  public Monitored spawnMonitor(SpawnOptions options, ProcessBody body) {
    process.step();
    return node.spawnMonitor(process, options, new Program.Body(body));
  }

  @Override
  public Monitored spawnMonitor(SpawnOptions options, Supplier<? extends Behaviour> behaviour) {
    process.step();
    return node.spawnMonitor(process, options, new Program.Callbacks(behaviour));
  }

  @Override
  public Pid spawn(
      SpawnOptions options, String host, String module, String function, List<Term> arguments) {
    process.step();
    Mfa mfa = new Mfa(Atom.of(module), Atom.of(function), List.copyOf(arguments));
    return RemoteSpawn.spawn(process, Atom.of(host), mfa, options.link(), false).pid();
  }

  @Override
  public Monitored spawnMonitor(
      SpawnOptions options, String host, String module, String function, List<Term> arguments) {
    process.step();
    Mfa mfa = new Mfa(Atom.of(module), Atom.of(function), List.copyOf(arguments));
    RemoteSpawn.Spawned spawned =
        RemoteSpawn.spawn(process, Atom.of(host), mfa, options.link(), true);
    return new Monitored(spawned.pid(), spawned.request());
  }

  @Override
  public void link(Pid other, SignalOption... options) {
    process.step();
    boolean priority = isPriority(options);
    if (priority) {
      process.allowPriority();
    }
    if (priority || process.allowsPriority()) {
      process.priorityLink(other, priority);
    }
    signals.link(process, other);
    process.checkAlive(); // there may be nobody to link to
  }

  @Override
  public void unlink(Pid other) {
    process.step();
    signals.unlink(process, other);
  }

  @Override
  public Ref monitor(Pid other, MonitorOptions options) {
    process.step();
    if (other.equals(pid())) {
      return node.newRef();
    }
    Ref monitor = monitoring(other, options);
    signals.monitor(process, other, monitor);
    monitored(monitor, other);
    return monitor;
  }

  @Override
  public Ref monitor(ProcessName other, MonitorOptions options) {
    process.step();
    if (node.isHere(other.node()) && other.name().equals(process.name())) {
      return node.newRef();
    }
    Ref monitor = monitoring(other.toTerm(), options);
    LocalProcess found = signals.monitor(process, other, monitor);
    if (found != null) {
      process.monitoringFound(monitor, found.pid());
    }
    monitored(monitor, found == null ? other.toTerm() : found.pid());
    return monitor;
  }

  private Ref monitoring(Term object, MonitorOptions options) {
    Ref monitor = node.newRef();
    if (options.priority()) {
      process.allowPriority();
    }
    if (options.alias().isPresent()) {
      signals.alias(monitor, process); // before it can end with the monitor
    }
    process.monitoring(monitor, object, options);
    return monitor;
  }

  /// A process that was killed while it made a monitor leaves none behind.
  private void monitored(Ref monitor, Term object) {
    if (process.isDead()) {
      signals.demonitor(pid(), object, monitor);
      signals.unalias(monitor);
    }
    process.checkAlive();
  }

  @Override
  public void monitorNode(String other) {
    process.step();
    Atom name = Atom.of(other);
    Ref monitor = monitoring(name, MonitorOptions.DEFAULT);
    signals.monitorNode(process, name, monitor);
    monitored(monitor, name);
  }

  @Override
  public boolean demonitorNode(String other) {
    process.step();
    Ref monitor = process.nodeMonitor(Atom.of(other));
    return monitor != null && demonitor(monitor);
  }

  @Override
  public void monitorNodes(NodeType type) {
    process.step();
    signals.monitorNodes(process, type);
    process.checkAlive();
  }

  @Override
  public void demonitorNodes(NodeType type) {
    process.step();
    signals.demonitorNodes(pid(), type);
  }

  @Override
  public boolean demonitor(Ref monitor) {
    process.step();
    Relations.Monitor ended = process.demonitor(monitor);
    if (ended == null) {
      return false;
    }
    process.endedWithItsMonitor(monitor, ended);
    signals.demonitor(pid(), ended.target(), monitor);
    return true;
  }

  @Override
  public boolean demonitorFlush(Ref monitor) {
    boolean ended = demonitor(monitor);
    if (!ended) {
      process.receiveNow(message -> isDown(message, monitor));
    }
    return ended;
  }

  /// Source: `erlang:demonitor/2`, `flush`: any `{_, MonitorRef, _, _, _}`.
  private static boolean isDown(Object message, Ref monitor) {
    return switch (message) {
      case DownMessage down -> down.monitor().equals(monitor);
      case Tuple t -> t.arity() == 5 && t.get(1).equals(monitor);
      default -> false;
    };
  }

  @Override
  public boolean trapExit(boolean trap) {
    process.step();
    boolean before = process.trapExit();
    process.trapExit(trap);
    return before;
  }

  @Override
  public Term processFlag(String flag, Term value) {
    process.step();
    return ProcessFlags.set(process, flag, value);
  }

  @Override
  public Map<Object, Object> dictionary() {
    process.step();
    return process.ownBelongings().dictionary();
  }

  @Override
  public void label(Object label) {
    dictionary().put(LABEL, label);
  }

  @Override
  public void hibernate() {
    process.step();
    process.awaitAnyMessage();
  }

  @Override
  public Ref spawnRequest(SpawnRequest request) {
    process.step();
    return RequestedSpawn.request(process, request);
  }

  @Override
  public boolean abandonSpawnRequest(Ref request) {
    process.step();
    return RequestedSpawn.abandon(process, request);
  }

  @Override
  public void exit(Pid other, Term reason) {
    process.step();
    signals.exit(pid(), other, reason);
    process.checkAlive();
  }

  @Override
  public void exit(Ref alias, Term reason, SignalOption... options) {
    process.step();
    signals.exit(pid(), alias, reason, isPriority(options));
    process.checkAlive();
  }

  @Override
  public Ref alias(AliasOption... options) {
    process.step();
    Ref alias = node.newRef();
    List<AliasOption> wanted = List.of(options);
    if (wanted.contains(AliasOption.PRIORITY)) {
      process.allowPriority();
    }
    signals.alias(alias, process);
    process.addAlias(
        alias,
        new Relations.Alias(
            wanted.contains(AliasOption.REPLY), wanted.contains(AliasOption.PRIORITY)));
    if (process.isDead()) {
      signals.unalias(alias);
    }
    process.checkAlive();
    return alias;
  }

  @Override
  public boolean unalias(Ref alias) {
    process.step();
    return process.unalias(alias);
  }

  @Override
  public Ref sendAfter(Duration delay, Pid to, Object message) {
    process.step();
    return node.timers().sendAfter(delay, pid(), to, message);
  }

  @Override
  public Ref startTimer(Duration delay, Pid to, Object message) {
    process.step();
    return node.timers().startTimer(delay, pid(), to, message);
  }

  @Override
  public Ref sendAfter(Duration delay, ProcessName to, Object message) {
    process.step();
    return node.timers().sendAfter(delay, pid(), to, message);
  }

  @Override
  public Ref startTimer(Duration delay, ProcessName to, Object message) {
    process.step();
    return node.timers().startTimer(delay, pid(), to, message);
  }

  @Override
  public Optional<Duration> cancelTimer(Ref timer) {
    process.step();
    return node.timers().cancel(timer);
  }

  @Override
  public Optional<Duration> readTimer(Ref timer) {
    process.step();
    return node.timers().read(timer);
  }

  @Override
  public Ref makeRef() {
    return node.newRef();
  }

  @Override
  public Pid groupLeader() {
    return process.groupLeader();
  }

  @Override
  public void groupLeader(Pid leader, Pid other) {
    process.step();
    signals.groupLeader(pid(), leader, other);
  }

  @Override
  public Optional<Term> traceToken() {
    process.step();
    return Optional.ofNullable(process.traceToken()).map(TraceToken::toTerm);
  }

  @Override
  public void traceToken(Term token) {
    process.step();
    TraceToken begun = TraceToken.of(token);
    if (begun == null && !token.equals(ListTerm.EMPTY)) {
      throw new IllegalArgumentException(
          "trace token: " + token + " (expected: {Flags, Label, Serial, Sender, LastCount} or [])");
    }
    signals.traces();
    process.traceToken(begun);
  }

  @Override
  public void register(Atom name) {
    process.step();
    if (!process.register(name)) {
      throw new Exit(Atom.BADARG, new IllegalStateException("cannot register " + name));
    }
  }

  @Override
  public String toString() {
    return process.toString();
  }
}
