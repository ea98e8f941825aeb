package io.jergon.node.handshake;

import io.jergon.node.name.NodeName;

/// Who is at the other end, as the handshake proved it.
///
/// @param name the peer's name
/// @param flags what both sides can do: our offer and the peer's, in common
/// @param creation the peer's incarnation, part of its pids; all 32 bits count
public record HandshakePeer(NodeName name, Flags flags, int creation) {
  /// Whether one of the sides is hidden: then the connection is too, it is not in `nodes()`.
  public boolean hidden() {
    return !flags.has(DistributionFlag.PUBLISHED);
  }
}
