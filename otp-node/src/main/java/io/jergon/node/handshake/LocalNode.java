package io.jergon.node.handshake;

import io.jergon.node.name.NodeName;

/// What this node says of itself in a handshake, and what it wants of its peers.
///
/// ```java
/// new LocalNode(NodeName.of("jvm@127.0.0.1"), creation, Flags.BRING_UP, Flags.MANDATORY_26);
/// ```
///
/// @param name our name
/// @param creation our incarnation, the same as in our pids; from EPMD, else random from 4 up
/// @param offer the flags we can
/// @param required the flags without which we refuse a peer
public record LocalNode(NodeName name, int creation, Flags offer, Flags required) {
  /// A node without a name, which asks its peer for one.
  ///
  /// @param start `undefined@host`
  public static LocalNode unnamed(NodeName start, Flags offer, Flags required) {
    return new LocalNode(start, 0, offer.with(DistributionFlag.NAME_ME), required);
  }

  /// Whether it asks its peer for a name.
  boolean asksForName() {
    return offer.has(DistributionFlag.NAME_ME);
  }
}
