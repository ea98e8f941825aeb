package io.jergon.node.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.jergon.etf.Atom;
import io.jergon.node.AutoConnect;
import io.jergon.node.DownMessage;
import io.jergon.node.Exit;
import io.jergon.node.Node;
import io.jergon.node.NodeDownMessage;
import io.jergon.node.NodeType;
import io.jergon.node.NotConnectedException;
import io.jergon.node.ProcessName;
import io.jergon.node.Self;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Who connects to whom: by itself, by an allow list, with which cookie.
@Timeout(60)
class ConnectPolicyTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  private final Neighbours neighbours = new Neighbours();
  private final Node b = neighbours.node("b@127.0.0.1");

  @AfterEach
  void close() {
    neighbours.close();
  }

  private Node a(AutoConnect policy) {
    return neighbours.node("a@127.0.0.1", builder -> builder.autoConnect(policy));
  }

  private static Object next(Self self) {
    return self.receive(SOON).orElseThrow();
  }

  @Test
  void never_sendsAndMonitorsFail_untilSomebodyConnects() {
    Node a = a(AutoConnect.NEVER);
    ProcessName kernel = ProcessName.of("net_kernel", b.name());
    a.inProcess(self -> {
      self.monitor(kernel);
      assertThat(((DownMessage) next(self)).reason()).isEqualTo(Atom.NOCONNECTION);
      self.monitorNode(b.name());
      assertThat(next(self)).isEqualTo(new NodeDownMessage(b.name()));
      assertThatThrownBy(() -> self.call(kernel, Atom.OK, SOON))
          .isInstanceOfSatisfying(
              Exit.class, e -> assertThat(e.reason()).isEqualTo(Atom.NOCONNECTION));
      return null;
    });
    assertThat(a.ping(b.name())).isFalse();
    assertThat(a.nodes()).isEmpty();

    assertThat(a.connect(b.name())).isTrue();
    assertThat(a.ping(b.name())).isTrue();
    a.disconnect(b.name());
    assertThat(a.ping(b.name())).isFalse();

    await().until(() -> b.nodes(NodeType.CONNECTED).isEmpty()); // or it is connected already
    assertThat(b.connect(a.name())).isTrue();
    await().until(() -> a.ping(b.name()));
  }

  @Test
  void once_lostConnection_comesBackOnlyWhenToldTo() {
    Node a = a(AutoConnect.ONCE);
    assertThat(a.ping(b.name())).isTrue();
    a.disconnect(b.name());
    assertThat(a.ping(b.name())).isFalse();

    assertThat(a.connect(b.name())).isTrue();
    assertThat(a.ping(b.name())).isTrue();
    b.disconnect(a.name());
    await().until(() -> a.nodes(NodeType.CONNECTED).isEmpty());
    assertThat(a.ping(b.name())).isFalse();

    assertThat(b.connect(a.name())).isTrue();
    await().until(() -> a.ping(b.name()));
  }

  @Test
  void once_nodeNeverReached_isTriedEachTime() {
    Node a = a(AutoConnect.ONCE);
    assertThat(a.ping("late@127.0.0.1")).isFalse();
    neighbours.node("late@127.0.0.1");
    assertThat(a.ping("late@127.0.0.1")).isTrue();
  }

  /// As in OTP: an explicit connect lifts the bar even if it fails.
  @Test
  void once_explicitConnectFails_isNotBarredAnyMore() {
    Node a = a(AutoConnect.ONCE);
    Node c = neighbours.node("c@127.0.0.1");
    assertThat(a.ping(c.name())).isTrue();
    c.close();
    await().until(() -> a.nodes(NodeType.CONNECTED).isEmpty());
    assertThat(a.connect(c.name())).isFalse();
    neighbours.node("c@127.0.0.1");
    assertThat(a.ping("c@127.0.0.1")).isTrue();
  }

  @Test
  void allow_listWithOthers_refusesBothWays() {
    Node a = neighbours.node("a@127.0.0.1", builder -> builder.allow("x@127.0.0.1"));
    assertThat(a.cluster().allowed()).containsExactly("x@127.0.0.1");
    assertThatThrownBy(() -> a.connectOrThrow(b.name()))
        .isInstanceOf(NotConnectedException.class)
        .hasMessage("not connected to b@127.0.0.1: it is not on the allow list");
    assertThatThrownBy(() -> b.connectOrThrow(a.name()))
        .isInstanceOf(NotConnectedException.class)
        .hasMessageContaining("not_allowed");

    a.cluster().allow(b.name());
    assertThat(b.connect(a.name())).isTrue();
    assertThat(a.cluster().allowed()).containsExactly("b@127.0.0.1", "x@127.0.0.1");
  }

  @Test
  void allow_whileConnected_leavesTheConnection() {
    Node a = a(AutoConnect.ALWAYS);
    assertThat(a.connect(b.name())).isTrue();
    a.cluster().allow("x@127.0.0.1");
    assertThat(a.ping(b.name())).isTrue();
    a.disconnect(b.name());
    assertThat(a.ping(b.name())).isFalse();
  }

  @Test
  void allow_noNodeName_addsNone() {
    assertThatThrownBy(() -> b.cluster().allow("x@127.0.0.1", "nonsense"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"nonsense\"");
    assertThat(b.cluster().allowed()).isEmpty();
  }

  @Test
  void cookie_setWhileTheNodeRuns_countsForTheNextConnection() {
    Node a = a(AutoConnect.ALWAYS);
    assertThat(a.ping(b.name())).isTrue();
    a.cluster().cookie(b.name(), "of b alone");
    assertThat(a.ping(b.name())).isTrue();
    a.disconnect(b.name());
    assertThat(a.ping(b.name())).isFalse();

    b.cluster().cookie("of b alone");
    assertThat(a.ping(b.name())).isTrue();
    a.disconnect(b.name());

    a.cluster().cookie(a.name(), "the new one"); // the own name: the default
    b.cluster().cookie("the new one");
    assertThat(a.ping(b.name())).isFalse();
    a.cluster().cookie(b.name(), "the new one");
    assertThat(a.ping(b.name())).isTrue();
  }

  @Test
  void cookie_thatIsNone_isRefused() {
    for (String bad : new String[] {"", "€", "x".repeat(256)}) {
      assertThatThrownBy(() -> b.cluster().cookie(bad))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("1 to 255, all of them Latin-1");
    }
    b.cluster().cookie("ÿ".repeat(255));
  }

  @Test
  void connect_resolverThrowsAnError_saysSoAtOnce() {
    Node c =
        neighbours.node(
            "c@127.0.0.1",
            builder ->
                builder.resolver(_ ->
                    peer -> {
                      throw new NoClassDefFoundError("of the resolver");
                    }));
    assertThatThrownBy(() -> c.connectOrThrow(b.name()))
        .isInstanceOf(NotConnectedException.class)
        .hasMessageContaining("of the resolver");
  }
}
