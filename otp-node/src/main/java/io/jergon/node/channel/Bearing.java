package io.jergon.node.channel;

import io.jergon.etf.Renaming;
import io.jergon.node.handshake.GivenName;
import io.jergon.node.handshake.HandshakePeer;
import io.jergon.node.handshake.OwnName;
import org.jspecify.annotations.Nullable;

/// The name that this node bears on one connection. Nothing to do for a node that has its name for
/// good; one that others name has it from the peer of this connection, or had it when the
/// connection was begun.
///
/// Changed under the lock of the [PeerTable], before the connection's state; read by anybody.
final class Bearing {
  private final OwnName own;
  private @Nullable GivenName given;
  private @Nullable GivenName fromPeer;
  private @Nullable Renaming renaming;

  Bearing(OwnName own) {
    this.own = own;
    bear(own.given());
  }

  private void bear(@Nullable GivenName name) {
    given = name;
    renaming =
        name == null ? null : new Renaming(own.inPids(), 0, name.name().atom(), name.creation());
  }

  /// The connection is up.
  void up(HandshakePeer peer) {
    GivenName name = peer.given();
    if (name != null) {
      fromPeer = name;
      bear(name);
    }
  }

  /// The connection is down: the name is lost that came with it.
  void down() {
    if (fromPeer != null) {
      own.lose(fromPeer);
    }
  }

  /// The name that this node was given, by this peer or another one; null if it has one for good.
  @Nullable GivenName given() {
    return given;
  }

  /// The name that the peer of this connection gave.
  @Nullable GivenName fromPeer() {
    return fromPeer;
  }

  /// Of this node's pids, for the wire; null if they go as they are.
  @Nullable Renaming renaming() {
    return renaming;
  }
}
