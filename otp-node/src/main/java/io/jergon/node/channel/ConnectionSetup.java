package io.jergon.node.channel;

import io.jergon.node.handshake.AcceptDecision;
import io.jergon.node.handshake.HandshakeFailure;
import io.jergon.node.handshake.HandshakeFailure.Kind;
import io.jergon.node.handshake.HandshakePeer;
import io.jergon.node.name.NodeName;
import io.netty.channel.Channel;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How a connection comes about: we dial, the peer dials, or both (erl_dist_protocol, "Distribution
/// Handshake").
///
/// A slot that is being set up has our own attempt, or incoming ones, or both. The first that has
/// proven the cookie makes the connection; the others end. When the last one fails, so does the
/// connection, unless somebody here wants it and we have not dialled yet.
///
/// ```text
///   both dial, ours goes first:     we answer nok to the peer
///   both dial, the peer's first:    we answer ok_simultaneous, and cancel ours once the peer's has
///                                   proven the cookie; or the peer answers nok to ours, and we wait
///                                   for its own to arrive ("yielded"); should that one fail too,
///                                   so does the connection, at once as in `net_kernel.erl`
/// ```
final class ConnectionSetup {
  private static final Logger log = LoggerFactory.getLogger(ConnectionSetup.class);

  private final DistributionConfig config;
  private final PeerTable table;
  private final ConnectionLife life;

  ConnectionSetup(DistributionConfig config, PeerTable table, ConnectionLife life) {
    this.config = config;
    this.table = table;
    this.life = life;
  }

  /// The names for peers that have none.
  DynamicNames names() {
    return life.names();
  }

  // Dialling.

  /// See [Connections#open].
  Connection open(NodeName peer) {
    table.lock();
    try {
      PeerSlot slot = table.find(peer.text());
      if (slot == null || slot.connection.isDown()) {
        slot = life.slot(peer, slot);
      }
      if (table.isClosed()) {
        return refused(slot.connection);
      }
      slot.wanted = true;
      table.put(slot);
      if (slot.connection.isConnecting() && slot.idle()) {
        dial(slot);
      }
      return slot.connection;
    } finally {
      table.unlock();
    }
  }

  private Connection refused(Connection connection) {
    connection.becomeDown();
    connection.failed(
        new HandshakeFailure(
            Kind.CLOSED,
            "cannot connect to " + connection.peer() + ": " + config.self() + " has stopped"));
    connection.gone();
    return connection;
  }

  /// Under the lock. The attempt begins on its event loop, after the old connection is gone.
  private void dial(PeerSlot slot) {
    DialAttempt attempt =
        new DialAttempt(
            config,
            slot.connection.peer(),
            slot.connection::isConnecting,
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
    boolean up;
    table.lock();
    try {
      up = slot.dial == by && slot.connection.isConnecting();
      if (up) {
        slot.dial = null;
        if (peer.given() != null) {
          config.own().give(peer.given());
        }
        slot.connection.becomeUp(channel, peer);
      }
    } finally {
      table.unlock();
    }
    if (up) {
      life.bringUp(slot.connection, channel, "out");
    } else {
      channel.close();
    }
  }

  private void dialFailed(PeerSlot slot, DialAttempt by, HandshakeFailure failure) {
    boolean fails;
    table.lock();
    try {
      if (slot.dial != by) {
        return;
      }
      slot.dial = null;
      slot.failure = failure;
      slot.yielded = failure.kind() == Kind.YIELDED && slot.incoming == 0;
      if (slot.yielded) {
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
      table.unlock();
    }
    if (fails) {
      life.neverUp(slot, failure);
    } else {
      log.debug("an incoming connection may still come: {}", failure.line());
    }
  }

  /// The peer's attempt, which went first, had the setup time to arrive.
  private void yieldedInVain(PeerSlot slot) {
    table.lock();
    try {
      slot.yielded = false;
      if (!slot.idle() || !slot.connection.isConnecting()) {
        return;
      }
      slot.connection.becomeDown();
    } finally {
      table.unlock();
    }
    life.neverUp(
        slot,
        new HandshakeFailure(
            Kind.TIMEOUT,
            slot.connection.peer()
                + " preferred its own attempt to connect, which did not get through within "
                + config.times().setup().toMillis()
                + " ms"));
  }

  // Accepting.

  /// Whether there are so many connections that no further one is let in. A name that was only
  /// claimed takes no place.
  boolean isFull() {
    int most = config.limits().maxConnections();
    return table.all().size() >= most
        && table.all().stream().filter(slot -> slot.connection.isUp()).count() >= most;
  }

  /// What to answer to a name that nobody has proven yet, and the attempt's place in the table.
  AcceptDecision decide(AcceptAttempt attempt, NodeName peer) {
    table.lock();
    try {
      PeerSlot slot = table.find(peer.text());
      if (slot == null || slot.connection.isDown()) {
        slot = life.slot(peer, slot);
        table.put(slot);
      }
      if (slot.connection.isUp()) {
        return AcceptDecision.ALIVE;
      }
      AcceptDecision decision = decide(slot, peer);
      if (decision != AcceptDecision.NOK) {
        slot.yielded = false;
        slot.incoming++;
        attempt.slot(slot);
      }
      return decision;
    } finally {
      table.unlock();
    }
  }

  /// Under the lock.
  private AcceptDecision decide(PeerSlot slot, NodeName peer) {
    if (slot.yielded) {
      return AcceptDecision.OK_SIMULTANEOUS;
    }
    return slot.dial == null ? AcceptDecision.OK : AcceptDecision.whenBothDial(config.self(), peer);
  }

  /// A peer was turned away before it said anything.
  void turnedAway(String from, String because) {
    life.complain("connection refused: from=%s because %s".formatted(from, because));
  }

  /// An incoming handshake failed.
  void refused(AcceptAttempt attempt, HandshakeFailure failure) {
    NodeName claimed = attempt.claimed();
    // A scan of ports says nothing; a peer that found another way to us hangs up.
    boolean harmless =
        failure.kind() == Kind.YIELDED
            || failure.kind() == Kind.ALIVE
            || (failure.kind() == Kind.CLOSED
                && (claimed == null || table.up(claimed.text()) != null));
    if (harmless) {
      log.debug("{}", failure.line());
    } else {
      life.complain(failure.line());
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
    table.lock();
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
      table.unlock();
    }
    life.neverUp(slot, failure == null ? nobodyAsked(slot) : failure);
  }

  private static HandshakeFailure nobodyAsked(PeerSlot slot) {
    return new HandshakeFailure(Kind.CLOSED, "no connection to " + slot.connection.peer());
  }

  /// What becomes of an incoming handshake that has proven the cookie.
  ///
  /// @param slot the place that it takes, or null if another one was faster
  /// @param dial our own attempt, which it ends
  /// @param old the connection that it replaces
  private record Place(
      @Nullable PeerSlot slot, @Nullable DialAttempt dial, @Nullable Connection old) {
    static final Place NONE = new Place(null, null, null);
  }

  /// An incoming handshake has proven the cookie; on the channel's event loop.
  void accept(
      AcceptAttempt attempt, Channel channel, HandshakePeer peer, byte[] ack, boolean replaces) {
    Place place = take(peer.name(), replaces);
    uncount(attempt);
    PeerSlot slot = place.slot();
    if (slot == null) {
      log.debug("refused {}: another connection with it came first", peer.name());
      channel.close();
      return;
    }
    if (place.dial() != null) {
      place.dial().cancel();
    }
    if (place.old() != null) {
      life.closeChannel(place.old());
    }
    if (slot.after.isDone()) {
      accepted(slot, channel, peer, ack);
    } else {
      slot.after.thenRunAsync(() -> accepted(slot, channel, peer, ack), channel.eventLoop());
    }
  }

  private Place take(NodeName peer, boolean replaces) {
    table.lock();
    try {
      if (table.isClosed()) {
        return Place.NONE;
      }
      PeerSlot slot = table.find(peer.text());
      Connection old = null;
      if (slot != null && slot.connection.isUp() && replaces) {
        old = slot.connection;
        old.downBecause(DownReason.DISCONNECT);
        old.becomeDown();
      }
      if (slot != null && (slot.connection.isUp() || slot.taken)) {
        return Place.NONE;
      }
      if (slot == null || slot.connection.isDown()) {
        slot = life.slot(peer, slot);
        table.put(slot);
      }
      Place place = new Place(slot, slot.dial, old);
      slot.taken = true;
      slot.dial = null;
      return place;
    } finally {
      table.unlock();
    }
  }

  /// The way is free: the last message of the handshake goes out.
  private void accepted(PeerSlot slot, Channel channel, HandshakePeer peer, byte[] ack) {
    boolean up;
    boolean fails;
    table.lock();
    try {
      slot.taken = false;
      up = channel.isActive() && slot.connection.isConnecting();
      if (up) {
        slot.connection.becomeUp(channel, peer);
      }
      fails = !up && slot.connection.becomeDown();
    } finally {
      table.unlock();
    }
    if (up) {
      channel.write(HandshakeHandler.withLength(ack, Pipelines.lengthBytes(config.tls() != null)));
      life.bringUp(slot.connection, channel, "in");
      return;
    }
    channel.close();
    if (fails) {
      life.neverUp(
          slot,
          new HandshakeFailure(
              Kind.CLOSED, peer.name() + " closed the connection when it was about to come up"));
    }
  }
}
