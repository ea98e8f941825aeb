package io.jergon.interop;

import static io.jergon.interop.Place.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jergon.etf.Atom;
import io.jergon.etf.Term;
import io.jergon.node.AutoConnect;
import io.jergon.node.Node;
import io.jergon.node.NodeBuilder;
import io.jergon.node.NodeDownMessage;
import io.jergon.node.NodeEvent;
import io.jergon.node.NodeType;
import io.jergon.node.ProcessName;
import io.jergon.node.Self;
import io.jergon.testkit.Epmd;
import io.jergon.testkit.ErlangNode;
import io.jergon.testkit.RealErlang;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// What both sides are told when nodes come and go, and who connects by itself: with each release
/// of Erlang.
@ParameterizedClass
@MethodSource("io.jergon.interop.Releases#each")
class NodeMonitorIT {

  private static final String COOKIE = "interop";
  private static final String J = "'java@127.0.0.1'";

  private final Path release;

  NodeMonitorIT(Path release) {
    this.release = release;
  }

  @BeforeEach
  void erlang() {
    RealErlang.require();
  }

  private ErlangNode erl(Epmd epmd, String... arguments) {
    return Wire.under(
            ErlangNode.builder("erl@127.0.0.1")
                .erl(release)
                .cookie(COOKIE)
                .epmdPort(epmd.port())
                .arguments(arguments))
        .start();
  }

  private static NodeBuilder java(Epmd epmd) {
    return Wire.under(
        Node.builder("java@127.0.0.1")
            .cookie(COOKIE)
            .epmdPort(epmd.port())
            .listenAddress(InetAddress.getLoopbackAddress()));
  }

  private static Term reason(Object event) {
    assertThat(event).isInstanceOf(NodeEvent.Down.class);
    return ((NodeEvent.Down) event).reason();
  }

  private static Object next(Self self) {
    return self.receive(SOON).orElseThrow();
  }

  /// Each side is told as BEAM nodes tell each other: `disconnect` who asked for it,
  /// `connection_closed` the other.
  @Test
  void bothMonitor_eitherDisconnects_theReasonsAreErlangs() {
    try (var epmd = Epmd.start();
        var node = java(epmd).start();
        var erl = erl(epmd)) {
      erl.eval("net_kernel:monitor_nodes(true, [{node_type, all}, nodedown_reason])");
      node.inProcess(self -> {
        self.monitorNodes(NodeType.CONNECTED);
        node.connectOrThrow(erl.name());
        assertThat(next(self)).isInstanceOf(NodeEvent.Up.class);
        node.disconnect(erl.name());
        assertThat(reason(next(self))).isEqualTo(Atom.of("disconnect"));
        assertThat(next(erl)).isEqualTo("{nodeup," + J + ",[{node_type,hidden}]}");
        // Over TLS a BEAM says of another one that it lost: `shutdown`.
        String reason = Wire.tls() ? "shutdown" : "connection_closed";
        assertThat(next(erl))
            .isEqualTo(
                "{nodedown," + J + ",[{node_type,hidden},{nodedown_reason," + reason + "}]}");

        assertThat(erl.eval("net_kernel:connect_node(" + J + ")")).isEqualTo("true");
        assertThat(next(self)).isInstanceOf(NodeEvent.Up.class);
        assertThat(erl.eval("erlang:disconnect_node(" + J + ")")).isEqualTo("true");
        assertThat(reason(next(self))).isEqualTo(Atom.of("connection_closed"));
        assertThat(next(erl)).startsWith("{nodeup,");
        assertThat(next(erl))
            .isEqualTo("{nodedown," + J + ",[{node_type,hidden},{nodedown_reason,disconnect}]}");
        return null;
      });
    }
  }

  private static String next(ErlangNode erl) {
    erl.forget(); // or the variables would match only what they were bound to
    return erl.eval(
        "receive {U, N, I} when is_list(I) -> {U, N, lists:sort(I)}; M -> M after 10000 -> none"
            + " end");
  }

  @Test
  void erlangStopsHalfway_isNetTickTimeout() {
    try (var epmd = Epmd.start();
        var node = java(epmd).tickTime(Duration.ofSeconds(2)).start();
        var erl = erl(epmd, "-kernel", "net_ticktime", "2")) {
      node.inProcess(self -> {
        self.monitorNodes(NodeType.HIDDEN);
        self.monitorNode(erl.name());
        assertThat(next(self)).isInstanceOf(NodeEvent.Up.class);
        erl.process().freeze();
        assertThat(next(self)).isEqualTo(new NodeDownMessage(erl.name()));
        assertThat(reason(next(self))).isEqualTo(Atom.of("net_tick_timeout"));
        return null;
      });
    }
  }

