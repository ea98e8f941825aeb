package io.jergon.node.channel;

import io.jergon.etf.Atom;
import io.jergon.etf.Term;
import io.jergon.node.handshake.AcceptDecision;
import io.jergon.node.handshake.HandshakeFailure;
import io.jergon.node.handshake.HandshakeFailure.Kind;
import io.jergon.node.handshake.HandshakePeer;
import io.jergon.node.name.NodeName;
import io.netty.channel.Channel;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The table of connections by peer name, what `net_kernel` is in Erlang: at most one for a name,
/// whoever dialled.
///
/// ```java
/// Connections connections = new Connections(config, events);
/// InetSocketAddress where = connections.listen();
/// Connection shop = connections.open(NodeName.of("shop@db1"));     // sends are queued meanwhile
/// connections.connect(NodeName.of("shop@db1")).join();              // or wait until it is up
/// connections.close();
/// ```
///
/// **Both dial at once** (erl_dist_protocol, "Distribution Handshake"): the attempt of the node
/// with the greater name wins. Our losing attempt is ended only when the winning one has proven the
/// cookie; until then the name is just a claim.
///
/// **A peer comes back** while we still hold its old connection: it says so, proves the cookie, and
/// only then the old connection goes down, completely, before the new one comes up.
///
/// For maintainers: `lock` guards the table's changes and the [PeerSlot]s; it is never held while
/// an event is delivered or a channel is touched. Events of one name cannot overlap, because a new
/// slot does nothing before the connection of the old one is gone.
public final class Connections implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Connections.class);
  private static final CompletableFuture<Void> NOTHING = CompletableFuture.completedFuture(null);

  private final DistributionConfig config;
  private final DistributionEvents events;
  private final Listener listener;
  private final ReentrantLock lock = new ReentrantLock();

  /// Read by anybody, changed under the lock.
  private final Map<String, PeerSlot> table = new ConcurrentHashMap<>();

  /// Guarded by the lock.
  private boolean closed;

  /// A table without connections; it does not listen yet.
  public Connections(DistributionConfig config, DistributionEvents events) {
    this.config = config;
    this.events = events;
    this.listener = new Listener(config, this);
  }

  /// Listens for peers; waits until the port is bound. Call it once, not on an event loop.
  ///
  /// @return the address with the real port
  /// @throws java.io.UncheckedIOException if no port of the range is free
  public InetSocketAddress listen() {
    requireNoEventLoop();
    return listener.listen();
  }

  /// The connection that is up with this node, or null.
  public @Nullable Connection get(NodeName peer) {
    return get(peer.text());
  }

  /// The connection that is up with the node of this name, or null.
  public @Nullable Connection get(Atom node) {
    return get(node.name());
  }

  private @Nullable Connection get(String name) {
    PeerSlot slot = table.get(name);
    return slot != null && slot.connection.isUp() ? slot.connection : null;
  }

  /// The connection with the node of this name that is up, or on its way because somebody opened
  /// it; null if there is none. What has to follow earlier messages, such as an unlink after its
  /// link, is sent here, but is no reason to dial.
  public @Nullable Connection current(Atom node) {
    PeerSlot slot = table.get(node.name());
    if (slot == null || slot.connection.isDown()) {
      return null;
    }
    return slot.connection.isUp() || slot.wanted ? slot.connection : null;
  }

  /// All connections that are up.
  public List<Connection> up() {
    List<Connection> up = new ArrayList<>();
    for (PeerSlot slot : table.values()) {
      if (slot.connection.isUp()) {
        up.add(slot.connection);
      }
    }
    return up;
  }

  /// The connection with this node: the one that is up or on its way, or else a new one that is
  /// dialled from now on. Never waits; messages may be sent to it at once.
  ///
  /// After [#close] it is a connection that is down.
  ///
  /// @throws IllegalArgumentException if `peer` is this node
  public Connection open(NodeName peer) {
    Connection present = get(peer.text());
    if (present != null) {
      return present;
    }
    if (peer.equals(config.self())) {
      throw new IllegalArgumentException("a node does not connect to itself: " + peer);
    }
    lock.lock();
    try {
      PeerSlot slot = table.get(peer.text());
      if (slot == null || slot.connection.isDown()) {
        slot = newSlot(peer, slot);
      }
      if (closed) {
        return refusedBecauseClosed(slot.connection);
      }
      slot.wanted = true;
      table.put(peer.text(), slot);
      if (slot.connection.isConnecting() && slot.idle()) {
        dial(slot);
      }
      return slot.connection;
    } finally {
      lock.unlock();
    }
  }

  private Connection refusedBecauseClosed(Connection connection) {
    connection.becomeDown();
    connection.failed(
        new HandshakeFailure(
            Kind.CLOSED,
            "cannot connect to " + connection.peer() + ": " + config.self() + " has stopped"));
    connection.gone();
    return connection;
  }

  /// Opens the connection, and completes when it is up; fails with [ConnectionFailedException].
  public CompletableFuture<Connection> connect(NodeName peer) {
    return open(peer).whenUp();
  }

  /// Stops listening and ends all connections with the reason `net_kernel_terminated`; waits until
  /// the last event was delivered. Not on an event loop.
  @Override
  public void close() {
    requireNoEventLoop();
    List<Connection> all = new ArrayList<>();
    lock.lock();
    try {
      closed = true;
      for (PeerSlot slot : table.values()) {
        all.add(slot.connection);
      }
    } finally {
      lock.unlock();
    }
    listener.close();
    for (Connection connection : all) {
      disconnect(connection, DownReason.NET_KERNEL_TERMINATED);
    }
    for (Connection connection : all) {
      connection.goneSignal().join();
    }
  }

  void requireNoEventLoop() {
    for (EventExecutor executor : config.transport().group()) {
      if (executor.inEventLoop()) {
        throw new IllegalStateException("an event loop must not wait");
      }
    }
  }

  // Dialling.

  /// Under the lock.
  private PeerSlot newSlot(NodeName peer, @Nullable PeerSlot before) {
    Connection connection = new Connection(peer, this, config.limits().busyBytes());
    return new PeerSlot(connection, before == null ? NOTHING : before.connection.goneSignal());
  }

  /// Under the lock. The attempt begins on its event loop, after the old connection is gone.
  private void dial(PeerSlot slot) {
    DialAttempt attempt =
        new DialAttempt(
            config,
            slot.connection.peer(),
            () -> slot.connection.isConnecting(),
            new DialAttempt.Outcome() {
              @Override
              public void established(DialAttempt by, Channel channel, HandshakePeer peer) {
                dialled(slot, by, channel, peer);
              }

              @Override
              public void failed(DialAttempt by, HandshakeFailure failure) {
                dialFailed(slot, by, failure);
              }
            });
    slot.dial = attempt;
    slot.after.thenRun(attempt::start);
  }

  private void dialled(PeerSlot slot, DialAttempt by, Channel channel, HandshakePeer peer) {
    lock.lock();
    try {
      if (slot.dial != by || slot.taken || !slot.connection.isConnecting()) {
        channel.close();
        return;
      }
      slot.dial = null;
      slot.connection.becomeUp(channel, peer);
    } finally {
      lock.unlock();
    }
    bringUp(slot.connection, channel, "out");
  }

  private void dialFailed(PeerSlot slot, DialAttempt by, HandshakeFailure failure) {
    boolean fails;
    lock.lock();
    try {
      if (slot.dial != by) {
        return;
      }
      slot.dial = null;
      slot.failure = failure;
      if (failure.kind() == Kind.YIELDED && slot.incoming == 0) {
        slot.yielded = true;
        config
            .transport()
            .group()
            .schedule(
                () -> yieldedInVain(slot),
                config.times().setup().toMillis(),
                TimeUnit.MILLISECONDS);
      }
      fails = slot.idle() && slot.connection.becomeDown();
    } finally {
      lock.unlock();
    }
    if (fails) {
      connectFailed(slot, failure);
    } else {
      log.debug("dialling goes on as an incoming connection: {}", failure.line());
    }
  }

  /// The peer's attempt did not come, or did not get through.
  private void yieldedInVain(PeerSlot slot) {
    HandshakeFailure failure;
    lock.lock();
    try {
      slot.yielded = false;
      if (!slot.idle() || !slot.connection.isConnecting()) {
        return;
      }
      slot.connection.becomeDown();
      failure =
          new HandshakeFailure(
              Kind.TIMEOUT,
              slot.connection.peer()
                  + " preferred its own attempt to connect, which did not arrive within "
                  + config.times().setup().toMillis()
                  + " ms");
    } finally {
      lock.unlock();
    }
    connectFailed(slot, failure);
  }

  /// After the connection became DOWN without having been up. The events of the one before it come
  /// first.
  private void connectFailed(PeerSlot slot, HandshakeFailure failure) {
    Connection connection = slot.connection;
    connection.discardQueue();
    slot.after.thenRun(() -> {
      if (slot.wanted) {
        log.warn("{}", failure.line());
        deliver(connection, () -> events.connectFailed(connection.peer(), connection, failure));
      }
      connection.failed(failure);
      remove(slot);
    });
  }

  private void remove(PeerSlot slot) {
    lock.lock();
    try {
      table.remove(slot.connection.peer().text(), slot);
    } finally {
      lock.unlock();
    }
    slot.connection.gone();
  }

  // Accepting.

  /// What to answer to a name, and the attempt's place in the table.
  AcceptDecision decide(AcceptAttempt attempt, NodeName peer) {
    lock.lock();
    try {
      PeerSlot slot = table.get(peer.text());
      if (slot == null || slot.connection.isDown()) {
        slot = newSlot(peer, slot);
        table.put(peer.text(), slot);
      }
      if (slot.connection.isUp()) {
        return AcceptDecision.ALIVE;
      }
      AcceptDecision decision =
          slot.dial == null ? AcceptDecision.OK : AcceptDecision.whenBothDial(config.self(), peer);
      if (decision != AcceptDecision.NOK) {
        slot.incoming++;
        attempt.slot(slot);
      }
      return decision;
    } finally {
      lock.unlock();
    }
  }

  /// An incoming handshake failed.
  void refused(AcceptAttempt attempt, HandshakeFailure failure) {
    NodeName claimed = attempt.claimed();
    // A scan of ports says nothing; a peer that found another way to us hangs up.
    boolean harmless =
        failure.kind() == Kind.YIELDED
            || failure.kind() == Kind.ALIVE
            || (failure.kind() == Kind.CLOSED && (claimed == null || get(claimed) != null));
    if (harmless) {
      log.debug("{}", failure.line());
    } else {
      log.warn("{}", failure.line());
    }
    uncount(attempt);
  }

  /// The attempt does not count any more; if it was the last hope, dial ourselves, or give up.
  private void uncount(AcceptAttempt attempt) {
    PeerSlot slot = attempt.slot();
    if (slot == null) {
      return;
    }
    attempt.slot(null);
    HandshakeFailure failure;
    lock.lock();
    try {
      slot.incoming--;
      failure = slot.failure;
      if (!slot.idle() || !slot.connection.isConnecting()) {
        return;
      }
      if (slot.wanted && failure == null) {
        dial(slot);
        return;
      }
      slot.connection.becomeDown();
    } finally {
      lock.unlock();
    }
    if (failure == null) {
      failure = new HandshakeFailure(Kind.CLOSED, "no connection to " + slot.connection.peer());
    }
    connectFailed(slot, failure);
  }

  /// An incoming handshake has proven the cookie; on the channel's event loop.
  void accept(
      AcceptAttempt attempt, Channel channel, HandshakePeer peer, byte[] ack, boolean replaces) {
    PeerSlot slot;
    DialAttempt dial;
    Connection old = null;
    lock.lock();
    try {
      slot = table.get(peer.name().text());
      if (slot == null || slot.connection.isDown()) {
        slot = newSlot(peer.name(), slot);
      } else if (slot.connection.isUp() && replaces) {
        old = slot.connection;
        old.downBecause(DownReason.DISCONNECT);
        old.becomeDown();
        slot = newSlot(peer.name(), slot);
      } else if (slot.connection.isUp() || slot.taken) {
        slot = null;
      }
      if (slot == null || closed) {
        dial = null;
        slot = null;
      } else {
        table.put(peer.name().text(), slot);
        slot.taken = true;
        dial = slot.dial;
        slot.dial = null;
      }
    } finally {
      lock.unlock();
    }
    uncount(attempt);
    if (slot == null) {
      log.debug("refused {}: another connection with it came first", peer.name());
      channel.close();
      return;
    }
    if (dial != null) {
      dial.cancel();
    }
    if (old != null) {
      closeChannel(old);
    }
    PeerSlot mine = slot;
    if (mine.after.isDone()) {
      accepted(mine, channel, peer, ack);
    } else {
      mine.after.thenRunAsync(() -> accepted(mine, channel, peer, ack), channel.eventLoop());
    }
  }

  /// The way is free: the last message of the handshake goes out.
  private void accepted(PeerSlot slot, Channel channel, HandshakePeer peer, byte[] ack) {
    boolean up;
    boolean fails;
    lock.lock();
    try {
      slot.taken = false;
      up = channel.isActive() && slot.connection.isConnecting();
      if (up) {
        slot.connection.becomeUp(channel, peer);
      }
      fails = !up && slot.connection.becomeDown();
    } finally {
      lock.unlock();
    }
    if (up) {
      channel.write(HandshakeHandler.withLength(ack));
      bringUp(slot.connection, channel, "in");
      return;
    }
    channel.close();
    if (fails) {
      connectFailed(
          slot,
          new HandshakeFailure(
              Kind.CLOSED, peer.name() + " closed the connection when it was about to come up"));
    }
  }

  // Up and down.

  private void bringUp(Connection connection, Channel channel, String direction) {
    Pipelines.connection(channel, connection, config, events, () -> silent(connection));
    log.info(
        "node up: peer={} direction={} flags={} address={}",
        connection.peer(),
        direction,
        connection.flags(),
        channel.remoteAddress());
    deliver(connection, () -> events.nodeUp(connection));
    connection.startWriting(channel);
    channel.flush();
    if (!channel.isActive()) {
      closed(connection); // it closed before its handlers were in place
    }
  }

  private void silent(Connection connection) {
    log.warn(
        "connection closed: peer={} was silent for {} s",
        connection.peer(),
        config.times().tick().toSeconds());
    disconnect(connection, DownReason.NET_TICK_TIMEOUT);
  }

  /// Ends a connection in whatever state it is.
  void disconnect(Connection connection, Term reason) {
    PeerSlot failing = null;
    DialAttempt dial = null;
    lock.lock();
    try {
      connection.downBecause(reason);
      PeerSlot slot = table.get(connection.peer().text());
      if (connection.isConnecting() && slot != null && slot.connection == connection) {
        failing = slot;
        dial = slot.dial;
        slot.dial = null;
      }
      connection.becomeDown();
    } finally {
      lock.unlock();
    }
    if (dial != null) {
      dial.cancel();
    }
    if (failing == null) {
      closeChannel(connection);
    } else {
      PeerSlot slot = failing;
      HandshakeFailure failure =
          new HandshakeFailure(
              Kind.CLOSED, "gave up connecting to " + connection.peer() + ": " + reason);
      config.transport().group().next().execute(() -> connectFailed(slot, failure));
    }
  }

  private void closeChannel(Connection connection) {
    Channel channel;
    lock.lock();
    try {
      channel = connection.channel();
    } finally {
      lock.unlock();
    }
    if (channel != null) {
      channel.close();
    }
  }

  /// The channel of a connection that was up is closed; on its event loop.
  void closed(Connection connection) {
    Term reason;
    PeerSlot slot;
    lock.lock();
    try {
      connection.becomeDown();
      if (!connection.endOnce()) {
        return;
      }
      reason = connection.downReason();
      slot = table.get(connection.peer().text());
    } finally {
      lock.unlock();
    }
    connection.discardQueue();
    log.info("node down: peer={} reason={}", connection.peer(), reason);
    deliver(connection, () -> events.nodeDown(connection.peer(), connection, reason));
    if (slot != null && slot.connection == connection) {
      remove(slot);
    } else {
      connection.gone();
    }
  }

  /// An event that throws must not stop the table's own work.
  private static void deliver(Connection connection, Runnable event) {
    try {
      event.run();
    } catch (RuntimeException e) {
      log.error("event failed: {}", connection, e);
    }
  }
}
