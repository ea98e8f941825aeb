package io.jergon.node.handshake;

import io.jergon.node.name.NodeName;
import java.util.random.RandomGenerator;

/// What an acceptor asks its node. Called in the thread of the handshake; must not block.
public interface AcceptorRules {
  /// Whether nodes of this name may connect (Erlang's `net_kernel:allow/1`).
  boolean allowed(NodeName peer);

  /// The cookie for this peer. Latin-1.
  String cookie(NodeName peer);

  /// A name for a peer on that host that has none.
  ///
  /// @throws IllegalArgumentException if it is no host
  default GivenName nameFor(String host, RandomGenerator random) {
    return GivenName.fresh(host, random);
  }

  /// How this attempt stands to what the node already has with that name. Called at most once per
  /// handshake, before anything is proven: do not end anything because of it.
  AcceptDecision decide(NodeName peer);
}
