package io.jergon.node.handshake;

import io.jergon.node.name.NodeName;
import org.jspecify.annotations.Nullable;

/// Who is at the other end, as the handshake proved it.
///
/// @param name the peer's name
/// @param flags what both sides can do: our offer and the peer's, in common
/// @param creation the peer's incarnation, part of its pids; all 32 bits count
/// @param given the name that the peer gave to this node; null if it has one
public record HandshakePeer(NodeName name, Flags flags, int creation, @Nullable GivenName given) {
  /// A peer of a node that has a name.
  public HandshakePeer(NodeName name, Flags flags, int creation) {
    this(name, flags, creation, null);
  }

  /// Whether one of the sides is hidden: then the connection is too, it is not in `nodes()`.
  public boolean hidden() {
    return !flags.has(DistributionFlag.PUBLISHED);
  }
}
