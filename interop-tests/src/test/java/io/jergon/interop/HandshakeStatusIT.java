package io.jergon.interop;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.jergon.node.EpmdMode;
import io.jergon.node.Node;
import io.jergon.node.NodeEvent;
import io.jergon.node.NodeType;
import io.jergon.node.NotConnectedException;
import io.jergon.node.handshake.Flags;
import io.jergon.node.handshake.HandshakeAction;
import io.jergon.node.handshake.InitiatorHandshake;
import io.jergon.node.handshake.LocalNode;
import io.jergon.node.name.NodeName;
import io.jergon.node.resolver.NodeResolver;
import io.jergon.testkit.Epmd;
import io.jergon.testkit.ErlangNode;
import io.jergon.testkit.FreePort;
import io.jergon.testkit.RealErlang;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// Each status of the handshake, said by each release of Erlang to this node and by this node to
/// it, both dialling at once included; `named:` is in [DynamicNameIT].
///
/// ```text
///   Java -- toErl --> erl        both gates can hold a message of who dials
///   Java <-- toJava -- erl
/// ```
@ParameterizedClass
@MethodSource("io.jergon.interop.Releases#each")
class HandshakeStatusIT {

  private static final String COOKIE = "interop";
  private static final String ERL = "erl@127.0.0.1";

  /// Sorts behind `erl`: its attempt goes first.
  private static final String GREATER = "java@127.0.0.1";

  /// Sorts before `erl`: it gives way.
  private static final String SMALLER = "able@127.0.0.1";

  private final Path release;
  private final Deque<AutoCloseable> started = new ArrayDeque<>();

  private ErlangNode erl;
  private Node node;
  private HandshakeGate toErl;
  private HandshakeGate toJava;

  HandshakeStatusIT(Path release) {
    this.release = release;
  }

  @BeforeEach
  void erlang() {
    RealErlang.require();
  }

  @AfterEach
  void close() {
    Closing.all(started.toArray(AutoCloseable[]::new));
  }

  private <T extends AutoCloseable> T closing(T part) {
    started.addFirst(part);
    return part;
  }

  private void start(String name) {
    Epmd epmd = closing(Epmd.start());
    erl =
        closing(
            Wire.under(ErlangNode.builder(ERL).erl(release).cookie(COOKIE).epmdPort(epmd.port()))
                .start());
    erl.eval("J = '" + name + "'");
    toErl = closing(new HandshakeGate(FakePeer.portOf(epmd.port(), "erl")));
    int port = FreePort.pick();
    node =
        closing(
            Wire.under(
                    Node.builder(name)
                        .cookie(COOKIE)
                        .epmd(EpmdMode.NONE)
                        .listenAddress(InetAddress.getLoopbackAddress())
                        .listenPort(port)
                        .resolver(_ ->
                            NodeResolver.table(
                                Map.of(
                                    ERL,
                                    new InetSocketAddress(
                                        InetAddress.getLoopbackAddress(), toErl.port())))))
                .start());
    toJava = closing(new HandshakeGate(port));
    closing(
        FakePeer.register(epmd.port(), name.substring(0, name.indexOf('@')), toJava.listener()));
  }

  /// What each of two nodes that dial at once gets.
  private record Dialled(CompletableFuture<Boolean> byJava, CompletableFuture<String> byErl) {
    void bothSucceed() {
      assertThat(byJava.join()).isTrue();
      assertThat(byErl.join()).isEqualTo("true");
    }

    void bothFail() {
      assertThat(byErl.join()).isEqualTo("false");
      assertThat(byJava.join()).isFalse();
    }
  }

  /// Both dial; the name of this node is held back, so that the attempt of Erlang is seen first.
  private Dialled bothDial() throws InterruptedException {
    toErl.hold('N');
    CompletableFuture<Boolean> byJava = CompletableFuture.supplyAsync(() -> node.connect(ERL));
    toErl.awaitHeld('N');
    return new Dialled(
        byJava, CompletableFuture.supplyAsync(() -> erl.eval("net_kernel:connect_node(J)")));
  }

  /// Both dial, this node goes first and has told Erlang so.
  private Dialled bothDialAndErlIsToldNok() throws InterruptedException {
    start(GREATER);
    Dialled dialled = bothDial();
    await().until(() -> toJava.statuses().equals(List.of("nok")));
    return dialled;
  }

  /// Both dial, this node gives way and is told so by Erlang.
  ///
  /// @param held the message of Erlang that waits
  private Dialled bothDialAndJavaIsToldNok(char held) throws InterruptedException {
    start(SMALLER);
    toJava.hold(held);
    Dialled dialled = bothDial();
    toJava.awaitHeld(held);
    assertThat(toJava.statuses()).isEqualTo(held == 'N' ? List.of() : List.of("ok_simultaneous"));
    toErl.release('N');
    await().until(() -> toErl.statuses().equals(List.of("nok")));
    return dialled;
  }

