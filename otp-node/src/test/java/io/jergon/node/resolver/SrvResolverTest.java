package io.jergon.node.resolver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jergon.node.name.NodeName;
import io.jergon.node.resolver.NameServer.Srv;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// SRV records, from a name server on the loopback interface.
@Timeout(60)
class SrvResolverTest {
  private static final NodeName SHOP = NodeName.of("shop@db1.example.org");

  private static NodeResolver resolver(NameServer server) {
    return new SrvResolver(node -> "_" + node.live() + "._tcp." + node.host(), server.url());
  }

  private static List<Integer> ports(List<InetSocketAddress> addresses) {
    return addresses.stream().map(InetSocketAddress::getPort).distinct().toList();
  }

  @Test
  void srv_oneRecord_isHostAndPort() throws Exception {
    try (var server =
        new NameServer(
            Map.of("_shop._tcp.db1.example.org", List.of(new Srv(0, 1, 9100, "localhost"))))) {
      List<InetSocketAddress> found = resolver(server).resolve(SHOP);

      assertThat(ports(found)).containsExactly(9100);
      assertThat(found).allMatch(address -> address.getAddress().isLoopbackAddress());
    }
  }

  @Test
  void srv_severalRecords_comeByPriority() throws Exception {
    try (var server =
        new NameServer(
            Map.of(
                "_shop._tcp.db1.example.org",
                List.of(
                    new Srv(20, 1, 3, "localhost"),
                    new Srv(10, 0, 2, "localhost"),
                    new Srv(5, 100, 1, "localhost"))))) {
      assertThat(ports(resolver(server).resolve(SHOP))).containsExactly(1, 2, 3);
    }
  }

  @Test
  void srv_samePriority_comesByChance() throws Exception {
    try (var server =
        new NameServer(
            Map.of(
                "_shop._tcp.db1.example.org",
                List.of(new Srv(1, 50, 1, "localhost"), new Srv(1, 50, 2, "localhost"))))) {
      var first = new TreeSet<Integer>();
      for (int i = 0; i < 100; i++) {
        first.add(ports(resolver(server).resolve(SHOP)).getFirst());
      }
      assertThat(first).containsExactly(1, 2);
    }
  }

  @Test
  void srv_noRecord_saysSo() throws Exception {
    try (var server = new NameServer(Map.of())) {
      assertThatThrownBy(() -> resolver(server).resolve(SHOP))
          .isInstanceOf(NodeNotFoundException.class)
          .hasMessage("the DNS has no SRV record _shop._tcp.db1.example.org");
    }
  }

  @Test
  void srv_nameThatIsAnAddressOfAnotherDirectory_isNotFollowed() throws Exception {
    try (var server = new NameServer(Map.of())) {
      var resolver = new SrvResolver(_ -> "ldap://127.0.0.1:1/cn=x", server.url());

      assertThatThrownBy(() -> resolver.resolve(SHOP))
          .isInstanceOf(NodeNotFoundException.class)
          .hasMessageContaining("(expected: letters");
    }
  }
}
