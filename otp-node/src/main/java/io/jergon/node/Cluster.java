package io.jergon.node;

import io.jergon.etf.Atom;
import io.jergon.node.kernel.NodeListener;
import io.jergon.node.process.LocalNode;
import io.jergon.node.process.LocalProcess;
import io.jergon.node.remote.Distribution;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/// The other nodes as one node sees them: which there are, when they come and go, who may connect,
/// with which cookie. What `net_kernel` is in Erlang.
///
/// ```java
/// Cluster cluster = node.cluster();
/// cluster.allow("shop@db1", "shop@db2");
/// cluster.cookie("shop@db2", "another secret");
/// cluster.monitor(NodeType.CONNECTED, event -> log.info("{}", event));
/// ```
///
/// Any thread may call any method.
public final class Cluster {
  private final LocalNode local;
  private final Distribution distribution;

  Cluster(LocalNode local, Distribution distribution) {
    this.local = local;
    this.distribution = distribution;
  }

  /// The nodes of these kinds, each once: `erlang:nodes/2`.
  public List<NodeInfo> nodes(NodeType... types) {
    return distribution.nodes(List.of(types));
  }

  /// Tells a listener of each connection that comes up or goes down from now on.
  ///
  /// The listener is run by a process of its own: one event at a time, in order, and it may wait,
  /// call, and connect. What it throws is logged. It ends with the node, before the node takes
  /// leave of the others.
  ///
  /// @param type [NodeType#VISIBLE], [NodeType#HIDDEN], or [NodeType#CONNECTED] for both
  /// @throws IllegalArgumentException for another type
  public NodeMonitor monitor(NodeType type, Consumer<? super NodeEvent> listener) {
    LocalProcess process = local.spawn(SpawnOptions.DEFAULT, () -> new NodeListener(listener));
    local.signals().monitorNodes(process, type);
    return () -> {
      local.signals().demonitorNodes(process.pid(), type);
      process.deliver(null, NodeListener.END);
    };
  }

  /// After how much silence a node counts as dead: `net_kernel:get_net_ticktime/0`.
  public Duration tickTime() {
    return distribution.tickTime();
  }

  /// Lets only certain nodes connect, and connects to no others: `net_kernel:allow/1`. Before the
  /// first call any node with the cookie may; each call adds to the list. Connections that are
  /// there stay.
  ///
  /// @param nodes full names
  /// @throws IllegalArgumentException if one is no node name; then none is added
  public void allow(String... nodes) {
    distribution.allowed().add(List.of(nodes));
  }

  /// The nodes that may connect, `net_kernel:allowed/0`; empty if all may.
  public List<String> allowed() {
    return distribution.allowed().names();
  }

  /// Sets the cookie for all nodes that have none of their own, `erlang:set_cookie/1`: for
  /// connections that are made from now on.
  ///
  /// @throws IllegalArgumentException if it is empty, longer than 255 characters, or not Latin-1
  public void cookie(String secret) {
    distribution.cookies().own(secret);
  }

  /// Sets the cookie for one node, `erlang:set_cookie/2`: for connections that are made from now
  /// on. For this node itself it is [#cookie(String)].
  ///
  /// @param peer its full name
  /// @throws IllegalArgumentException if it is empty, longer than 255 characters, or not Latin-1
  public void cookie(String peer, String secret) {
    if (local.isHere(Atom.of(peer))) {
      cookie(secret);
    } else {
      distribution.cookies().of(peer, secret);
    }
  }
}
