package io.jergon.node.resolver;

import io.jergon.node.name.NodeName;
import java.net.InetSocketAddress;
import java.util.List;

/// The first of two that finds a node. When both fail, both reasons are told.
record EitherResolver(NodeResolver first, NodeResolver second) implements NodeResolver {

  @Override
  public List<InetSocketAddress> resolve(NodeName node) throws InterruptedException {
    RuntimeException missed;
    try {
      return first.resolve(node);
    } catch (RuntimeException e) {
      missed = e;
    }
    try {
      return second.resolve(node);
    } catch (RuntimeException e) {
      var both = new NodeNotFoundException(missed.getMessage() + "; " + e.getMessage(), e);
      both.addSuppressed(missed);
      throw both;
    }
  }
}
