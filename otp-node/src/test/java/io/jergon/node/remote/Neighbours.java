package io.jergon.node.remote;

import io.jergon.node.EpmdMode;
import io.jergon.node.Node;
import io.jergon.node.NodeBuilder;
import io.jergon.node.resolver.NodeResolver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.UnaryOperator;

/// Nodes in this JVM that find each other by a table.
final class Neighbours implements AutoCloseable {
  private final Map<String, InetSocketAddress> routes = new ConcurrentHashMap<>();
  private final List<Node> nodes = new ArrayList<>();

  Node node(String name) {
    return node(name, builder -> builder);
  }

  Node node(String name, UnaryOperator<NodeBuilder> setup) {
    int port = freePort();
    routes.put(name, new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    NodeBuilder builder =
        Node.builder(name)
            .cookie("secret")
            .epmd(EpmdMode.NONE)
            .listenAddress(InetAddress.getLoopbackAddress())
            .listenPort(port)
            .resolver(_ -> NodeResolver.table(routes));
    Node node = setup.apply(builder).start();
    nodes.add(node);
    return node;
  }

  /// Where a node listens.
  InetSocketAddress address(Node node) {
    return Objects.requireNonNull(routes.get(node.name()));
  }

  /// Below the ports that a system gives to those who ask for any.
  private static int freePort() {
    for (int i = 0; i < 1000; i++) {
      int port = ThreadLocalRandom.current().nextInt(10_000, 30_000);
      try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException inUse) {
        // then another one
      }
    }
    throw new UncheckedIOException(new IOException("no free port"));
  }

  @Override
  public void close() {
    nodes.reversed().forEach(Node::close);
  }
}
