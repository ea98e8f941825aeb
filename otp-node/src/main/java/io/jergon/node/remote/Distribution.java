package io.jergon.node.remote;

import io.jergon.epmd.EpmdClient;
import io.jergon.epmd.EpmdPresence;
import io.jergon.epmd.NodeEntry;
import io.jergon.etf.Atom;
import io.jergon.etf.InexpressibleTermException;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.node.ConnectionStatus;
import io.jergon.node.DeadLetter.Cause;
import io.jergon.node.EpmdMode;
import io.jergon.node.NodeInfo;
import io.jergon.node.NodeStartException;
import io.jergon.node.NodeType;
import io.jergon.node.NotConnectedException;
import io.jergon.node.channel.Connection;
import io.jergon.node.channel.Connections;
import io.jergon.node.channel.DistributionConfig;
import io.jergon.node.channel.DistributionConfig.Times;
import io.jergon.node.channel.DistributionEvents;
import io.jergon.node.channel.Transport;
import io.jergon.node.control.AltactMessage;
import io.jergon.node.control.ControlMessage;
import io.jergon.node.event.BackPressureEvent;
import io.jergon.node.handshake.DistributionFlag;
import io.jergon.node.handshake.HandshakeFailure;
import io.jergon.node.handshake.OwnName;
import io.jergon.node.kernel.Functions;
import io.jergon.node.name.NodeName;
import io.jergon.node.process.LocalNode;
import io.jergon.node.process.LocalProcess;
import io.jergon.node.quota.Quota;
import io.jergon.node.scheduling.Pending;
import io.jergon.node.scheduling.Worker;
import io.jergon.node.secure.TlsEngines;
import io.jergon.node.signal.RemoteSignals;
import io.jergon.node.tls.TlsConfig;
import io.jergon.node.tls.TlsConfigException;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A node's part in the cluster: its listener, its name in EPMD, its connections, and the signals
/// that go through them.
///
/// **Start.** The port is bound first, then the name registered, which yields the creation that the
/// node's pids need; until [#open] puts the node behind it, peers are refused.
public final class Distribution implements OutboundSignals.Wire, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Distribution.class);

  private static final int EVENT_LOOPS = 2;
  private static final int FIRST_CREATION = 4; // 0 is a wild card, 1 to 3 are of old nodes
  private static final Atom DISCONNECT = Atom.of("disconnect");

  private final OwnName own;
  private final Duration tickTime;
  private final Transport transport;
  private final @Nullable TlsEngines tls;
  private final Connections connections;
  private final Peers peers = new Peers();
  private final NodeMonitors nodeMonitors = new NodeMonitors();
  private final Cookies cookies;
  private final AllowList allowed;
  private final AutoConnects autoConnects;
  private final @Nullable EpmdPresence presence;
  private final int creation;

  private final ReentrantLock naming = new ReentrantLock();

  private final LongAdder messagesIn = new LongAdder();
  private final LongAdder messagesOut = new LongAdder();
  private final EarlyMessages early = new EarlyMessages();

  private volatile @Nullable LocalNode node;
  private volatile @Nullable InboundSignals inbound;

  private Distribution(NodeOptions options) {
    try {
      TlsConfig config = options.tls();
      this.tls = config == null ? null : new TlsEngines(config, options.name());
    } catch (TlsConfigException e) {
      throw startFailure(options, e);
    }
    this.own = OwnName.of(options.name());
    this.tickTime = options.tickTime();
    this.cookies = options.cookies();
    this.allowed = options.allowed();
    this.autoConnects = new AutoConnects(options.autoConnect());
    this.transport = Transport.nio(options.name().text() + "-io", EVENT_LOOPS);
    try {
      this.connections = new Connections(config(options), new Events());
      if (own.isDynamic()) {
        this.presence = null;
        this.creation = 0; // as the pids of a BEAM node without a name
      } else if (options.epmd() == EpmdMode.NONE) {
        if (options.listen().isFixed()) {
          connections.listen();
        }
        this.presence = null;
        this.creation = randomCreation();
      } else {
        EpmdPresence registered = register(options, connections.listen().getPort());
        this.presence = registered;
        this.creation = registered.creation();
      }
    } catch (RuntimeException e) {
      endEventLoops();
      if (tls != null) {
        tls.close();
      }
      throw startFailure(options, e);
    }
  }

  /// Binds the port and registers the name; waits for both.
  ///
  /// @throws NodeStartException when one of the two fails
  public static Distribution start(NodeOptions options) {
    return new Distribution(options);
  }

  private DistributionConfig config(NodeOptions options) {
    return DistributionConfig.builder(own)
        .creation(this::creation)
        .cookie(peer -> cookies.of(peer.text()))
        .allow(allowed::allows)
        .ready(() -> inbound != null)
        .resolver(
            options
                .resolver()
                .apply(new EpmdResolver(new EpmdClient(transport.group(), options.epmdPort()))))
        .transport(transport)
        .published(!options.hidden())
        .limits(options.limits())
        .times(new Times(options.tickTime(), options.setupTime()))
        .tls(tls)
        .listen(options.listen())
        .build();
  }

  private EpmdPresence register(NodeOptions options, int port) {
    NodeEntry entry = NodeEntry.normal(options.name().live(), port);
    EpmdPresence.Builder builder = EpmdPresence.builder(entry).epmdPort(options.epmdPort());
    if (options.epmd() == EpmdMode.CLIENT) {
      builder.neverServe();
    }
    InetAddress address = options.listen().address();
    if (address == null || !address.isLoopbackAddress()) {
      builder.serveAllInterfaces(); // whoever reaches the node must reach its EPMD
    }
    return builder.start(transport.group()).join();
  }

  private static int randomCreation() {
    return Math.max(FIRST_CREATION, new SecureRandom().nextInt() & Integer.MAX_VALUE);
  }

  private static NodeStartException startFailure(NodeOptions options, RuntimeException e) {
    Throwable cause =
        (e instanceof CompletionException || e instanceof UncheckedIOException)
                && e.getCause() != null
            ? e.getCause()
            : e;
    return new NodeStartException(
        "cannot start node %s: %s".formatted(options.name(), cause.getMessage()), e);
  }

  /// What this node is called.
  public OwnName ownName() {
    return own;
  }

  /// Which life of a node of this name this is; 0 for a node that others name.
  public int creation() {
    return creation;
  }

  /// The signals to other nodes.
  public RemoteSignals signals(LocalNode local) {
    return new OutboundSignals(local, peers, nodeMonitors, this);
  }

  /// Puts the node behind the connections: from now on peers are let in.
  public void open(LocalNode local, Functions functions) {
    node = local;
    inbound = new InboundSignals(local, peers, nodeMonitors, functions);
  }

  // ---- connections ----

  /// The cookies.
  public Cookies cookies() {
    return cookies;
  }

  /// Who may connect.
  public AllowList allowed() {
    return allowed;
  }

  /// Connects and waits for the result. To this node there is always a connection. A node without a
  /// name takes one from the peer.
  ///
  /// @throws NotConnectedException with the line that says why
  /// @throws IllegalStateException on an event loop
  public void connect(Atom name) {
    requireNoEventLoop();
    if (own.isKnown()) {
      connectNamed(name);
      return;
    }
    naming.lock(); // or two peers would give it two names
    try {
      connectNamed(name);
    } finally {
      naming.unlock();
    }
  }

  private void connectNamed(Atom name) {
    if (name.name().equals(own.current().text())) {
      return;
    }
    autoConnects.connecting(name);
    try {
      connections.connect(NodeName.of(name.name())).join();
    } catch (CompletionException e) {
      Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
      throw new NotConnectedException(String.valueOf(cause.getMessage()), e);
    } catch (IllegalArgumentException e) {
      throw new NotConnectedException(String.valueOf(e.getMessage()), e);
    }
  }

  /// For what waits.
  ///
  /// @throws IllegalStateException on an event loop, which would wait for itself
  public void requireNoEventLoop() {
    transport.requireNoEventLoop();
  }

  /// Closes the connection to a node; false when there is none.
  ///
  /// @throws IllegalStateException on an event loop
  public boolean disconnect(Atom name) {
    requireNoEventLoop();
    Connection connection = connections.get(name);
    if (connection == null) {
      return false;
    }
    connection.disconnect(DISCONNECT);
    connection.whenGone().join();
    return true;
  }

  /// The names of the nodes with a connection that is up.
  public List<String> nodes() {
    return connections.up().stream().map(c -> c.peer().text()).sorted().toList();
  }

  /// What all peers together make the node keep.
  public Quota quota() {
    return connections.quota();
  }

  /// The nodes of these types, sorted by name.
  public List<NodeInfo> nodes(List<NodeType> types) {
    return KnownNodes.of(own.current(), peers.names(), connections.up(), types);
  }

  /// After how much silence a peer counts as dead.
  public Duration tickTime() {
    return tickTime;
  }

  /// How many control messages came from other nodes.
  public long messagesIn() {
    return messagesIn.sum();
  }

  /// How many control messages went to other nodes.
  public long messagesOut() {
    return messagesOut.sum();
  }

  /// How the connections that are up are doing.
  public List<ConnectionStatus> status() {
    return connections.up().stream()
        .map(c ->
            new ConnectionStatus(
                c.peer().text(), c.queuedBytes(), c.waitingSenders(), c.waits(), c.reading()))
        .sorted(Comparator.comparing(ConnectionStatus::peer))
        .toList();
  }

  @Override
  public void send(Atom name, ControlMessage message, @Nullable Term payload) {
    Connection connection;
    do {
      connection = connections.get(name);
      if (connection == null) {
        connection = open(name);
        if (connection == null || connection.isDown()) {
          unreachable(name);
          lost(name, message, payload, Cause.NO_CONNECTION);
          return;
        }
      }
      // false: it went down meanwhile, and what it resolved may not have included this message
    } while (!tell(connection, message, payload));
    messagesOut.increment();
    LocalNode local = node;
    if (!connection.isUp() && local != null && payload != null) {
      early.queued(connection, message, payload, local.deadLetters());
    }
    if (connection.busy()) {
      awaitRoom(connection);
    }
  }

  /// Sends, or sees to it that what cannot be told to a peer of an older release ends here.
  private boolean tell(Connection connection, ControlMessage message, @Nullable Term payload) {
    if (isForNoAlias(connection, message)) {
      lost(connection.peerAtom(), message, payload, Cause.INEXPRESSIBLE);
      return true;
    }
    try {
      boolean queued = connection.queue(message, payload);
      if (queued) {
        writeSoon(connection);
      }
      return queued;
    } catch (InexpressibleTermException e) {
      Atom name = connection.peerAtom();
      log.warn("cannot be sent peer={} why={}", connection.peer(), e.getMessage());
      lost(name, message, payload, Cause.INEXPRESSIBLE);
      InboundSignals signals = inbound;
      if (signals != null) {
        signals.untold(name, message);
      }
      return true;
    }
  }

  /// A worker writes when it has nothing else to do; for any other thread the event loop does.
  private static void writeSoon(Connection connection) {
    Worker worker = Worker.current();
    if (worker == null) {
      connection.byOthers();
    } else {
      worker.postpone(connection);
    }
  }

  /// A peer before OTP 24 knows no aliases, and can have made none.
  private static boolean isForNoAlias(Connection connection, ControlMessage message) {
    return message instanceof AltactMessage altact
        && altact.to() instanceof Ref
        && connection.isUp()
        && !connection.flags().has(DistributionFlag.ALIAS);
  }

  @Override
  public boolean lacks(Atom name, DistributionFlag flag) {
    Connection connection = connections.get(name);
    return connection != null && connection.isUp() && !connection.flags().has(flag);
  }

  private void lost(Atom name, ControlMessage message, @Nullable Term payload, Cause cause) {
    LocalNode local = node;
    if (local != null) {
      EarlyMessages.report(name, message, payload, local.deadLetters(), cause);
    }
  }

  /// The connection that is on its way, or a new one if the node may dial by itself; null if not.
  private @Nullable Connection open(Atom name) {
    if (!own.isKnown()) {
      return null; // as in Erlang only a connect by name makes it one of the cluster
    }
    if (!autoConnects.mayDial(name)) {
      return connections.current(name);
    }
    try {
      return connections.open(NodeName.of(name.name()));
    } catch (IllegalArgumentException e) {
      return null; // no node can have that name
    }
  }

  @Override
  public void require(Atom name) {
    Connection connection = open(name);
    if (connection == null || connection.isDown()) {
      unreachable(name);
    }
  }

  private void unreachable(Atom name) {
    InboundSignals signals = inbound;
    if (signals != null) {
      signals.unreachable(name);
    }
  }

  @Override
  public void sendIfConnected(Atom name, ControlMessage message, @Nullable Term payload) {
    Connection connection = own.isKnown() ? connections.current(name) : connections.get(name);
    if (connection != null && tell(connection, message, payload)) {
      messagesOut.increment();
    }
  }

  /// Waits while more is queued for the peer than it takes: Erlang's `busy_dist_port`. An event
  /// loop never waits.
  private void awaitRoom(Connection connection) {
    for (EventExecutor executor : transport.group()) {
      if (executor.inEventLoop()) {
        return;
      }
    }
    Pending<Boolean> room = new Pending<>();
    connection.whenWritable().thenRun(() -> room.complete(true));
    LocalNode local = node;
    LocalProcess process = local == null ? null : local.current();
    BackPressureEvent wait = BackPressureEvent.start();
    connection.waitBegins();
    try {
      if (process != null) {
        process.await(room, Pending.FOREVER);
      } else {
        room.await(Pending.FOREVER);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the message is on its way; only the wait is over
    } finally {
      connection.waitEnds();
      wait.finish(process == null ? Thread.currentThread() : process, connection.peer());
    }
  }

  /// Ends all connections, then the name in EPMD.
  @Override
  public void close() {
    if (presence != null) {
      presence.close();
    }
    connections.close();
    if (presence != null) {
      presence.closed().join();
    }
    endEventLoops().syncUninterruptibly();
    if (tls != null) {
      tls.close();
    }
  }

  /// With a quiet period: without one an event loop may end before it has closed its channels.
  private Future<?> endEventLoops() {
    return transport.group().shutdownGracefully(20, 1000, TimeUnit.MILLISECONDS);
  }

  /// Hands events on to the node, which is there before any connection can be.
  private final class Events implements DistributionEvents {
    private InboundSignals signals() {
      return Objects.requireNonNull(inbound, "peers are refused before the node is open");
    }

    @Override
    public void nodeUp(Connection connection) {
      early.up(connection, Objects.requireNonNull(node).deadLetters());
      autoConnects.up(connection.peerAtom());
      signals().nodeUp(connection);
    }

    @Override
    public void received(Connection c, ControlMessage message, @Nullable Term payload) {
      messagesIn.increment();
      signals().received(c, message, payload);
    }

    @Override
    public void nodeDown(NodeName peer, Connection connection, Term reason) {
      signals().nodeDown(peer, connection, reason);
    }

    @Override
    public void connectFailed(NodeName peer, Connection connection, HandshakeFailure failure) {
      signals().connectFailed(peer, connection, failure);
      LocalNode local = node;
      if (local != null) {
        early.failed(connection, local.deadLetters());
      }
    }
  }
}
