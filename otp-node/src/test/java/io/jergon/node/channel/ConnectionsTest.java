package io.jergon.node.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.jergon.etf.Atom;
import io.jergon.etf.Binary;
import io.jergon.etf.IntegerTerm;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import io.jergon.node.ConnectionLimits;
import io.jergon.node.channel.DistributionConfig.Times;
import io.jergon.node.control.LinkMessage;
import io.jergon.node.control.ProtocolException;
import io.jergon.node.control.SendMessage;
import io.jergon.node.handshake.DistributionFlag;
import io.jergon.node.handshake.Flags;
import io.jergon.node.handshake.HandshakeFailure;
import io.jergon.node.name.NodeName;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ConnectionsTest {
  private final Transport transport = Transport.nio("test-io", 2);
  private final TestNode.Ports ports = new TestNode.Ports();
  private final List<TestNode> nodes = new ArrayList<>();
  private final LogLines log = new LogLines();

  @AfterEach
  void stop() {
    nodes.forEach(TestNode::close);
    log.close();
    transport.group().shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private TestNode node(String name) {
    return node(name, _ -> {});
  }

  private TestNode node(String name, Consumer<DistributionConfig.Builder> change) {
    TestNode node = new TestNode(name, ports, transport, change);
    nodes.add(node);
    return node;
  }

  @Test
  void connect_anotherNode_isUpOnBothSides() {
    TestNode a = node("a@h");
    TestNode b = node("b@h");

    Connection there = a.connections.connect(b.name).join();

    await().untilAsserted(() -> assertThat(b.events).containsExactly("up a@h"));
    Connection back = b.connections.get(Atom.of("a@h"));
    assertThat(a.events).containsExactly("up b@h");
    assertThat(there).isSameAs(a.connections.get(b.name)).isSameAs(a.connections.open(b.name));
    assertThat(there.creation()).isEqualTo(b.name.hashCode() | 4);
    assertThat(back).isNotNull();
    assertThat(back.creation()).isEqualTo(a.name.hashCode() | 4);
    assertThat(there.flags()).isEqualTo(Flags.OFFER).isEqualTo(back.flags());
    assertThat(there.hidden()).isTrue();
    assertThat(a.connections.up()).containsExactly(there);
    assertThat(log.lines()).isEmpty();
  }

  @Test
  void connect_bothPublished_isNotHidden() {
    TestNode a = node("a@h", config -> config.published(true));
    TestNode b = node("b@h", config -> config.published(true));

    assertThat(a.connections.connect(b.name).join().hidden()).isFalse();
  }

  @Test
  void send_bothWays_arrives() {
    TestNode a = node("a@h");
    TestNode b = node("b@h");
    SendMessage.Send there = new SendMessage.Send(a.pid(1), b.pid(2), null);
    LinkMessage.Link back = new LinkMessage.Link(b.pid(2), a.pid(1));
    Term message = Term.parse("{hello, [1, 2.5, <<\"x\">>]}");

    assertThat(a.connections.open(b.name).send(there, message)).isTrue();
    await().until(() -> !b.received.isEmpty());
    assertThat(b.connections.open(a.name).send(back, null)).isTrue();
    await().until(() -> !a.received.isEmpty());

    assertThat(b.received).containsExactly(new TestNode.Received(a.name, there, message));
    assertThat(a.received).containsExactly(new TestNode.Received(b.name, back, null));
  }

  @Test
  void send_64Megabytes_arrives() {
    TestNode a = node("a@h");
    TestNode b = node("b@h");
    byte[] bytes = new byte[64 << 20];
    new java.util.Random(1).nextBytes(bytes);
    Term message = Binary.wrap(bytes);

    a.connections.open(b.name).send(new SendMessage.Send(a.pid(1), b.pid(2), null), message);

    await().until(() -> !b.received.isEmpty());
    assertThat(b.received.getFirst().payload()).isEqualTo(message);
  }

  /// Eight senders begin while the connection is being made; each numbers its messages.
  @Test
  void send_eightSendersFromBeforeTheConnectionIsUp_keepTheirOrder() throws Exception {
    TestNode a = node("a@h");
    TestNode b = node("b@h");
    int senders = 8;
    int messages = 20_000;
    long[] last = new long[senders]; // owned by b's event loop
    CompletableFuture<Void> done = new CompletableFuture<>();
    b.receiver =
        one -> {
          Tuple tuple = (Tuple) one.payload();
          int sender = (int) number(tuple.get(0));
          long number = number(tuple.get(1));
          if (number != last[sender] + 1) {
            done.completeExceptionally(
                new AssertionError(sender + ": " + number + " after " + last[sender]));
          }
          last[sender] = number;
          if (java.util.Arrays.stream(last).allMatch(n -> n == messages)) {
            done.complete(null);
          }
        };

    try (ExecutorService threads = Executors.newFixedThreadPool(senders)) {
      List<Future<?>> running = new ArrayList<>();
      for (int sender = 0; sender < senders; sender++) {
        int id = sender;
        running.add(
            threads.submit(() -> {
              SendMessage.Send to = new SendMessage.Send(a.pid(id), b.pid(1), null);
              for (int i = 1; i <= messages; i++) {
                Connection connection = a.connections.open(b.name);
                Term message = Tuple.of(IntegerTerm.of(id), IntegerTerm.of(i));
                assertThat(connection.send(to, message)).isTrue();
                connection.awaitWritable();
              }
              return null;
            }));
      }
      for (Future<?> one : running) {
        one.get();
      }
    }

    done.join();
    assertThat(a.events).containsExactly("up b@h");
  }

  private static long number(Term term) {
    return ((IntegerTerm) term).longValue();
  }

  @Test
  void disconnect_connection_isDownOnceOnBothSides() {
    TestNode a = node("a@h");
    TestNode b = node("b@h");
    Connection connection = a.connections.connect(b.name).join();
    await().until(() -> b.connections.get(a.name) != null);

    connection.disconnect(DownReason.DISCONNECT);
    connection.disconnect(DownReason.NET_TICK_TIMEOUT);
    connection.whenGone().join();

    await()
        .untilAsserted(
            () -> assertThat(b.events).containsExactly("up a@h", "down a@h connection_closed"));
    assertThat(a.events).containsExactly("up b@h", "down b@h disconnect");
    assertThat(connection.isDown()).isTrue();
    assertThat(connection.send(new LinkMessage.Link(a.pid(1), b.pid(1)), null)).isFalse();
    assertThat(connection.busy()).isFalse();
    assertThat(a.connections.get(b.name)).isNull();
  }

  @Test
  void open_afterADisconnect_isANewConnection() {
    TestNode a = node("a@h");
    TestNode b = node("b@h");
    for (int round = 0; round < 20; round++) {
      Connection connection = a.connections.connect(b.name).join();
      connection.disconnect(DownReason.DISCONNECT);
    }
    Connection last = a.connections.connect(b.name).join();

    assertThat(last.isUp()).isTrue();
    assertThat(a.events).hasSize(41);
    for (int i = 0; i < 41; i++) {
      assertThat(a.events.get(i)).startsWith(i % 2 == 0 ? "up" : "down");
    }
  }

  @Test
  void open_unknownNode_failsWithOneLineAndOneEvent() {
    TestNode a = node("a@h");
    Connection connection = a.connections.open(NodeName.of("nobody@h"));
    connection.send(new LinkMessage.Link(a.pid(1), a.pid(2)), null);

    assertThatThrownBy(() -> connection.whenUp().join())
        .isInstanceOf(CompletionException.class)
        .hasRootCauseInstanceOf(ConnectionFailedException.class)
        .hasMessageContaining("cannot find nobody@h: no such node");
    connection.whenGone().join();

    assertThat(a.events).containsExactly("failed nobody@h CLOSED");
    assertThat(connection.isDown()).isTrue();
    assertThat(log.lines()).containsExactly("cannot find nobody@h: no such node");
    assertThatThrownBy(connection::flags).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void open_nobodyListens_fails() {
    TestNode a = node("a@h");
    NodeName b = NodeName.of("b@h");
    ports.put(b, new InetSocketAddress(InetAddress.getLoopbackAddress(), 1)); // below any node's

    assertThatThrownBy(() -> a.connections.connect(b).join())
        .hasMessageContaining("cannot connect to b@h at ");
    assertThat(a.events).containsExactly("failed b@h CLOSED");
  }

  @Test
  void open_self_isRefused() {
    TestNode a = node("a@h");

    assertThatThrownBy(() -> a.connections.open(a.name))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void open_longNamedNodeFromAShortNamedOne_failsBeforeAnythingIsLookedUp() {
    TestNode a = node("a@h");

    assertThatThrownBy(() -> a.connections.connect(NodeName.of("b@h.org")).join())
        .hasMessageContaining("the peer uses a long name");
  }

  @Test
  void connect_otherCookie_failsWithOneLineOnEachSide() {
    TestNode a = node("a@h");
    TestNode b = node("b@h", config -> config.cookie(_ -> "other"));

    assertThatThrownBy(() -> a.connections.connect(b.name).join())
        .hasMessageContaining("cookie mismatch with b@h");

    await().until(() -> log.lines().size() == 2);
    assertThat(log.lines()).allMatch(line -> line.startsWith("cookie mismatch with "));
    assertThat(a.events).containsExactly("failed b@h COOKIE");
    assertThat(b.events).isEmpty();
  }

  @Test
  void connect_cookiePerPeer_isUsed() {
    TestNode a = node("a@h", config -> config.cookie(peer -> "for " + peer));
    TestNode b = node("b@h", config -> config.cookie(_ -> "for b@h"));

    assertThat(a.connections.connect(b.name).join().isUp()).isTrue();
  }

  @Test
  void connect_missingFlags_areNamedOnBothSides() {
    TestNode a = node("a@h");
    TestNode old =
        node(
            "old@h",
            config ->
                config.offer(
                    Flags.BRING_UP.without(
                        DistributionFlag.MAP_TAG, DistributionFlag.MANDATORY_25_DIGEST)));

    assertThatThrownBy(() -> a.connections.connect(old.name).join())
        .hasMessageContaining("old@h lacks flags that this node requires: [MAP_TAG]");
    assertThatThrownBy(() -> old.connections.connect(a.name).join())
        .hasMessageContaining("a@h refuses this node (not_allowed)");

    assertThat(log.lines())
        .anyMatch(line -> line.startsWith("old@h lacks flags that this node requires: [MAP_TAG]"));
  }

  @Test
  void connect_notAllowed_isRefused() {
    TestNode a = node("a@h");
    TestNode b = node("b@h", config -> config.allow(_ -> false));

    assertThatThrownBy(() -> a.connections.connect(b.name).join())
        .hasMessageContaining("not_allowed");
  }

  @Test
  void connect_anotherNodeAnswers_isRefused() {
    TestNode a = node("a@h");
    TestNode b = node("b@h");
    ports.put(NodeName.of("c@h"), b.address);

    assertThatThrownBy(() -> a.connections.connect(NodeName.of("c@h")).join())
        .hasMessageContaining("dialled c@h but the node there is called \"b@h\"");
    assertThat(b.events).isEmpty();
  }

  @Test
  void connect_cookieOrResolverThrows_fails() {
    TestNode a =
        node(
            "a@h",
            config ->
                config.cookie(_ -> {
                  throw new IllegalStateException("no cookie file");
                }));
    TestNode b = node("b@h");
    TestNode c =
        node(
            "c@h",
            config ->
                config.resolver(_ -> {
                  throw new IllegalStateException("no resolver");
                }));

    assertThatThrownBy(() -> a.connections.connect(b.name).join())
        .hasMessageContaining("no cookie for b@h: no cookie file");
    assertThatThrownBy(() -> b.connections.connect(a.name).join())
        .hasMessageContaining("cookie mismatch with a@h");
    assertThatThrownBy(() -> c.connections.connect(b.name).join())
        .hasMessageContaining("cannot find b@h: no resolver");
  }

  @Test
  void connect_resolverNeverAnswers_failsInTime() {
    TestNode a =
        node(
            "a@h",
            config ->
                config
                    .times(new Times(Duration.ofSeconds(60), Duration.ofMillis(100)))
                    .resolver(ConnectionsTest::never));

    assertThatThrownBy(() -> a.connections.connect(NodeName.of("b@h")).join())
        .hasMessageContaining("cannot find b@h: no answer within 100 ms");
  }

  /// A resolver that finds nothing, for as long as it takes.
  private static List<InetSocketAddress> never(NodeName node) throws InterruptedException {
    new CountDownLatch(1).await();
    throw new AssertionError("nobody counts it down");
  }

  @Test
  void connect_resolverNeverAnswers_isInterrupted() {
    CountDownLatch interrupted = new CountDownLatch(1);
    TestNode a =
        node(
            "a@h",
            config ->
                config
                    .times(new Times(Duration.ofSeconds(60), Duration.ofMillis(100)))
                    .resolver(node -> {
                      try {
                        return never(node);
                      } catch (InterruptedException e) {
                        interrupted.countDown();
                        throw e;
                      }
                    }));
    a.connections.open(NodeName.of("b@h"));

    await().until(() -> interrupted.getCount() == 0);
  }

  @Test
  void connect_firstAddressesAreDead_reachesTheOneThatLives() throws Exception {
    TestNode b = node("b@h");
    InetSocketAddress dead;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      dead = (InetSocketAddress) closed.getLocalSocketAddress();
    }
    TestNode a = node("a@h", config -> config.resolver(_ -> List.of(dead, dead, b.address)));

    assertThat(a.connections.connect(b.name).join().isUp()).isTrue();
    assertThat(a.events).containsExactly("up b@h");
  }

  @Test
  void current_anyState_isTheOneThatIsNotDown() {
    TestNode a = node("a@h", config -> config.resolver(ConnectionsTest::never));
    Atom peer = Atom.of("b@h");
    assertThat(a.connections.current(peer)).isNull();

    Connection connection = a.connections.open(NodeName.of("b@h"));
    assertThat(a.connections.current(peer)).isSameAs(connection);
    assertThat(a.connections.get(peer)).isNull();

    connection.disconnect(DownReason.DISCONNECT);
    assertThat(a.connections.current(peer)).isNull();
  }

  @Test
  void disconnect_whileConnecting_isAFailure() {
    TestNode a = node("a@h", config -> config.resolver(ConnectionsTest::never));
    Connection connection = a.connections.open(NodeName.of("b@h"));

    connection.disconnect(DownReason.DISCONNECT);
    connection.whenGone().join();

    assertThat(a.events).containsExactly("failed b@h CLOSED");
  }

  /// The other incarnation of a crashed node comes while we still hold the connection of the first.
  @Test
  void accept_nodeThatCameBack_replacesTheOldConnection() {
    TestNode a = node("a@h");
    TestNode b = node("b@h");
    a.connections.connect(b.name).join();
    await().until(() -> b.connections.get(a.name) != null);
    TestNode again = node("a@h");

    again.connections.connect(b.name).join();

    await()
        .untilAsserted(
            () -> assertThat(b.events).containsExactly("up a@h", "down a@h disconnect", "up a@h"));
    await()
        .untilAsserted(
            () -> assertThat(a.events).containsExactly("up b@h", "down b@h connection_closed"));
  }

  @Test
  void accept_sameNameWithoutTheCookie_leavesTheOldConnectionAlone() {
    TestNode a = node("a@h");
    TestNode b = node("b@h");
    a.connections.connect(b.name).join();
    await().until(() -> b.connections.get(a.name) != null);
    TestNode fake = node("a@h", config -> config.cookie(_ -> "guess"));

    assertThatThrownBy(() -> fake.connections.connect(b.name).join())
        .hasMessageContaining("cookie mismatch");

    assertThat(b.events).containsExactly("up a@h");
    assertThat(b.connections.get(a.name)).isNotNull();
  }

  @Test
  void received_listenerRefusesTheMessage_closesWithOneLine() {
    TestNode a = node("a@h");
    TestNode b = node("b@h");
    b.receiver =
        _ -> {
          throw new ProtocolException("nonsense");
        };

    Connection connection = a.connections.connect(b.name).join();
    for (int i = 0; i < 10; i++) {
      connection.send(new LinkMessage.Link(a.pid(1), b.pid(1)), null);
    }

    await().untilAsserted(() -> assertThat(a.events).hasSize(2));
    await()
        .untilAsserted(
            () -> assertThat(b.events).containsExactly("up a@h", "down a@h connection_closed"));
    assertThat(log.lines()).containsExactly("connection closed: peer=a@h sent nonsense");
  }

  @Test
  void received_linkOfAThirdNode_closes() {
    TestNode a = node("a@h");
    TestNode b = node("b@h");
    TestNode c = node("c@h");

    a.connections.connect(b.name).join().send(new LinkMessage.Link(c.pid(1), b.pid(1)), null);

    await().untilAsserted(() -> assertThat(b.events).hasSize(2));
    assertThat(b.received).isEmpty();
    assertThat(log.lines()).singleElement().asString().contains("is not of a@h");
  }

  @Test
  void awaitWritable_onAnEventLoop_isRefused() {
    TestNode a = node("a@h");
    TestNode b = node("b@h", config -> config.limits(tiny()));
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    b.receiver =
        one -> {
          try {
            Connection back = b.connections.open(one.from());
            back.send(new SendMessage.Send(b.pid(1), a.pid(1), null), Binary.wrap(new byte[999]));
            back.awaitWritable();
          } catch (IllegalStateException | InterruptedException e) {
            thrown.set(e);
          }
        };

    a.connections.connect(b.name).join().send(new LinkMessage.Link(a.pid(1), b.pid(1)), null);

    await().until(() -> thrown.get() != null);
    assertThat(thrown.get()).hasMessage("an event loop must not wait");
  }

  private static ConnectionLimits tiny() {
    return ConnectionLimits.DEFAULT.withBusyBytes(100);
  }

  @Test
  void close_node_endsEverythingOnceAndForGood() {
    TestNode a = node("a@h");
    TestNode b = node("b@h");
    TestNode c = node("c@h", config -> config.resolver(ConnectionsTest::never));
    a.connections.connect(b.name).join();
    Connection pending = c.connections.open(NodeName.of("d@h"));

    a.close();
    c.close();

    assertThat(a.events).containsExactly("up b@h", "down b@h net_kernel_terminated");
    assertThat(c.events).containsExactly("failed d@h CLOSED");
    assertThat(pending.isDown()).isTrue();
    Connection late = a.connections.open(b.name);
    assertThat(late.isDown()).isTrue();
    assertThat(late.send(new LinkMessage.Link(a.pid(1), b.pid(1)), null)).isFalse();
    assertThatThrownBy(() -> a.connections.connect(b.name).join())
        .hasMessageContaining("a@h has stopped");
    await().until(() -> b.events.size() == 2);
    assertThatThrownBy(() -> b.connections.connect(a.name).join())
        .hasMessageContaining("cannot connect to a@h");
    a.close();
  }

  @Test
  void failure_kinds_areToldToTheCaller() {
    TestNode a = node("a@h");

    CompletableFuture<Connection> connecting = a.connections.connect(NodeName.of("x@h"));

    assertThatThrownBy(connecting::join)
        .cause()
        .isInstanceOfSatisfying(
            ConnectionFailedException.class,
            e -> assertThat(e.failure().kind()).isEqualTo(HandshakeFailure.Kind.CLOSED));
  }
}
