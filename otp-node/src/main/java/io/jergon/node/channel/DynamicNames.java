package io.jergon.node.channel;

import io.jergon.node.handshake.GivenName;
import io.jergon.node.name.NodeName;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/// The names that this node gives to others that start without.
///
/// A name whose node is gone is given again, with the next creation, to the next node of that host:
/// so a cluster does not learn a new atom for each of a million short-lived nodes. Only a node that
/// has proven the cookie leaves a name behind; strangers cannot fill the table.
///
/// Source: `net_kernel.erl`, `generate_node_name` and `delete_connection`.
final class DynamicNames {
  // guarded by this
  private final Map<String, Deque<GivenName>> free = new HashMap<>();
  private final Map<NodeName, GivenName> inUse = new HashMap<>();

  /// A name for a node on that host.
  ///
  /// @throws IllegalArgumentException if it is no host
  synchronized GivenName take(String host, RandomGenerator random) {
    Deque<GivenName> left = free.get(host);
    if (left == null) {
      return GivenName.fresh(host, random);
    }
    GivenName again = left.removeLast();
    if (left.isEmpty()) {
      free.remove(host);
    }
    return again;
  }

  /// The node with that name has proven the cookie.
  synchronized void proven(GivenName given) {
    inUse.put(given.name(), given);
  }

  /// The node of that name is gone; does nothing if we did not name it.
  synchronized void gone(NodeName name) {
    GivenName given = inUse.remove(name);
    if (given != null) {
      free.computeIfAbsent(name.host(), host -> new ArrayDeque<>(2)).addLast(given.next());
    }
  }
}
