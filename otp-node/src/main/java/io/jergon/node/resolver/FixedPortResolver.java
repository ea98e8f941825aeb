package io.jergon.node.resolver;

import io.jergon.node.name.NodeName;
import java.net.InetSocketAddress;
import java.util.List;

/// Finds nodes on their hosts, all at the same port.
record FixedPortResolver(int port) implements NodeResolver {
  FixedPortResolver {
    if (port < 1 || port > 0xffff) {
      throw new IllegalArgumentException("port: " + port + " (expected: 1 to 65535)");
    }
  }

  @Override
  public List<InetSocketAddress> resolve(NodeName node) {
    return Hosts.at(node.host(), port);
  }
}
