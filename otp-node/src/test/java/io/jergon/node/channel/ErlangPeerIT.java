package io.jergon.node.channel;

import static io.jergon.node.handshake.DistributionFlag.ALTACT_SIG;
import static io.jergon.node.handshake.DistributionFlag.NATIVE_RECORDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.jergon.epmd.EpmdClient;
import io.jergon.epmd.EpmdRegistration;
import io.jergon.epmd.NodeEntry;
import io.jergon.etf.Atom;
import io.jergon.etf.Term;
import io.jergon.node.channel.DistributionConfig.Times;
import io.jergon.node.control.MonitorMessage;
import io.jergon.node.control.SendMessage;
import io.jergon.node.handshake.DistributionFlag;
import io.jergon.node.handshake.Flags;
import io.jergon.node.name.NodeName;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The handshake, frames and ticks against a real `erl`, with a real `epmd` of its own.
@Timeout(120)
class ErlangPeerIT {
  private static final NodeName ERL = NodeName.of("erl@127.0.0.1");
  private static final String JVM = "'jvm@127.0.0.1'";

  private final Transport transport = Transport.nio("test-io", 2);
  private final LogLines log = new LogLines();
  private final List<AutoCloseable> open = new ArrayList<>();
  private int epmdPort;
  private EpmdClient epmd;

