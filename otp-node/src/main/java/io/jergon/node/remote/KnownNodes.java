package io.jergon.node.remote;

import io.jergon.etf.Atom;
import io.jergon.node.NodeInfo;
import io.jergon.node.NodeType;
import io.jergon.node.channel.Connection;
import io.jergon.node.name.NodeName;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/// Which nodes there are, by type: `erlang:nodes/1` and `nodes/2`.
final class KnownNodes {
  private KnownNodes() {}

  /// Sorted by name, each once.
  ///
  /// @param peers the nodes that links and monitors lead to
  /// @param up the connections that are up
  static List<NodeInfo> of(
      NodeName self, Set<Atom> peers, List<Connection> up, List<NodeType> types) {
    Map<String, NodeInfo> known = new TreeMap<>();
    for (Atom peer : peers) {
      known.put(peer.name(), new NodeInfo(peer.name(), NodeType.KNOWN, OptionalLong.empty()));
    }
    known.put(self.text(), new NodeInfo(self.text(), NodeType.THIS, OptionalLong.empty()));
    for (Connection c : up) {
      String name = c.peer().text();
      known.put(name, new NodeInfo(name, NodeMonitors.type(c), OptionalLong.of(c.id())));
    }
    return known.values().stream()
        .filter(node -> types.stream().anyMatch(type -> isOf(type, node)))
        .toList();
  }

  private static boolean isOf(NodeType type, NodeInfo node) {
    return switch (type) {
      case KNOWN -> true;
      case CONNECTED -> node.type() == NodeType.VISIBLE || node.type() == NodeType.HIDDEN;
      case VISIBLE, HIDDEN, THIS -> node.type() == type;
    };
  }
}