  private void bothAreUp() {
    assertThat(node.nodes()).containsExactly(ERL);
    // Erlang sends the last message of the handshake before it knows the node.
    await().until(() -> erl.eval("nodes(hidden) =:= [J]").equals("true"));
    assertThat(erl.eval("net_adm:ping(J)")).isEqualTo("pong");
    assertThat(node.ping(ERL)).isTrue();
  }

  @Test
  void ok_eitherDials() {
    start(GREATER);
    assertThat(node.connect(ERL)).isTrue();
    bothAreUp();
    assertThat(toErl.statuses()).containsExactly("ok");
    assertThat(node.disconnect(ERL)).isTrue();
    await().until(() -> erl.eval("nodes(hidden)").equals("[]"));

    assertThat(erl.eval("net_kernel:connect_node(J)")).isEqualTo("true");
    bothAreUp();
    assertThat(toJava.statuses()).containsExactly("ok");
  }

  @Test
  void bothDial_javaIsGreater_erlIsToldNokAndSaysOkSimultaneous() throws Exception {
    Dialled dialled = bothDialAndErlIsToldNok();

    toErl.release('N');

    dialled.bothSucceed();
    assertThat(toErl.statuses()).containsExactly("ok_simultaneous");
    bothAreUp();
  }

  @Test
  void bothDial_javaIsSmaller_erlIsToldOkSimultaneousAndSaysNok() throws Exception {
    Dialled dialled = bothDialAndJavaIsToldNok('r');

    toJava.release('r');

    dialled.bothSucceed();
    bothAreUp();
  }

  /// As in Erlang, the attempt that was told nok stays, for the setup time, for the other's to
  /// come.
  @Test
  void bothDial_javaIsGreaterAndItsAttemptDies_itsNextOneServesBoth() throws Exception {
    Dialled dialled = bothDialAndErlIsToldNok();

    toErl.loseAll();
    dialled
        .byJava()
        .join(); // this node tries again as with OTP 22, which OTP 25 does not understand

    assertThat(node.connect(ERL)).isTrue();
    assertThat(dialled.byErl().join()).isEqualTo("true");
    assertThat(toErl.statuses()).containsExactly("ok_simultaneous");
    bothAreUp();
  }

  @Test
  void bothDial_javaIsGreaterAndItsAttemptDiesOnceErlGaveWay_bothFail() throws Exception {
    Dialled dialled = bothDialAndErlIsToldNok();
    toErl.hold('r');
    toErl.release('N');
    toErl.awaitHeld('r');
    assertThat(toErl.statuses()).containsExactly("ok_simultaneous");

    toErl.loseAll();

    dialled.bothFail();
    assertThat(node.connect(ERL)).isTrue();
    bothAreUp();
  }

  @Test
  void bothDial_javaIsSmallerAndTheAttemptOfErlDies_bothFail() throws Exception {
    Dialled dialled = bothDialAndJavaIsToldNok('r');

    toJava.loseAll();

    dialled.bothFail();
    assertThat(node.connect(ERL)).isTrue();
    bothAreUp();
  }

  /// The attempt of Erlang dies before this node has heard of it; the next one takes its place.
  @Test
  void bothDial_javaIsSmallerAndTheAttemptOfErlDiesUnseen_theNextOneOfErlServesBoth()
      throws Exception {
    Dialled dialled = bothDialAndJavaIsToldNok('N');

    toJava.loseAll();
    assertThat(dialled.byErl().join()).isEqualTo("false");

    assertThat(erl.eval("net_kernel:connect_node(J)")).isEqualTo("true");
    assertThat(dialled.byJava().join()).isTrue();
    assertThat(toJava.statuses()).containsExactly("ok_simultaneous");
    bothAreUp();
  }

  /// Erlang believes that the connection lives: this node has none, and says so.
  @Test
  void alive_fromErl_isAnsweredTrueAndReplacesTheDeadConnection() throws Exception {
    start(GREATER);
    assertThat(node.connect(ERL)).isTrue();
    erl.eval("net_kernel:monitor_nodes(true, [{node_type, hidden}])");
    toErl.loseDialler();
    await().until(() -> node.nodes().isEmpty());

    assertThat(node.connect(ERL)).isTrue();

    assertThat(toErl.statuses()).containsExactly("ok", "alive");
    assertThat(erl.eval("[receive {T, J, _} -> T after 9000 -> none end || _ <- [down, up]]"))
        .isEqualTo("[nodedown,nodeup]");
    bothAreUp();
  }