  @Test
  void erlangDies_isConnectionClosed_andEverythingCameBefore() {
    try (var epmd = Epmd.start();
        var node = java(epmd).start();
        var erl = erl(epmd)) {
      erl.eval("register(main, self())");
      node.inProcess(self -> {
        self.monitorNodes(NodeType.CONNECTED);
        self.send(ProcessName.of("main", erl.name()), self.pid());
        assertThat(next(self)).isInstanceOf(NodeEvent.Up.class);
        erl.eval("receive P -> [P ! N || N <- lists:seq(1, 1000)], ok end");
        for (int i = 0; i < 1000; i++) {
          assertThat(next(self)).isInstanceOf(Term.class);
        }
        erl.kill();
        assertThat(reason(next(self))).isEqualTo(Atom.of("connection_closed"));
        assertThat(node.nodes()).isEmpty();
        return null;
      });
    }
  }

  @Test
  void javaCloses_erlangIsTold() {
    try (var epmd = Epmd.start();
        var erl = erl(epmd)) {
      erl.eval("net_kernel:monitor_nodes(true, [{node_type, hidden}, nodedown_reason])");
      try (var node = java(epmd).start()) {
        node.connectOrThrow(erl.name());
        assertThat(erl.eval("monitor_node(" + J + ", true)")).isEqualTo("true");
      }
      // nodes that go down and `monitor_node` have no order among each other
      assertThat(
              erl.eval(
                  "lists:sort([receive M -> element(1, M) after 10000 -> none end || _ <- [1, 2,"
                      + " 3]])"))
          .isEqualTo("[nodedown,nodedown,nodeup]");
    }
  }

  @Test
  void once_ofJava_doesNotDialAgainButIsDialled() {
    try (var epmd = Epmd.start();
        var node = java(epmd).autoConnect(AutoConnect.ONCE).start();
        var erl = erl(epmd)) {
      assertThat(node.ping(erl.name())).isTrue();
      erl.eval("erlang:disconnect_node(" + J + ")");
      await().until(() -> node.nodes().isEmpty());
      assertThat(node.ping(erl.name())).isFalse();
      assertThat(erl.eval("net_adm:ping(" + J + ")")).isEqualTo("pong");
      assertThat(node.ping(erl.name())).isTrue();
    }
  }

  @Test
  void onceAndNever_ofErlang_areServedWhenJavaConnects() {
    try (var epmd = Epmd.start();
        var node = java(epmd).start();
        var erl = erl(epmd, "-kernel", "dist_auto_connect", "never")) {
      assertThat(erl.eval("net_adm:ping(" + J + ")")).isEqualTo("pang");
      assertThat(node.ping(erl.name())).isTrue();
      assertThat(erl.eval("net_adm:ping(" + J + ")")).isEqualTo("pong");
    }
  }

  @Test
  void never_ofJava_isServedWhenErlangConnects() {
    try (var epmd = Epmd.start();
        var node = java(epmd).autoConnect(AutoConnect.NEVER).start();
        var erl = erl(epmd)) {
      assertThat(node.ping(erl.name())).isFalse();
      assertThat(erl.eval("net_adm:ping(" + J + ")")).isEqualTo("pong");
      assertThat(node.ping(erl.name())).isTrue();
    }
  }

  @Test
  void allow_ofJava_refusesOthers() {
    try (var epmd = Epmd.start();
        var node = java(epmd).allow("friend@127.0.0.1").start();
        var erl = erl(epmd)) {
      assertThat(erl.eval("net_adm:ping(" + J + ")")).isEqualTo("pang");
      assertThat(node.ping(erl.name())).isFalse();

      node.cluster().allow(erl.name());
      assertThat(erl.eval("net_adm:ping(" + J + ")")).isEqualTo("pong");
    }
  }

  @Test
  @DisabledIfSystemProperty(
      named = Wire.TLS,
      matches = "true",
      disabledReason = "over TLS OTP allows every node on a host that is in its list")
  void allow_ofErlang_refusesOthers() {
    try (var epmd = Epmd.start();
        var node = java(epmd).start();
        var erl = erl(epmd)) {
      assertThat(erl.eval("net_kernel:allow(['friend@127.0.0.1'])")).isEqualTo("ok");
      assertThat(node.ping(erl.name())).isFalse();
      assertThat(erl.eval("net_adm:ping(" + J + ")")).isEqualTo("pang");
      assertThat(erl.eval("net_kernel:allow([" + J + "])")).isEqualTo("ok");
      assertThat(node.ping(erl.name())).isTrue();
    }
  }

  @Test
  void cookie_changedWhileBothRun_asErlangsSetCookie() {
    try (var epmd = Epmd.start();
        var node = java(epmd).start();
        var erl = erl(epmd)) {
      node.cluster().cookie(erl.name(), "other");
      assertThat(node.ping(erl.name())).isFalse();
      assertThat(erl.eval("net_adm:ping(" + J + ")")).isEqualTo("pang");
      assertThat(erl.eval("erlang:set_cookie(" + J + ", other)")).isEqualTo("true");
      assertThat(erl.eval("net_adm:ping(" + J + ")")).isEqualTo("pong");
      node.disconnect(erl.name());
      assertThat(node.ping(erl.name())).isTrue();
    }
  }
}
