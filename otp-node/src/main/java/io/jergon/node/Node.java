package io.jergon.node;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import io.jergon.etf.mapping.TermMapper;
import io.jergon.node.call.Calls;
import io.jergon.node.gen.GenMessage;
import io.jergon.node.kernel.Functions;
import io.jergon.node.kernel.KernelKeeper;
import io.jergon.node.kernel.KernelKeeper.Kept;
import io.jergon.node.kernel.NetKernel;
import io.jergon.node.kernel.RemoteCall;
import io.jergon.node.kernel.Rex;
import io.jergon.node.kernel.UserProcess;
import io.jergon.node.process.ExitReasons;
import io.jergon.node.process.LocalNode;
import io.jergon.node.process.LocalProcess;
import io.jergon.node.quota.Share;
import io.jergon.node.remote.Distribution;
import io.jergon.node.remote.NodeOptions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An Erlang node in this JVM.
///
/// ```java
/// try (Node node = Node.builder("jvm@127.0.0.1").cookie("secret").start()) {
///   Pid echo = node.spawn(self -> self.send(reader, self.receive()));
///   Object answer = node.call(ProcessName.of("kv", "erl@127.0.0.1"), Term.parse("{get, a}"),
///       Duration.ofSeconds(5));
/// }
/// ```
///
/// Nodes are independent of each other: several may live in one JVM, each with its own name, cookie
/// and EPMD port.
///
/// Threads: every method may be called by any thread, within processes too; those that wait say so.
///
/// After [#close] nobody is there: nothing can be spawned, called or asked of another node
/// (`IllegalStateException`), what is sent is dropped, and there are no processes, names and nodes.
public final class Node implements AutoCloseable {
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private static final Logger log = LoggerFactory.getLogger(Node.class);

  private final LinkedHashMap<Pid, Runnable> stops = new LinkedHashMap<>(); // guarded by itself
  private final LocalNode local;
  private final Distribution distribution;
  private final OfferedFunctions functions = new OfferedFunctions();
  private final TermMapper mapper = new TermMapper();
  private final Cluster cluster;
  private final NodeBean bean;

  private Node(NodeOptions options) {
    this.distribution = Distribution.start(options);
    this.local =
        new LocalNode(
            this,
            distribution.ownName(),
            distribution.creation(),
            distribution::signals,
            options.processes());
    this.cluster = new Cluster(local, distribution);
    startKernel(options);
    this.bean = new NodeBean(local, distribution);
    distribution.open(local, new Functions(this));
    bean.register();
  }

  /// A node that is about to be started.
  ///
  /// @param name the full name, `name@host`. A host with a dot makes it a long name; nodes with
  ///   long names and nodes with short ones cannot connect to each other.
  ///
  ///   `undefined@host` is a node without a name, as `erl -name undefined@host`: it takes one from
  ///   the first node that it [connects][#connect] to, and loses it with that connection; see
  ///   [NodeBuilder].
  /// @throws IllegalArgumentException for a malformed name
  public static NodeBuilder builder(String name) {
    return new NodeBuilder(name);
  }

  static Node start(NodeOptions options) {
    return new Node(options);
  }

  private void startKernel(NodeOptions options) {
    Functions run = new Functions(this);
    Share forRex = distribution.quota().share();
    List<Kept> kernel =
        List.of(
            startKept("user", () -> new UserProcess(options.userOutput())),
            startKept("net_kernel", NetKernel::new),
            startKept("rex", () -> new Rex(run, forRex)));
    local.spawn(SpawnOptions.DEFAULT, () -> new KernelKeeper(kernel));
  }

  private Kept startKept(String name, Supplier<Behaviour> make) {
    LocalProcess process = local.spawn(SpawnOptions.DEFAULT.withName(name), make);
    return new Kept(name, process.pid(), make);
  }

  /// The full name, `name@host`. Of a node that was started as `undefined@host` it is the one that
  /// it was given, and `nonode@nohost` before and after that.
  public String name() {
    return local.currentName().name();
  }