  @BeforeEach
  void startEpmd() throws Exception {
    // Below the ports that nodes get when they ask for any.
    try (ServerSocket free =
        new ServerSocket(ThreadLocalRandom.current().nextInt(10_000, 30_000))) {
      epmdPort = free.getLocalPort();
    }
    Process process =
        new ProcessBuilder(ErlProcess.find("epmd").toString(), "-port", "" + epmdPort)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    open.add(() -> process.destroyForcibly().waitFor());
    epmd = new EpmdClient(transport.group(), epmdPort);
    await().ignoreExceptions().until(() -> epmd.names("127.0.0.1").join() != null);
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
    log.close();
    transport.group().shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private ErlProcess erl(String... more) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("-name", ERL.text(), "-setcookie", "secret"));
    arguments.addAll(List.of(more));
    return startErl(arguments);
  }

  private ErlProcess startErl(List<String> arguments) throws Exception {
    ErlProcess erl = new ErlProcess(epmdPort, arguments.toArray(String[]::new));
    open.add(erl);
    assertThat(erl.eval("1 + 1")).isEqualTo("2");
    return erl;
  }

  private TestNode jvm() {
    return jvm("jvm@127.0.0.1", _ -> {});
  }

  private TestNode jvm(String name, Consumer<DistributionConfig.Builder> change) {
    TestNode node =
        new TestNode(
            name,
            new TestNode.Ports(),
            transport,
            config -> change.accept(config.resolver(this::resolve)));
    open.add(node);
    EpmdRegistration registration =
        epmd.register(NodeEntry.hidden(node.name.live(), node.address.getPort())).join();
    open.add(registration);
    return node;
  }

  private List<InetSocketAddress> resolve(NodeName peer) {
    return List.of(
        new InetSocketAddress(
            peer.host(), epmd.lookup(peer.live(), peer.host()).join().orElseThrow().port()));
  }

  @Test
  void weDial_sameCookie_bothAreUp() throws Exception {
    ErlProcess erl = erl();
    TestNode jvm = jvm();

    Connection connection = jvm.connections.connect(ERL).join();

    // OTP 28 has the one, OTP 29 the other, too.
    assertThat(connection.flags().with(ALTACT_SIG, NATIVE_RECORDS)).isEqualTo(Flags.OFFER);
    assertThat(connection.hidden()).isTrue();
    assertThat(Integer.toUnsignedString(connection.creation()))
        .isEqualTo(erl.eval("erlang:system_info(creation)"));
    assertThat(erl.eval("nodes(hidden)")).isEqualTo("[" + JVM + "]");
    assertThat(erl.eval("nodes()")).isEqualTo("[]");
  }

  @Test
  void erlDials_sameCookie_bothAreUp() throws Exception {
    ErlProcess erl = erl();
    TestNode jvm = jvm();

    assertThat(erl.eval("net_kernel:connect_node(" + JVM + ")")).isEqualTo("true");

    await().untilAsserted(() -> assertThat(jvm.events).containsExactly("up erl@127.0.0.1"));
    assertThat(erl.eval("nodes(hidden)")).isEqualTo("[" + JVM + "]");
    assertThat(log.lines()).isEmpty();
  }

  @Test
  void weDial_otherCookie_isAMismatchOnBothSides() throws Exception {
    ErlProcess erl = erl("-setcookie", "other");
    TestNode jvm = jvm();

    assertThatThrownBy(() -> jvm.connections.connect(ERL).join())
        .hasMessageContaining("cookie mismatch with erl@127.0.0.1");

    assertThat(log.lines()).singleElement().asString().startsWith("cookie mismatch with erl@");
    await().until(() -> String.join(" ", erl.output()).contains("nvalid challenge reply"));
  }

  @Test
  void erlDials_otherCookie_isAMismatchWithOneLine() throws Exception {
    ErlProcess erl = erl("-setcookie", "other");
    TestNode jvm = jvm();

    assertThat(erl.eval("net_kernel:connect_node(" + JVM + ")")).isEqualTo("false");

    await().until(() -> !log.lines().isEmpty());
    assertThat(log.lines()).singleElement().asString().startsWith("cookie mismatch with erl@");
    assertThat(jvm.events).isEmpty();
  }

  @Test
  void names_longAndShort_areRefusedByWhoeverDials() throws Exception {
    ErlProcess erl = erl();
    TestNode shortNamed = jvm("jvm@localhost", _ -> {});

    assertThatThrownBy(() -> shortNamed.connections.connect(ERL).join())
        .hasMessageContaining("erl@127.0.0.1: the peer uses a long name");
    assertThat(erl.eval("net_kernel:connect_node(jvm@localhost)")).isEqualTo("false");
  }

  @Test
  void flags_peerLacksOurs_areNamed() throws Exception {
    ErlProcess erl = erl();
    TestNode jvm =
        jvm(
            "jvm@127.0.0.1",
            config -> config.required(Flags.MANDATORY_26.with(DistributionFlag.NATIVE_RECORDS)));

    assertThatThrownBy(() -> jvm.connections.connect(ERL).join())
        .hasMessageContaining(
            "erl@127.0.0.1 lacks flags that this node requires: [NATIVE_RECORDS]");
    assertThat(erl.eval("net_kernel:connect_node(" + JVM + ")")).isEqualTo("false");
    await().until(() -> log.lines().size() == 2);
    assertThat(log.lines()).allMatch(line -> line.contains("[NATIVE_RECORDS]"));
  }

  @Test
  void flags_weLackTheirs_isNotAllowed() throws Exception {
    ErlProcess erl = erl();
    TestNode jvm =
        jvm(
            "jvm@127.0.0.1",
            config ->
                config.offer(
                    Flags.BRING_UP.without(
                        DistributionFlag.MANDATORY_25_DIGEST, DistributionFlag.BIG_CREATION)));

    assertThatThrownBy(() -> jvm.connections.connect(ERL).join())
        .hasMessageContaining("erl@127.0.0.1 refuses this node (not_allowed)");
    assertThat(erl.eval("net_kernel:connect_node(" + JVM + ")")).isEqualTo("false");
    await().until(() -> String.join(" ", erl.output()).contains("BIG_CREATION"));
  }

  @Test
  void messages_bothWays_arrive() throws Exception {
    ErlProcess erl = erl();
    TestNode jvm = jvm();
    erl.eval("register(test, self())");

    erl.eval("{echo, " + JVM + "} ! {hello, \"w\\x{f6}rld\", #{1.5 => [a | b]}}");
    await().until(() -> jvm.received.size() == 1);
    TestNode.Received first = jvm.received.getFirst();
    assertThat(first.control())
        .isInstanceOfSatisfying(
            SendMessage.SendToName.class,
            send -> assertThat(send.name()).isEqualTo(Atom.of("echo")));
    assertThat(first.payload()).isEqualTo(Term.parse("{hello, \"wörld\", #{1.5 => [a | b]}}"));

    Connection connection = jvm.connections.open(ERL);
    for (int i = 0; i < 3; i++) {
      connection.send(
          new SendMessage.SendToName(jvm.pid(1), Atom.of("test"), null),
          Term.parse("{number, " + i + "}"));
    }
    assertThat(erl.eval("[receive {number, N} -> N after 5000 -> timeout end || _ <- [1, 2, 3]]"))
        .isEqualTo("[0,1,2]");

    erl.eval("monitor(process, {echo, " + JVM + "})");
    await().until(() -> jvm.received.size() == 2);
    MonitorMessage.Monitor monitor = (MonitorMessage.Monitor) jvm.received.get(1).control();
    assertThat(monitor.target()).isEqualTo(Atom.of("echo"));
    connection.send(
        new MonitorMessage.MonitorExit(monitor.target(), monitor.from(), monitor.ref()),
        Atom.NOPROC);
    assertThat(erl.eval("receive {'DOWN', _, process, P, R} -> {P, R} after 5000 -> timeout end"))
        .isEqualTo("{{echo," + JVM + "},noproc}");
  }

  @Test
  void nodeDown_killedErl_isNoticedAndItComesBack() throws Exception {
    ErlProcess erl = erl();
    TestNode jvm = jvm();
    jvm.connections.connect(ERL).join();

    erl.kill();

    await()
        .untilAsserted(() ->
            assertThat(jvm.events)
                .containsExactly("up erl@127.0.0.1", "down erl@127.0.0.1 connection_closed"));
    ErlProcess again = erl();
    assertThat(again.eval("net_kernel:connect_node(" + JVM + ")")).isEqualTo("true");
    await().until(() -> jvm.events.size() == 3);
  }

  @Test
  void ticks_idleConnection_staysUpOnBothSides() throws Exception {
    ErlProcess erl = erl("-kernel", "net_ticktime", "2");
    TestNode jvm =
        jvm(
            "jvm@127.0.0.1",
            config -> config.times(new Times(Duration.ofSeconds(2), Duration.ofSeconds(7))));
    jvm.connections.connect(ERL).join();

    await()
        .during(Duration.ofSeconds(5))
        .atMost(Duration.ofSeconds(10))
        .until(() -> jvm.events.size() == 1);

    assertThat(erl.eval("nodes(hidden)")).isEqualTo("[" + JVM + "]");
  }

  @Test
  void connect_bothAtOnce_endsWithOneConnection() throws Exception {
    ErlProcess erl = erl();
    TestNode jvm = jvm();
    int ups = 0;
    for (int round = 0; round < 30; round++) {
      erl.eval("spawn(fun() -> net_kernel:connect_node(" + JVM + ") end)");
      Connection connection = jvm.connections.connect(ERL).get(10, TimeUnit.SECONDS);
      assertThat(erl.eval("net_kernel:connect_node(" + JVM + ")")).isEqualTo("true");
      ups++;
      assertThat(jvm.events).as("round " + round).hasSize(2 * ups - 1);
      connection.disconnect(DownReason.DISCONNECT);
      connection.whenGone().join();
      await().until(() -> erl.eval("nodes(hidden)").equals("[]"));
    }
  }

  @Test
  void erlWithoutAName_dials_getsOne() throws Exception {
    ErlProcess erl = startErl(List.of("-name", "undefined@127.0.0.1", "-setcookie", "secret"));
    TestNode jvm = jvm();

    String connected = erl.eval("net_kernel:connect_node(" + JVM + ")");
    assertThat(connected).as(() -> log.lines() + " " + erl.output()).isEqualTo("true");

    await().until(() -> jvm.events.size() == 1);
    assertThat(jvm.events.getFirst()).matches("up [0-9A-Z]+@127.0.0.1");
    assertThat("up " + erl.eval("node()").replace("'", "")).isEqualTo(jvm.events.getFirst());
  }
}
