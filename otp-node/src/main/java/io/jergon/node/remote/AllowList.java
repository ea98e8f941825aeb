package io.jergon.node.remote;

import io.jergon.node.name.NodeName;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The peers that may connect, and be connected to; while it is empty all may.
///
/// Source: `net_kernel:allow/1`.
public final class AllowList {
  private final Set<NodeName> names = ConcurrentHashMap.newKeySet();

  /// Adds peers by their full names.
  ///
  /// @throws IllegalArgumentException if one is no node name; then none is added
  public void add(List<String> peers) {
    names.addAll(peers.stream().map(NodeName::of).toList());
  }

  /// The names on it.
  public List<String> names() {
    return names.stream().map(NodeName::text).sorted().toList();
  }

  /// Whether a peer may connect.
  boolean allows(NodeName peer) {
    return names.isEmpty() || names.contains(peer);
  }
}
