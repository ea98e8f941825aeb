package io.jergon.node.process;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.etf.mapping.MappingException;
import io.jergon.node.Behaviour;
import io.jergon.node.Exit;
import io.jergon.node.Monitored;
import io.jergon.node.Node;
import io.jergon.node.ProcessBody;
import io.jergon.node.SpawnOptions;
import io.jergon.node.event.ProcessSpawnEvent;
import io.jergon.node.handshake.OwnName;
import io.jergon.node.registry.Registry;
import io.jergon.node.scheduling.Scheduler;
import io.jergon.node.scheduling.Worker;
import io.jergon.node.signal.RemoteSignals;
import io.jergon.node.signal.Signals;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The processes of one node, and what they share: scheduler, registry, signals, timers, and the
/// counters that pids and references come from.
///
/// It knows nothing of sockets; [Node] adds the distribution.
public final class LocalNode {
  /// As many processes as a BEAM node has room for since OTP 27; one more is `system_limit`.
  private static final int MAX_PROCESSES = 1_048_576;

  private static final int REF_WORD_BITS = 18; // first word of a reference, erl_ext_dist

  /// In the third word of a reference, of which the counter takes 14 bits.
  private static final int CALL = 1 << 30;

  private static final int PID_ID_BITS = 28;

  private static final long POLL_NANOS = 1_000_000;

  private static final long QUIET_POLL_NANOS = 50_000;

  private final Node node;
  private final OwnName own;
  private final Atom name;
  private final int creation;
  private final Scheduler scheduler;
  private final Timers timers;
  private final Registry registry = new Registry();
  private final ProcessSettings settings;
  private final DeadLetters deadLetters;
  private final Signals signals;
  private final ProcessTable processes = new ProcessTable();
  private final Set<LocalProcess> zombies = ConcurrentHashMap.newKeySet();
  private final AtomicLong pidNumbers = new AtomicLong();
  private final AtomicLong refNumbers = new AtomicLong();
  private final AtomicLong unburied = new AtomicLong();
  private final LongAdder messagesOfTheDead = new LongAdder();
  private final LongAdder turnsOfTheDead = new LongAdder();
  private final Pid init;
  private volatile boolean closed;

  /// The processes of a node that was given its name and creation.
  ///
  /// @param remote makes the way to other nodes
  public LocalNode(
      Node node,
      OwnName own,
      int creation,
      Function<LocalNode, RemoteSignals> remote,
      ProcessSettings settings) {
    this(node, own, creation, remote, settings, new Scheduler(own.start().text(), settings.time()));
  }

  LocalNode(
      Node node,
      OwnName own,
      int creation,
      Function<LocalNode, RemoteSignals> remote,
      ProcessSettings settings,
      Scheduler scheduler) {
    this.node = node;
    this.own = own;
    this.name = own.inPids();
    this.creation = creation;
    this.settings = settings;
    this.deadLetters = new DeadLetters(own.start().text(), settings.onDeadLetter());
    this.scheduler = scheduler;
    this.timers = new Timers(this);
    this.signals = new Signals(this, remote.apply(this));
    this.init = newPid();
  }

  /// The public side.
  public Node node() {
    return node;
  }

  /// The node's name as its pids bear it here. Of a node that others name that is `nonode@nohost`,
  /// see [OwnName].
  public Atom name() {
    return name;
  }

  /// The node's name now.
  public Atom currentName() {
    return own.current().atom();
  }

  /// Whether this is a name of this node.
  public boolean isHere(Atom node) {
    return node.equals(name) || own.wasNamed(node);
  }

  /// Which life of a node of this name this is; part of its pids and references.
  public int creation() {
    return creation;
  }

  /// Runs the processes.
  public Scheduler scheduler() {
    return scheduler;
  }

  /// Delays.
  public Timers timers() {
    return timers;
  }

  /// Registered names.
  public Registry registry() {
    return registry;
  }

  /// What holds for all processes.
  ProcessSettings settings() {
    return settings;
  }

  /// Messages that reached nobody.
  public DeadLetters deadLetters() {
    return deadLetters;
  }

  /// Routes signals.
  public Signals signals() {
    return signals;
  }

  /// Dead processes whose handler has not returned yet.
  public Set<LocalProcess> zombies() {
    return zombies;
  }

  /// The pid that stands for the node itself: sender of what plain threads send.
  public Pid init() {
    return init;
  }

  /// A living process of this node by pid; null when there is none, also for a pid of another
  /// creation.
  public @Nullable LocalProcess process(Pid pid) {
    return pid.creation() == creation ? processes.find(number(pid)) : null;
  }

  /// How many processes live.
  public int processCount() {
    return processes.size();
  }

