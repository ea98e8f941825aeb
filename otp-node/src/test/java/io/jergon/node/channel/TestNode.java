package io.jergon.node.channel;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.node.channel.DistributionConfig.Listen;
import io.jergon.node.control.ControlMessage;
import io.jergon.node.handshake.HandshakeFailure;
import io.jergon.node.name.NodeName;
import io.jergon.node.resolver.NodeNotFoundException;
import io.jergon.node.resolver.NodeResolver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A node that is nothing but its connections, on the loopback interface: it notes each event.
final class TestNode implements DistributionEvents, AutoCloseable {
  /// A message that arrived.
  record Received(NodeName from, ControlMessage control, @Nullable Term payload) {}

  /// Where the nodes of a test listen, instead of an EPMD.
  static final class Ports implements NodeResolver {
    private final Map<NodeName, InetSocketAddress> ports = new ConcurrentHashMap<>();

    void put(NodeName name, InetSocketAddress address) {
      ports.put(name, address);
    }

    @Override
    public List<InetSocketAddress> resolve(NodeName peer) {
      InetSocketAddress address = ports.get(peer);
      if (address == null) {
        throw new NodeNotFoundException("no such node");
      }
      return List.of(address);
    }
  }

  /// `up NAME`, `down NAME REASON`, `failed NAME KIND`, in the order in which they came.
  final List<String> events = new CopyOnWriteArrayList<>();

  final List<Received> received = new CopyOnWriteArrayList<>();
  final NodeName name;
  final Connections connections;
  final InetSocketAddress address;

  /// Set to look at messages instead of keeping them.
  volatile @Nullable Consumer<Received> receiver;

  TestNode(String name, Ports ports, Transport transport) {
    this(name, ports, transport, _ -> {});
  }

  /// A node with the cookie `secret` and what `change` does to its configuration.
  TestNode(
      String name, Ports ports, Transport transport, Consumer<DistributionConfig.Builder> change) {
    this.name = NodeName.of(name);
    DistributionConfig.Builder config =
        DistributionConfig.builder(this.name)
            .cookie(_ -> "secret")
            .creation(() -> this.name.hashCode() | 4)
            .resolver(ports)
            .transport(transport)
            .listen(new Listen(InetAddress.getLoopbackAddress(), 0, 0));
    change.accept(config);
    connections = new Connections(config.build(), this);
    address = connections.listen();
    ports.put(this.name, address);
  }

  Pid pid(long id) {
    return Pid.of(name.atom(), id, 0, name.hashCode() | 4);
  }

  Ref ref() {
    return Ref.of(name.atom(), name.hashCode() | 4, 1, 2, 3);
  }

  static NodeName name(String text) {
    return NodeName.of(text);
  }

  @Override
  public void nodeUp(Connection connection) {
    events.add("up " + connection.peer());
  }

  @Override
  public void received(Connection connection, ControlMessage message, @Nullable Term payload) {
    Received one = new Received(connection.peer(), message, payload);
    Consumer<Received> to = receiver;
    if (to == null) {
      received.add(one);
    } else {
      to.accept(one);
    }
  }

  @Override
  public void nodeDown(NodeName peer, Connection connection, Term reason) {
    events.add("down " + peer + " " + ((Atom) reason).name());
  }

  @Override
  public void connectFailed(NodeName peer, Connection connection, HandshakeFailure failure) {
    events.add("failed " + peer + " " + failure.kind());
  }

  @Override
  public void close() {
    connections.close();
  }
}
