package io.jergon.node.channel;

import io.jergon.etf.Term;
import io.jergon.node.event.NodeDownEvent;
import io.jergon.node.event.NodeUpEvent;
import io.jergon.node.handshake.GivenName;
import io.jergon.node.handshake.HandshakeFailure;
import io.jergon.node.handshake.HandshakeFailure.Kind;
import io.jergon.node.name.NodeName;
import io.jergon.node.quota.Quota;
import io.netty.channel.Channel;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// From the end of a handshake to the end of the connection: the handlers, the events, the log.
///
/// Events of one name cannot overlap, because a slot does nothing before the connection of the one
/// before it is gone, and it is gone when its last event was delivered.
final class ConnectionLife {
  private static final Logger log = LoggerFactory.getLogger(ConnectionLife.class);
  private static final CompletableFuture<Void> NOTHING = CompletableFuture.completedFuture(null);

  private final DistributionConfig config;
  private final DistributionEvents events;
  private final PeerTable table;
  private final Quota quota;
  private final AtomicLong ids = new AtomicLong();
  private final DynamicNames names = new DynamicNames();
  private final LineLimit lines = new LineLimit(System::nanoTime);

  ConnectionLife(DistributionConfig config, DistributionEvents events, PeerTable table) {
    this.config = config;
    this.events = events;
    this.table = table;
    this.quota = new Quota(config.limits().maxHeldBytes());
  }

  /// A connection that is to follow the one of the slot `before`; not in the table yet.
  PeerSlot slot(NodeName peer, @Nullable PeerSlot before) {
    Connection connection =
        new Connection(
            ids.incrementAndGet(),
            peer,
            this,
            config.limits().busyBytes(),
            quota,
            new Bearing(config.own()));
    return new PeerSlot(connection, before == null ? NOTHING : before.connection.goneSignal());
  }

  /// The names for peers that have none.
  DynamicNames names() {
    return names;
  }

  void requireNoEventLoop() {
    config.transport().requireNoEventLoop();
  }

  /// After the connection became UP; on the event loop of its channel.
  ///
  /// @param direction who dialled, for the log: `in` or `out`
  void bringUp(Connection connection, Channel channel, String direction) {
    Pipelines.connection(channel, connection, config, events, this);
    log.info(
        "node up: peer={} direction={} flags={} address={}",
        connection.peer(),
        direction,
        connection.flags(),
        channel.remoteAddress());
    NodeUpEvent.emit(config.self(), connection.peer(), direction);
    deliver(connection, () -> events.nodeUp(connection));
    connection.startWriting(channel);
    channel.flush();
    if (!channel.isActive()) {
      closed(connection); // it closed before its handlers were in place
    }
  }

  /// Writes a line about a peer, unless there were very many.
  void complain(String line) {
    lines.write(log::warn, line);
  }

  /// Nothing came for the tick time.
  void silent(Connection connection) {
    log.warn(
        "connection closed: peer={} was silent for {} ms",
        connection.peer(),
        config.times().tick().toMillis());
    disconnect(connection, DownReason.NET_TICK_TIMEOUT);
  }

  /// The peer took nothing of what is queued for it, for the tick time.
  void deaf(Connection connection) {
    log.warn(
        "connection closed: peer={} sent, and took nothing of {} bytes for {} ms",
        connection.peer(),
        connection.queuedBytes(),
        config.times().tick().toMillis());
    disconnect(connection, DownReason.NET_TICK_TIMEOUT);
  }

  /// The peer's messages lie in mailboxes, as many as there may be, and nobody handles them.
  void stuck(Connection connection) {
    log.warn(
        "connection closed: peer={} sent {} bytes of messages that nobody handled for {} ms",
        connection.peer(),
        connection.inflow().held(),
        config.times().tick().toMillis());
    disconnect(connection, DownReason.NET_TICK_TIMEOUT);
  }

  /// What all peers together make the node keep.
  Quota quota() {
    return quota;
  }

  /// Ends a connection in whatever state it is; it is down at once, the event follows on the event
  /// loop.
  void disconnect(Connection connection, Term reason) {
    PeerSlot failing = null;
    DialAttempt dial = null;
    table.lock();
    try {
      connection.downBecause(reason);
      PeerSlot slot = table.find(connection.peer().text());
      if (connection.isConnecting() && slot != null && slot.connection == connection) {
        failing = slot;
        dial = slot.dial;
        slot.dial = null;
      }
      connection.becomeDown();
    } finally {
      table.unlock();
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
      config.transport().group().next().execute(() -> neverUp(slot, failure));
    }
  }

  /// Closes the channel of a connection that is down, after what was sent before; the event
  /// follows.
  void closeChannel(Connection connection) {
    Channel channel;
    table.lock();
    try {
      channel = connection.channel();
    } finally {
      table.unlock();
    }
    if (channel != null) {
      connection.close(channel);
    }
  }

  /// The channel of a connection that was up is closed; on its event loop.
  void closed(Connection connection) {
    Term reason;
    table.lock();
    try {
      connection.becomeDown();
      if (!connection.endOnce()) {
        return;
      }
      reason = connection.downReason();
    } finally {
      table.unlock();
    }
    long unsent = connection.queuedBytes();
    connection.discardQueue();
    NodeDownEvent.emit(config.self(), connection.peer(), reason, unsent);
    log.info("node down: peer={} reason={}", connection.peer(), reason);
    deliver(connection, () -> events.nodeDown(connection.peer(), connection, reason));
    loseName(connection);
    table.remove(connection);
    names.gone(connection.peer());
    connection.gone();
  }

  /// What was connected in the name that a peer gave to this node does not outlive the connection
  /// to that peer, whose end is told first. Source: `net_kernel.erl`, `restart_distr`.
  private void loseName(Connection named) {
    GivenName lost = named.bearing().fromPeer();
    if (lost == null) {
      return;
    }
    log.info("name lost: name={} peer={}", lost.name(), named.peer());
    for (PeerSlot slot : List.copyOf(table.all())) {
      if (slot.connection != named && lost.equals(slot.connection.bearing().given())) {
        disconnect(slot.connection, DownReason.NET_KERNEL_TERMINATED);
      }
    }
  }

  /// After the connection became DOWN without having been up; not under the lock. The events of the
  /// one before it come first.
  void neverUp(PeerSlot slot, HandshakeFailure failure) {
    Connection connection = slot.connection;
    NodeDownEvent.emit(config.self(), connection.peer(), failure.line(), connection.queuedBytes());
    connection.discardQueue();
    slot.after.thenRun(() -> {
      if (slot.wanted) {
        complain(failure.line());
        deliver(connection, () -> events.connectFailed(connection.peer(), connection, failure));
      }
      connection.failed(failure);
      table.remove(connection);
      names.gone(connection.peer());
      connection.gone();
    });
  }

  /// An event that throws must not stop what is left to do.
  private static void deliver(Connection connection, Runnable event) {
    try {
      event.run();
    } catch (RuntimeException e) {
      log.error("event failed: {}", connection, e);
    }
  }
}