  // ---- processes ----

  /// Starts a process.
  public Pid spawn(ProcessBody body) {
    return spawn(SpawnOptions.DEFAULT, body);
  }

  /// Starts a process.
  ///
  /// @throws Exit `badarg` when the name is taken
  public Pid spawn(SpawnOptions options, ProcessBody body) {
    return local.spawn(options, body).pid();
  }

  /// Starts a process made of callbacks; the supplier is called in the new process.
  ///
  /// @throws Exit `badarg` when the name is taken
  public Pid spawn(SpawnOptions options, Supplier<? extends Behaviour> behaviour) {
    return local.spawn(options, behaviour).pid();
  }

  /// Whether a process of this node is alive.
  ///
  /// @throws IllegalArgumentException for a pid of another node
  public boolean isAlive(Pid pid) {
    if (!local.isHere(pid.node())) {
      throw new IllegalArgumentException(pid + " (expected: a pid of " + name() + ")");
    }
    LocalProcess process = local.process(pid);
    return process != null && !process.isDead();
  }

  /// The pids of all living processes.
  public List<Pid> processes() {
    return local.processes().stream().filter(p -> !p.isDead()).map(LocalProcess::pid).toList();
  }

  /// Processes that were ended while their code ran and did not stop: for everybody else they are
  /// dead, but a thread is at work in each, interrupted once. They leave this list when their code
  /// returns, or takes its next step through its [Self].
  public List<Pid> zombies() {
    return local.zombies().stream().map(LocalProcess::pid).toList();
  }

  /// What a process looks like, as `process_info/1` shows it; nothing when it is dead.
  ///
  /// @throws IllegalArgumentException for a pid of another node
  public Optional<ProcessInfo> processInfo(Pid pid) {
    return processInfo(pid, ProcessInfo.DEFAULT_ITEMS.stream().<Term>map(Atom::of).toList());
  }

  /// Certain items of a process, `process_info/2`; nothing when it is dead. `messages`,
  /// `current_stacktrace` and the like are to be had here alone.
  ///
  /// @param items names of items as atoms, and `{dictionary, Key}`
  /// @throws IllegalArgumentException for a pid of another node
  /// @throws Exit `badarg` when there is no such item
  public Optional<ProcessInfo> processInfo(Pid pid, List<? extends Term> items) {
    if (!local.isHere(pid.node())) {
      throw new IllegalArgumentException(pid + " (expected: a pid of " + name() + ")");
    }
    return local.info(pid, items).map(ProcessInfo::new);
  }

  /// Has a process stopped in order when the node closes, while its peers are still connected. What
  /// was announced last is stopped first; what has died by then is left alone.
  ///
  /// @param process the process, such as a supervisor that has no parent
  /// @param stop stops it and waits for its end
  public void stopAtClose(Pid process, Runnable stop) {
    synchronized (stops) {
      stops.keySet().removeIf(pid -> !isAlive(pid));
      stops.put(process, stop);
    }
  }

  // ---- names ----

  /// The process with that registered name.
  public Optional<Pid> whereis(String name) {
    return Optional.ofNullable(local.registry().whereis(Atom.of(name))).map(LocalProcess::pid);
  }

  /// Gives a process of this node a name.
  ///
  /// @throws Exit `badarg` when the name is taken, or the process is dead or has a name
  public void register(String name, Pid pid) {
    LocalProcess process = local.isHere(pid.node()) ? local.process(pid) : null;
    if (process == null || !process.register(Atom.of(name))) {
      throw new Exit(
          Atom.of("badarg"), new IllegalStateException("cannot register " + pid + " as " + name));
    }
  }

  /// Takes a name back; false when nobody had it.
  public boolean unregister(String name) {
    Atom atom = Atom.of(name);
    LocalProcess process = local.registry().whereis(atom);
    return process != null && process.unregister(atom);
  }