  /// What processes have done so far, those that have died included.
  ///
  /// @param messages taken out of mailboxes
  /// @param turns run
  public record Work(long messages, long turns) {}

  /// What processes have done so far. Each counts for itself, so that counting costs nothing; this
  /// adds it up. One that dies meanwhile may be missing or counted twice.
  public Work work() {
    long messages = messagesOfTheDead.sum();
    long turns = turnsOfTheDead.sum();
    for (LocalProcess process : processes.all()) {
      messages += process.messagesHandled();
      turns += process.turns();
    }
    return new Work(messages, turns);
  }

  /// All living processes.
  public List<LocalProcess> processes() {
    return processes.all();
  }

  /// Items of a living process and their values, in the order asked for.
  ///
  /// @throws Exit `badarg` when there is no such item
  public Optional<Map<Term, Term>> info(Pid pid, List<? extends Term> items) {
    LocalProcess process = process(pid);
    if (process == null) {
      return Optional.empty();
    }
    Map<Term, Term> values = new LinkedHashMap<>();
    for (Term item : items) {
      Term value = ProcessItems.value(process, item);
      if (value == null) {
        throw new Exit(Atom.BADARG, new IllegalArgumentException("no item " + item));
      }
      values.put(item, value);
    }
    return process.isDead() ? Optional.empty() : Optional.of(values);
  }

  /// A message as a term, for people and exit reasons; its class where no term stands for it.
  public Term shown(Object message) {
    try {
      return node.toTerm(message);
    } catch (MappingException e) {
      return ExitReasons.atom(message.getClass().getName());
    }
  }

  /// The process whose code the current thread runs, null for any other thread.
  public @Nullable LocalProcess current() {
    Worker worker = Worker.current();
    return worker != null && worker.running() instanceof LocalProcess p && p.node() == this
        ? p
        : null;
  }

  /// The pid to send as: the current process's, or the node's own. A process that is dead sends
  /// nothing any more: its code is unwound instead.
  public Pid currentPid() {
    LocalProcess process = current();
    if (process == null) {
      return init;
    }
    process.checkAlive();
    return process.pid();
  }

  /// Starts a process with a body.
  public LocalProcess spawn(SpawnOptions options, ProcessBody body) {
    return spawn(options, new Program.Body(body));
  }

  /// Starts a process with callbacks.
  public LocalProcess spawn(SpawnOptions options, Supplier<? extends Behaviour> behaviour) {
    return spawn(options, new Program.Callbacks(behaviour));
  }

  /// Starts a process that another one monitors from its first step.
  Monitored spawnMonitor(LocalProcess parent, SpawnOptions options, Program program) {
    LocalProcess child = create(parent, options, program);
    Ref monitor = newRef();
    if (parent.monitoring(monitor, child.pid()) && !child.watch(monitor, parent, child.pid())) {
      parent.down(monitor, child.pid(), endOf(child)); // killed by its name before it began
    }
    linkAndStart(options, parent, child);
    return new Monitored(child.pid(), monitor);
  }

  private LocalProcess spawn(SpawnOptions options, Program program) {
    LocalProcess parent = current();
    if (options.link() && parent == null) {
      throw new IllegalArgumentException("only a process can link to what it spawns");
    }
    if (parent != null) {
      parent.checkAlive();
    }
    LocalProcess child = create(parent, options, program);
    linkAndStart(options, parent, child);
    return child;
  }

  private static void linkAndStart(
      SpawnOptions options, @Nullable LocalProcess parent, LocalProcess child) {
    if (parent != null) {
      parent.passTraceTo(child);
    }
    if (options.link() && parent != null && !parent.link(child)) {
      parent.linkToDead(child.pid(), endOf(child));
    }
    Term parentEnd = parent == null ? null : parent.exitReason();
    if (parentEnd != null) {
      child.die(parentEnd); // a dead process has no children
    }
    child.start();
  }

  private static Term endOf(LocalProcess dead) {
    return Objects.requireNonNull(dead.exitReason(), "a dead process has a reason");
  }

  /// Makes a process that does not run yet, so that links and monitors can be set before it does.
  ///
  /// @param parent who spawns it, on whatever node; null for no process
  public LocalProcess create(@Nullable Pid parent, SpawnOptions options, ProcessBody body) {
    return create(parent, options, body, () -> {});
  }

  /// As the other one.
  ///
  /// @param atEnd runs once, when it has died; quickly, and on any thread
  public LocalProcess create(
      @Nullable Pid parent, SpawnOptions options, ProcessBody body, Runnable atEnd) {
    Pid leader = options.groupLeader().orElseGet(this::leader);
    return create(parent, leader, options, new Program.Body(body, atEnd));
  }

