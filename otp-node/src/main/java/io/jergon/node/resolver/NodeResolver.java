package io.jergon.node.resolver;

import io.jergon.node.name.NodeName;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Finds where a node listens. A node asks EPMD, unless its builder was told otherwise:
///
/// ```java
/// Map<String, InetSocketAddress> routes = Map.of("shop@db1", new InetSocketAddress("10.0.0.5", 9100));
/// Node.builder("jvm@app1").resolver(epmd -> NodeResolver.table(routes).orElse(epmd)).start();
/// ```
///
/// | resolver | finds a node |
/// |---|---|
/// | EPMD, which the builder hands out | by its name, at the EPMD on its host |
/// | [#table] | in a table: static routes |
/// | [#fixedPort] | on its host, at the port that all nodes have: no EPMD |
/// | [#srv] | by an SRV record of the DNS |
/// | [#orElse] | by the next one, when the first does not find it |
///
/// To write another one takes one method. It is called for each attempt to connect, in a virtual
/// thread of its own, so it may wait for whatever it likes; it is interrupted when the node's setup
/// time is over (Erlang's `net_setuptime`). It may be called by many threads at once.
///
/// Source: `erl_epmd:address_please/3` and `port_please/3` of a module given by `-epmd_module`.
@FunctionalInterface
public interface NodeResolver {

  /// The addresses at which to look for a node, tried in this order.
  ///
  /// @param node which may well be no node that there is
  /// @return one address at least
  /// @throws NodeNotFoundException with one line that says what was looked for and where. Any other
  ///   exception means the same
  List<InetSocketAddress> resolve(NodeName node) throws InterruptedException;

  /// Asks this resolver, and when it does not find the node, the other one.
  default NodeResolver orElse(NodeResolver next) {
    return new EitherResolver(this, next);
  }

  /// Static routes: nodes by their full names.
  ///
  /// The map is looked into at each attempt. If it is a concurrent one, routes may be added, moved
  /// and taken away while the node runs; connections that are there stay.
  static NodeResolver table(Map<String, InetSocketAddress> routes) {
    return new TableResolver(routes);
  }

  /// Nodes that all listen on one port, one on each host; the host, after the `@`, is looked up by
  /// the system. That is how Erlang nodes do with `-erl_epmd_port`.
  ///
  /// @throws IllegalArgumentException if it is not a port
  static NodeResolver fixedPort(int port) {
    return new FixedPortResolver(port);
  }

  /// Nodes that have an SRV record, which has host and port; of several the one with the lowest
  /// priority comes first, among equals by chance according to weight. The name server is that of
  /// the system.
  ///
  /// ```java
  /// NodeResolver.srv(node -> "_erlang._tcp." + node.host())
  /// ```
  ///
  /// @param record the record's name for a node
  static NodeResolver srv(Function<NodeName, String> record) {
    return new SrvResolver(record, "dns:");
  }
}