  /// All registered names.
  public List<String> registered() {
    return local.registry().registered().stream().map(Atom::name).sorted().toList();
  }

  // ---- messages ----

  /// Sends a message; dropped when there is no such process.
  public void send(Pid to, Object message) {
    local.signals().send(local.currentPid(), to, message);
  }

  /// Sends a message to a registered name, here or elsewhere.
  public void send(ProcessName to, Object message) {
    local.signals().send(local.currentPid(), to, message);
  }

  /// Sends a message to an alias.
  public void send(Ref alias, Object message, SignalOption... options) {
    boolean priority = List.of(options).contains(SignalOption.PRIORITY);
    local.signals().send(local.currentPid(), alias, message, priority);
  }

  /// Casts a request to a server.
  public void cast(Pid server, Object request) {
    Calls.cast(local, local.currentPid(), server, request);
  }

  /// Casts a request to a server by name.
  public void cast(ProcessName server, Object request) {
    Calls.cast(local, local.currentPid(), server, request);
  }

  /// Sends an exit signal: `exit/2`.
  public void exit(Pid to, Term reason) {
    local.signals().exit(local.currentPid(), to, reason);
  }

  /// Calls a server and waits for its reply.
  ///
  /// @throws Exit with `noproc`, `noconnection`, `timeout`, or what the server died of
  public Object call(Pid server, Object request, Duration timeout) {
    return asProcess(caller -> Calls.call(caller, server, request, timeout));
  }

  /// Calls a server by name and waits for its reply.
  ///
  /// @throws Exit with `noproc`, `noconnection`, `timeout`, or what the server died of
  public Object call(ProcessName server, Object request, Duration timeout) {
    return asProcess(caller -> Calls.call(caller, server, request, timeout));
  }

  /// Calls a function on another node and waits for its result: `erpc:call/5`.
  ///
  /// @throws RpcException when the function raised, or could not be run
  public Term rpc(
      String node,
      String module,
      String function,
      List<? extends Term> arguments,
      Duration timeout) {
    return asProcess(caller ->
        RemoteCall.call(
            caller,
            Atom.of(node),
            Atom.of(module),
            Atom.of(function),
            List.copyOf(arguments),
            timeout));
  }

  /// Does something as a process: the current one, or, on a plain thread, one made for it. Waits
  /// for the result, and for the end of a process that was made: its name is free again, its links
  /// are told.
  ///
  /// @throws IllegalStateException on a thread that reads from other nodes, which must not wait; so
  ///   do all calls
  public <T> T inProcess(Function<? super Self, ? extends T> action) {
    return asProcess(process -> action.apply(process.self()));
  }

  /// Does something as the current process, or, on a plain thread, as a process made for it: so
  /// that whoever is called has a living pid to look at.
  private <T> T asProcess(Function<LocalProcess, T> action) {
    LocalProcess current = local.current();
    if (current == null) {
      distribution.requireNoEventLoop();
      return new Errand<>(local, action).run();
    }
    current.checkAlive();
    return action.apply(current);
  }

  // ---- other nodes ----

  /// Connects to a node, waiting for the result; true when connected, or when it is this one. If
  /// not, the log says why. Source: `net_kernel:connect_node/1`.
  public boolean connect(String node) {
    try {
      connectOrThrow(node);
      return true;
    } catch (NotConnectedException e) {
      return false;
    }
  }

  /// Connects to a node, waiting for the result.
  ///
  /// @throws NotConnectedException when that fails; its message is one line that says why
  public void connectOrThrow(String node) {
    distribution.connect(Atom.of(node));
  }

  /// Closes the connection to a node; false when there was none that was up. When it returns every
  /// process concerned has been told. Source: `erlang:disconnect_node/1`.
  public boolean disconnect(String node) {
    return distribution.disconnect(Atom.of(node));
  }