  private LocalProcess create(
      @Nullable LocalProcess parent, SpawnOptions options, Program program) {
    Pid leader =
        options.groupLeader().orElseGet(() -> parent == null ? leader() : parent.groupLeader());
    return create(parent == null ? null : parent.pid(), leader, options, program);
  }

  private LocalProcess create(
      @Nullable Pid parent, Pid leader, SpawnOptions options, Program program) {
    if (closed) {
      throw new IllegalStateException("node " + own + " is closed");
    }
    if (processes.size() >= MAX_PROCESSES) {
      throw new Exit(Atom.of("system_limit"));
    }
    Atom registered =
        options.name().map(Atom::of).orElse(null); // first: it may be too long for one
    Pid pid = newPid();
    LocalProcess process = new LocalProcess(this, pid, leader, options, program);
    process.parent(parent);
    processes.put(process); // first: whoever finds the name finds the process
    if (registered != null && !process.register(registered)) {
      processes.remove(process);
      throw new Exit(Atom.BADARG, new IllegalStateException("name in use: " + registered));
    }
    ProcessSpawnEvent.emit(pid, process.name(), program::code);
    if (closed) {
      process.die(Atom.SHUTDOWN); // endAll may have missed it
    }
    return process;
  }

  /// Runs a process that was made by [#create].
  public void start(LocalProcess process) {
    process.start();
  }

  private Pid leader() {
    LocalProcess user = registry.whereis(Atom.of("user"));
    return user == null ? init : user.pid();
  }

  /// A process died; its obituary is about to be submitted.
  void died(LocalProcess process) {
    unburied.incrementAndGet();
    messagesOfTheDead.add(process.messagesHandled());
    turnsOfTheDead.add(process.turns());
    processes.remove(process);
  }

  /// Everybody concerned has been told of a death.
  void buried() {
    unburied.decrementAndGet();
  }

  /// Whether no process lives and every death has been told.
  public boolean isEmpty() {
    return processes.size() == 0 && allBuried();
  }

  /// Whether everybody concerned has been told of every death.
  public boolean allBuried() {
    return unburied.get() == 0;
  }

  /// Waits until no turn is queued or runs; false when the time is over before.
  public boolean awaitQuiet(Duration timeout) {
    long deadline = System.nanoTime() + TimeUnit.NANOSECONDS.convert(timeout); // 292 years for more
    while (!scheduler.isQuiet()) {
      if (System.nanoTime() - deadline >= 0) {
        return false;
      }
      LockSupport.parkNanos(QUIET_POLL_NANOS);
    }
    return true;
  }

  /// Waits until no process lives and every death has been told, or the time is over.
  public void awaitEmpty(Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (!isEmpty() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  /// Ends every process with a reason, after [#shut].
  public void endAll(Term reason) {
    for (LocalProcess process : processes.all()) {
      process.die(reason);
    }
  }

  private Pid newPid() {
    long number = pidNumbers.incrementAndGet();
    // id and then the serial: what releases before 24 could take, and readable
    return Pid.of(name, number & ((1L << PID_ID_BITS) - 1), number >>> PID_ID_BITS, creation);
  }

  /// A pid's number, by which an older process is less than a younger one.
  static long number(Pid pid) {
    return pid.serial() << Integer.SIZE | pid.id();
  }

  /// A new reference of this node.
  public Ref newRef() {
    return newRef(0);
  }

  /// A new reference for a call. It can be told from others, so that a reply which comes by the
  /// caller's pid, as older nodes send it, finds its call, and when it is late, nobody.
  public Ref newCallRef() {
    return newRef(CALL);
  }

  private Ref newRef(int mark) {
    long number = refNumbers.incrementAndGet();
    return Ref.of(
        name,
        creation,
        (int) (number & ((1 << REF_WORD_BITS) - 1)),
        (int) (number >>> REF_WORD_BITS),
        (int) (number >>> (REF_WORD_BITS + Integer.SIZE)) | mark);
  }

  /// Whether a reference was made by [#newCallRef] of this node.
  public boolean isCallRef(Ref ref) {
    int[] words = ref.words();
    return ref.node().equals(name)
        && ref.creation() == creation
        && words.length == 3
        && (words[2] & CALL) != 0;
  }

  /// Takes in no further process. Those that live are not concerned, but that a link's exit signal
  /// means nothing any more: all will be ended, and nobody is to restart anybody.
  public void shut() {
    closed = true;
  }

  /// Whether [#shut] was called.
  public boolean isShut() {
    return closed;
  }

  /// Stops scheduler and timers.
  public void close() {
    scheduler.close();
  }
}
