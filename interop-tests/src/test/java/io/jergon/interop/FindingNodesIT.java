package io.jergon.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jergon.node.EpmdMode;
import io.jergon.node.Node;
import io.jergon.node.NodeBuilder;
import io.jergon.node.NotConnectedException;
import io.jergon.node.resolver.NodeResolver;
import io.jergon.testkit.Epmd;
import io.jergon.testkit.ErlangNode;
import io.jergon.testkit.FreePort;
import io.jergon.testkit.RealErlang;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Where nodes listen and how they are found: without EPMD, over IPv6, by static routes, in a range
/// of ports, not listening at all. Against each release of Erlang, whoever dials.
@ParameterizedClass
@MethodSource("io.jergon.interop.Releases#each")
class FindingNodesIT {

  private static final String COOKIE = "interop";

  private final Path release;

  FindingNodesIT(Path release) {
    this.release = release;
  }

  @BeforeEach
  void erlang() {
    RealErlang.require();
  }

  private ErlangNode.Builder erl(String name, int epmdPort) {
    return Wire.under(plain(name, epmdPort));
  }

  private ErlangNode.Builder plain(String name, int epmdPort) {
    return ErlangNode.builder(name).erl(release).cookie(COOKIE).epmdPort(epmdPort);
  }

  private static NodeBuilder java(String name, String address) {
    return Wire.under(
        Node.builder(name).cookie(COOKIE).listenAddress(InetAddress.ofLiteral(address)));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void withoutEpmd_onePortForAll_connectWhoeverDials(boolean javaDials) {
    int port = FreePort.pick();
    try (var node = java("java@127.0.0.1", "127.0.0.1").withoutEpmd(port).start();
        var erl =
            erl("erl@127.0.0.2", FreePort.pick())
                .arguments("-erl_epmd_port", port + "")
                .arguments("-kernel", "inet_dist_use_interface", "{127,0,0,2}")
                .start()) {
      connect(node, erl, javaDials);
    }
  }

  private static void connect(Node node, ErlangNode erl, boolean javaDials) {
    if (javaDials) {
      node.connectOrThrow(erl.name());
    } else {
      assertThat(erl.eval("net_kernel:connect_node('" + node.name() + "')")).isEqualTo("true");
    }
    assertThat(node.ping(erl.name())).isTrue();
    assertThat(erl.eval("{net_adm:ping('" + node.name() + "'), nodes(hidden)}"))
        .isEqualTo("{pong,['" + node.name() + "']}");
    assertThat(node.nodes()).containsExactly(erl.name());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void ipv6_loopback_connectWhoeverDials(boolean javaDials) {
    assumeTrue(
        javaDials || !Wire.tls(),
        "Erlang sends the address as the server's name (SNI), which the JDK refuses to read");
    int epmdPort = FreePort.pick();
    try (var node = java("java@::1", "::1").epmdPort(epmdPort).start();
        var erl =
            Wire.overIpv6(plain("erl@::1", epmdPort))
                .arguments("-kernel", "inet_dist_use_interface", "{0,0,0,0,0,0,0,1}")
                .start()) {
      connect(node, erl, javaDials);
    }
  }

  @Test
  void table_routeToANodeOfAnotherEpmd_isTaken() {
    int port = FreePort.pick();
    try (var epmd = Epmd.start();
        var erl =
            erl("far@127.0.0.1", epmd.port())
                .arguments("-kernel", "inet_dist_listen_min", port + "")
                .arguments("-kernel", "inet_dist_listen_max", port + "")
                .start();
        var node =
            java("java@127.0.0.1", "127.0.0.1")
                .epmdPort(FreePort.pick())
                .resolver(byEpmd ->
                    NodeResolver.table(Map.of(erl.name(), new InetSocketAddress("127.0.0.1", port)))
                        .orElse(byEpmd))
                .start()) {
      connect(node, erl, true);
      assertThatThrownBy(() -> node.connectOrThrow("nobody@127.0.0.1"))
          .isInstanceOf(NotConnectedException.class)
          .hasMessageContaining("the table of routes has no nobody@127.0.0.1; EPMD on 127.0.0.1");
    }
  }

  @Test
  void listenPorts_firstIsTaken_listensOnTheNext() throws IOException {
    int first = FreePort.pick();
    try (var taken = new ServerSocket(first, 1, InetAddress.getLoopbackAddress());
        var epmd = Epmd.start();
        var node =
            java("java@127.0.0.1", "127.0.0.1")
                .epmdPort(epmd.port())
                .listenPorts(first, first + 20)
                .start();
        var erl = erl("erl@127.0.0.1", epmd.port()).start()) {
      assertThat(taken.isBound()).isTrue();
      int port =
          Integer.parseInt(erl.eval("{port, P, _} = erl_epmd:port_please(java, {127,0,0,1}), P"));
      assertThat(port).isBetween(first + 1, first + 20);
      connect(node, erl, false);
    }
  }

  /// It can call and be called through the connection that it made; nobody else finds it.
  @Test
  void noListener_ofJava_reachesOthersAndIsNotFound() {
    try (var epmd = Epmd.start();
        var erl = erl("erl@127.0.0.1", epmd.port()).start();
        var node =
            java("java@127.0.0.1", "127.0.0.1").epmd(EpmdMode.NONE).epmdPort(epmd.port()).start()) {
      assertThat(erl.eval("net_adm:ping('java@127.0.0.1')")).isEqualTo("pang");
      assertThat(erl.eval("{ok, N} = net_adm:names({127,0,0,1}), [X || {X, _} <- N]"))
          .isEqualTo("[\"erl\"]");
      connect(node, erl, true);
    }
  }

  @Test
  void noListener_ofErlang_reachesJavaAndIsServed() {
    try (var epmd = Epmd.start();
        var node = java("java@127.0.0.1", "127.0.0.1").epmdPort(epmd.port()).start();
        var erl = erl("erl@127.0.0.1", epmd.port()).arguments("-dist_listen", "false").start()) {
      assertThat(node.connect(erl.name())).isFalse();
      connect(node, erl, false);
    }
  }

  /// Three nodes in this JVM with names, cookies and EPMDs of their own, each the neighbour of an
  /// Erlang node that knows nothing of the others, and all connected to each other.
  @Test
  void severalNodes_inOneJvm_areConnectedToEachOtherAndToTheirErlang() {
    Map<String, InetSocketAddress> routes = new ConcurrentHashMap<>();
    List<String> names = List.of("red@127.0.0.1", "green@127.0.0.1", "blue@127.0.0.1");
    try (var started = new Closing()) {
      List<Node> nodes =
          names.stream()
              .map(name -> {
                int port = FreePort.pick();
                NodeBuilder builder =
                    java(name, "127.0.0.1")
                        .cookie("of_" + name)
                        .epmdPort(FreePort.pick())
                        .listenPort(port)
                        .resolver(epmd -> NodeResolver.table(routes).orElse(epmd));
                names.forEach(other -> builder.cookie(other, "among_us"));
                routes.put(name, new InetSocketAddress("127.0.0.1", port));
                return started.add(builder.start());
              })
              .toList();
      for (Node from : nodes) {
        for (Node to : nodes) {
          assertThat(from.ping(to.name())).as("%s to %s", from, to).isTrue();
        }
        assertThat(from.nodes())
            .containsExactlyInAnyOrderElementsOf(
                names.stream().filter(name -> !name.equals(from.name())).toList());
      }
    }
  }

  @Test
  void severalNodes_eachWithItsErlang_areSeparate() {
    int redEpmd = FreePort.pick();
    int blueEpmd = FreePort.pick();
    try (var red = java("twin@127.0.0.1", "127.0.0.1").cookie("red").epmdPort(redEpmd).start();
        var blue = java("twin@127.0.0.1", "127.0.0.1").cookie("blue").epmdPort(blueEpmd).start();
        var redErl = erl("erl@127.0.0.1", redEpmd).cookie("red").start();
        var blueErl = erl("erl@127.0.0.1", blueEpmd).cookie("blue").start()) {
      connect(red, redErl, true);
      connect(blue, blueErl, false);
      red.functions().offer("who", "am_i", 0, (_, _) -> "red");
      blue.functions().offer("who", "am_i", 0, (_, _) -> "blue");
      assertThat(redErl.eval("erpc:call('twin@127.0.0.1', who, am_i, [])"))
          .isEqualTo("<<\"red\">>");
      assertThat(blueErl.eval("erpc:call('twin@127.0.0.1', who, am_i, [])"))
          .isEqualTo("<<\"blue\">>");
    }
  }

  /// Nodes to close at the end.
  private static final class Closing implements AutoCloseable {
    private final List<Node> nodes = new ArrayList<>();

    Node add(Node node) {
      nodes.add(node);
      return node;
    }

    @Override
    public void close() {
      nodes.forEach(Node::close);
    }
  }
}
