package io.jergon.node.channel;

import io.jergon.etf.Atom;
import io.jergon.node.name.NodeName;
import io.jergon.node.quota.Quota;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

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
/// For maintainers: the state is in [PeerTable]; how a connection comes about is in
/// [ConnectionSetup], what happens to it then in [ConnectionLife].
public final class Connections implements AutoCloseable {
  private final DistributionConfig config;
  private final PeerTable table = new PeerTable();
  private final ConnectionLife life;
  private final ConnectionSetup setup;
  private final Listener listener;

  /// A table without connections; it does not listen yet.
  public Connections(DistributionConfig config, DistributionEvents events) {
    this.config = config;
    this.life = new ConnectionLife(config, events, table);
    this.setup = new ConnectionSetup(config, table, life);
    this.listener = new Listener(config, setup);
  }

  /// Listens for peers; waits until the port is bound. Call it once, not on an event loop.
  ///
  /// @return the address with the real port
  /// @throws java.io.UncheckedIOException if no port of the range is free
  public InetSocketAddress listen() {
    life.requireNoEventLoop();
    return listener.listen();
  }

  /// The connection that is up with this node, or null.
  public @Nullable Connection get(NodeName peer) {
    return table.up(peer.text());
  }

  /// The connection that is up with the node of this name, or null.
  public @Nullable Connection get(Atom node) {
    return table.up(node.name());
  }

  /// The connection with the node of this name that is up, or on its way because somebody opened
  /// it; null if there is none. What has to follow earlier messages, such as an unlink after its
  /// link, is sent here, but is no reason to dial.
  public @Nullable Connection current(Atom node) {
    PeerSlot slot = table.find(node.name());
    if (slot == null || slot.connection.isDown()) {
      return null;
    }
    return slot.connection.isUp() || slot.wanted ? slot.connection : null;
  }

  /// What all peers together make the node keep.
  public Quota quota() {
    return life.quota();
  }

  /// All connections that are up.
  public List<Connection> up() {
    List<Connection> up = new ArrayList<>();
    for (PeerSlot slot : table.all()) {
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
    Connection present = table.up(peer.text());
    if (present != null) {
      return present;
    }
    if (peer.equals(config.self())) {
      throw new IllegalArgumentException("a node does not connect to itself: " + peer);
    }
    return setup.open(peer);
  }

  /// Opens the connection, and completes when it is up; fails with [ConnectionFailedException].
  public CompletableFuture<Connection> connect(NodeName peer) {
    return open(peer).whenUp();
  }

  /// Stops listening and ends all connections with the reason `net_kernel_terminated`; waits until
  /// the last event was delivered. Not on an event loop.
  @Override
  public void close() {
    life.requireNoEventLoop();
    List<PeerSlot> all = table.close();
    listener.close();
    for (PeerSlot slot : all) {
      life.disconnect(slot.connection, DownReason.NET_KERNEL_TERMINATED);
    }
    for (PeerSlot slot : all) {
      slot.connection.goneSignal().join();
    }
  }
}