  /// The nodes that this one is connected to, hidden ones included: `nodes(connected)`.
  public List<String> nodes() {
    return distribution.nodes();
  }

  /// The nodes of these types, each once: `erlang:nodes/1`.
  public List<String> nodes(NodeType... types) {
    return cluster.nodes(types).stream().map(NodeInfo::name).toList();
  }

  /// The other nodes: who comes and goes, who may connect.
  public Cluster cluster() {
    return cluster;
  }

  /// How the connections that are up are doing, by the peer's name.
  public List<ConnectionStatus> connections() {
    return distribution.status();
  }

  /// `net_adm:ping/1`: whether the node is up and takes our cookie. Waits for the answer.
  public boolean ping(String node) {
    if (local.isShut()) {
      return false;
    }
    if (node.equals(name())) {
      return true;
    }
    try {
      Term isAuth = Tuple.of(Atom.of("is_auth"), local.currentName());
      Object answer = call(ProcessName.of("net_kernel", node), isAuth, Duration.ofSeconds(10));
      return answer.equals(Atom.of("yes"));
    } catch (Exit e) {
      return false;
    }
  }

  /// What other nodes may call.
  public OfferedFunctions functions() {
    return functions;
  }

  // ---- watching ----

  /// What timers and timeouts of this node's processes go by.
  public TimeSource timeSource() {
    return local.scheduler().time();
  }

  /// Waits until nothing goes on: every process waits for a message, a reply or a time. What comes
  /// from other nodes and other threads may begin something at any moment.
  ///
  /// @return false when the time, of the machine, is over before
  /// @throws IllegalStateException in a process of this node, which is at work
  public boolean awaitQuiet(Duration timeout) {
    if (local.current() != null) {
      throw new IllegalStateException("called by " + local.current() + ", which is at work");
    }
    return local.awaitQuiet(timeout);
  }

  // ---- terms ----

  /// The exit reason that a process dies of when it throws this.
  public Term exitReason(Throwable thrown) {
    return ExitReasons.of(thrown);
  }

  /// The term that a message is, or becomes on its way to another node.
  ///
  /// @throws io.jergon.etf.mapping.MappingException for an object that no term stands for
  public Term toTerm(Object message) {
    return switch (message) {
      case Term term -> term;
      case DownMessage down -> down.toTerm();
      case ExitMessage exit -> exit.toTerm();
      case TimeoutMessage timeout -> timeout.toTerm(this);
      case SpawnReply reply -> reply.toTerm();
      case NodeEvent event -> event.toTerm();
      case NodeDownMessage down -> down.toTerm();
      case GenMessage gen -> gen.toTerm(this);
      default -> mapper.toTerm(message);
    };
  }

  /// Maps terms to Java values and back.
  public TermMapper mapper() {
    return mapper;
  }

  /// Stops what was announced by [#stopAtClose], ends every other process with reason `shutdown`,
  /// of which links and monitors of other nodes are told, then leaves the cluster: peers see the
  /// node go down. Waits a few seconds at most for handlers that do not return.
  ///
  /// @throws IllegalStateException when called by [NodeBuilder#onDeadLetter] on a thread that reads
  ///   from other nodes: that must not wait
  @Override
  public void close() {
    distribution.requireNoEventLoop(); // before anything is closed
    bean.close();
    runStops();
    local.shut();
    local.endAll(Atom.SHUTDOWN);
    local.awaitEmpty(CLOSE_TIMEOUT);
    distribution.close();
    local.close();
  }

  private void runStops() {
    List<Runnable> lastFirst;
    synchronized (stops) {
      lastFirst = List.copyOf(stops.sequencedValues().reversed());
      stops.clear();
    }
    for (Runnable stop : lastFirst) {
      try {
        stop.run();
      } catch (RuntimeException | Error e) { // the others are to be stopped, and the node
        log.warn("not stopped in order node={}: {}", name(), e.toString());
      }
    }
  }

  @Override
  public String toString() {
    return name();
  }
}
