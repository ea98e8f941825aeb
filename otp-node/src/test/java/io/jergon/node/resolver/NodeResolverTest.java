package io.jergon.node.resolver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jergon.node.name.NodeName;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

class NodeResolverTest {
  private static final NodeName SHOP = NodeName.of("shop@127.0.0.1");
  private static final NodeName BANK = NodeName.of("bank@127.0.0.1");

  private static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
  }

  @Test
  void table_nodeInIt_isThere() throws Exception {
    NodeResolver table = NodeResolver.table(Map.of(SHOP.text(), loopback(9100)));

    assertThat(table.resolve(SHOP)).containsExactly(loopback(9100));
    assertThatThrownBy(() -> table.resolve(BANK))
        .isInstanceOf(NodeNotFoundException.class)
        .hasMessage("the table of routes has no bank@127.0.0.1");
  }

  @Test
  void table_routeAddedLater_isFound() throws Exception {
    Map<String, InetSocketAddress> routes = new ConcurrentHashMap<>();
    NodeResolver table = NodeResolver.table(routes);
    routes.put(BANK.text(), InetSocketAddress.createUnresolved("127.0.0.1", 9200));

    assertThat(table.resolve(BANK)).containsExactly(loopback(9200));
  }

  @Test
  void fixedPort_hostOfTheName_hasThatPort() throws Exception {
    NodeResolver fixed = NodeResolver.fixedPort(4370);

    assertThat(fixed.resolve(NodeName.of("x@::1")))
        .containsExactly(new InetSocketAddress(InetAddress.ofLiteral("::1"), 4370));
    assertThatThrownBy(() -> fixed.resolve(NodeName.of("x@no.such.host.invalid")))
        .isInstanceOf(NodeNotFoundException.class)
        .hasMessage("unknown host: no.such.host.invalid");
    assertThatThrownBy(() -> NodeResolver.fixedPort(0)).hasMessageContaining("1 to 65535");
  }

  @Test
  void orElse_firstFails_asksTheSecond() throws Exception {
    NodeResolver table = NodeResolver.table(Map.of(SHOP.text(), loopback(9100)));
    NodeResolver both = table.orElse(node -> List.of(loopback(7)));

    assertThat(both.resolve(SHOP)).containsExactly(loopback(9100));
    assertThat(both.resolve(BANK)).containsExactly(loopback(7));
  }

  @Test
  void orElse_bothFail_tellsBothReasons() {
    NodeResolver none =
        NodeResolver.table(Map.of())
            .orElse(node -> {
              throw new NodeNotFoundException("nor has the phone book");
            });

    assertThatThrownBy(() -> none.resolve(BANK))
        .isInstanceOf(NodeNotFoundException.class)
        .hasMessage("the table of routes has no bank@127.0.0.1; nor has the phone book");
  }
}
