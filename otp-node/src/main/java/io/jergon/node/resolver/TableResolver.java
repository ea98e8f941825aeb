package io.jergon.node.resolver;

import io.jergon.node.name.NodeName;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;

/// Finds nodes in a table. A host name in it is looked up at each attempt, not once for all.
@SuppressWarnings("ImmutableRecord") // the table is the caller's, who may go on changing it
record TableResolver(Map<String, InetSocketAddress> routes) implements NodeResolver {

  @Override
  public List<InetSocketAddress> resolve(NodeName node) {
    InetSocketAddress route = routes.get(node.text());
    if (route == null) {
      throw new NodeNotFoundException("the table of routes has no " + node);
    }
    return Hosts.at(route.getHostString(), route.getPort());
  }
}
