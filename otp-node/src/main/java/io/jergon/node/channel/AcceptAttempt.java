package io.jergon.node.channel;

import io.jergon.node.handshake.AcceptDecision;
import io.jergon.node.handshake.AcceptorRules;
import io.jergon.node.handshake.GivenName;
import io.jergon.node.handshake.HandshakeFailure;
import io.jergon.node.handshake.HandshakePeer;
import io.jergon.node.name.NodeName;
import io.netty.channel.Channel;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// One incoming connection during its handshake; owned by its event loop.
final class AcceptAttempt implements AcceptorRules, HandshakeHandler.Outcome {
  private final ConnectionSetup setup;
  private final DistributionConfig config;
  private final Runnable finished;

  /// The peer's place in the table, from the decision on, if the attempt counts there.
  private @Nullable PeerSlot slot;

  private @Nullable NodeName claimed;
  private @Nullable GivenName given;

  /// @param finished called once, when the handshake is over
  AcceptAttempt(ConnectionSetup setup, DistributionConfig config, Runnable finished) {
    this.setup = setup;
    this.config = config;
    this.finished = finished;
  }

  @Override
  public boolean allowed(NodeName peer) {
    return config.ready().getAsBoolean() && config.allow().test(peer);
  }

  @Override
  public String cookie(NodeName peer) {
    return config.cookie().apply(peer);
  }

  @Override
  public GivenName nameFor(String host, RandomGenerator random) {
    GivenName taken = setup.names().take(host, random);
    given = taken;
    return taken;
  }

  @Override
  public AcceptDecision decide(NodeName peer) {
    claimed = peer;
    return setup.decide(this, peer);
  }

  @Override
  public void established(Channel channel, HandshakePeer peer) {
    throw new IllegalStateException("an acceptor's handshake never ends so");
  }

  @Override
  public void proven(Channel channel, HandshakePeer peer, byte[] ack, boolean replaces) {
    finished.run();
    if (given != null) {
      setup.names().proven(given);
    }
    setup.accept(this, channel, peer, ack, replaces);
  }

  @Override
  public void failed(Channel channel, HandshakeFailure failure) {
    finished.run();
    setup.refused(this, failure);
  }

  /// The name that the peer gave, proven or not; null before that.
  @Nullable NodeName claimed() {
    return claimed;
  }

  @Nullable PeerSlot slot() {
    return slot;
  }

  void slot(@Nullable PeerSlot counted) {
    slot = counted;
  }
}