  /// The other way round: this node says alive, and Erlang answers true.
  @Test
  void alive_fromJava_isAnsweredTrueAndReplacesTheDeadConnection() throws Exception {
    start(GREATER);
    Queue<String> events = new ConcurrentLinkedQueue<>();
    node.spawn(self -> {
      self.monitorNodes(NodeType.CONNECTED);
      while (true) {
        events.add(self.receive() instanceof NodeEvent.Up ? "up" : "down");
      }
    });
    assertThat(erl.eval("net_kernel:connect_node(J)")).isEqualTo("true");
    toJava.loseDialler();
    await().until(() -> erl.eval("nodes(hidden)").equals("[]"));
    assertThat(node.nodes()).containsExactly(ERL);

    assertThat(erl.eval("net_kernel:connect_node(J)")).isEqualTo("true");

    assertThat(toJava.statuses()).containsExactly("ok", "alive");
    await().untilAsserted(() -> assertThat(events).containsExactly("up", "down", "up"));
    bothAreUp();
  }

  /// A dialler that does not want the connection any more answers `false`, and nothing changes. No
  /// Erlang does so by itself: `net_kernel` ends the process that dials before it forgets it. Here
  /// it is made to forget it.
  @Test
  void alive_fromJava_isAnsweredFalseAndTheConnectionStays() throws Exception {
    start(GREATER);
    assertThat(erl.eval("net_kernel:connect_node(J)")).isEqualTo("true");
    toJava.loseDialler();
    await().until(() -> erl.eval("nodes(hidden)").equals("[]"));
    toJava.hold('N');
    erl.eval("spawn(fun() -> net_kernel:connect_node(J) end)");
    toJava.awaitHeld('N');
    erl.eval(
        "sys:replace_state(net_kernel, fun(S) -> list_to_tuple([if is_map(E) ->"
            + " maps:filter(fun(_, N) -> N =/= J end, E); true -> E end || E <- tuple_to_list(S)])"
            + " end)");

    toJava.release('N');

    await().until(() -> toJava.answers().equals(List.of("false")));
    assertThat(toJava.statuses()).containsExactly("ok", "alive");
    assertThat(node.nodes()).containsExactly(ERL);
  }

  /// The other way round. This node, too, ends its attempt before it wants it no longer, so the
  /// answer is made by its handshake alone.
  @Test
  @DisabledIfSystemProperty(
      named = Wire.TLS,
      matches = "true",
      disabledReason = "the handshake alone speaks plain TCP")
  void alive_fromErl_isAnsweredFalseAndTheConnectionStays() throws Exception {
    start(GREATER);
    assertThat(node.connect(ERL)).isTrue();
    bothAreUp();
    erl.eval("net_kernel:monitor_nodes(true, [{node_type, hidden}])");
    InitiatorHandshake handshake =
        new InitiatorHandshake(
            new LocalNode(NodeName.of(GREATER), 7, Flags.BRING_UP, Flags.MANDATORY_26),
            NodeName.of(ERL),
            COOKIE,
            () -> false,
            new SecureRandom());

    try (FakePeer socket = FakePeer.connect(toErl.port())) {
      say(socket, handshake.start());
      byte[] status = socket.readMessage();
      assertThat(status).asString(ISO_8859_1).isEqualTo("salive");
      say(socket, handshake.received(status));
      assertThat(socket.closedWithin(Duration.ofSeconds(20))).isTrue();
    }

    assertThat(toErl.answers()).containsExactly("false");
    bothAreUp();
    assertThat(erl.eval("receive {T, J, _} -> T after 0 -> none end")).isEqualTo("none");
  }

  private static void say(FakePeer socket, List<HandshakeAction> actions) {
    for (HandshakeAction action : actions) {
      if (action instanceof HandshakeAction.Send(byte[] message)) {
        socket.raw(FakePeer.message(buffer -> buffer.put(message)));
      }
    }
  }

  @Test
  @DisabledIfSystemProperty(
      named = Wire.TLS,
      matches = "true",
      disabledReason = "over TLS OTP allows every node on a host that is in its list")
  void notAllowed_byTheAllowListOfErl_saysSo() {
    start(GREATER);
    assertThat(erl.eval("net_kernel:allow(['other@127.0.0.1'])")).isEqualTo("ok");
    assertThatThrownBy(() -> node.connectOrThrow(ERL))
        .isInstanceOf(NotConnectedException.class)
        .hasMessageContaining("not_allowed");
    assertThat(toErl.statuses()).containsExactly("not_allowed");

    assertThat(erl.eval("net_kernel:allow([J])")).isEqualTo("ok");
    assertThat(node.connect(ERL)).isTrue();
    bothAreUp();
  }

  @Test
  void notAllowed_byTheAllowListOfJava_saysSo() {
    start(GREATER);
    node.cluster().allow("other@127.0.0.1");
    assertThat(erl.eval("net_kernel:connect_node(J)")).isEqualTo("false");
    assertThat(toJava.statuses()).containsExactly("not_allowed");

    node.cluster().allow(ERL);
    assertThat(erl.eval("net_kernel:connect_node(J)")).isEqualTo("true");
    bothAreUp();
  }
}
