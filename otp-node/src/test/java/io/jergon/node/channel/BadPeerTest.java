package io.jergon.node.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jergon.etf.Binary;
import io.jergon.node.ConnectionLimits;
import io.jergon.node.channel.DistributionConfig.Times;
import io.jergon.node.control.SendMessage;
import io.jergon.node.name.NodeName;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Peers that send garbage, dribble, are silent, or do not read.
@Timeout(60)
class BadPeerTest {
  private static final NodeName A = NodeName.of("a@h");

  private final Transport transport = Transport.nio("test-io", 2);
  private final LogLines log = new LogLines();
  private TestNode node = node(_ -> {});

  private TestNode node(Consumer<DistributionConfig.Builder> change) {
    return new TestNode("a@h", new TestNode.Ports(), transport, change);
  }

  private TestNode nodeWith(Consumer<DistributionConfig.Builder> change) {
    node.close();
    node = node(change);
    return node;
  }

  @AfterEach
  void stop() {
    node.close();
    log.close();
    transport.group().shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  @Test
  void handshake_randomGarbage_closesEachTimeWithOneLine() throws IOException {
    Random random = new Random(5);
    for (int round = 0; round < 50; round++) {
      try (RawPeer peer = new RawPeer(node)) {
        byte[] garbage = new byte[2 + random.nextInt(500)];
        random.nextBytes(garbage);
        garbage[0] = 0; // a short message, which is there
        garbage[1] = (byte) Math.min(garbage.length - 2, 100);
        peer.out.write(garbage);

        assertThat(peer.closed()).isTrue();
      }
    }
    await().until(() -> log.lines().size() >= 50);
    assertThat(log.lines()).hasSize(50).allMatch(line -> line.startsWith("handshake from "));
    assertThat(node.events).isEmpty();
  }

  @Test
  void frames_randomGarbage_closesEachTimeWithOneLine() throws IOException {
    Random random = new Random(6);
    for (int round = 1; round <= 50; round++) {
      try (RawPeer peer = new RawPeer(node).shakeHands("x@h", A)) {
        byte[] garbage = new byte[1 + random.nextInt(500)];
        random.nextBytes(garbage);
        garbage[0] = (byte) (random.nextBoolean() ? 112 : garbage[0]);
        peer.frame(garbage);

        assertThat(peer.closed()).isTrue();
      }
      int expected = round;
      await().until(() -> node.events.size() == 2 * expected);
    }
    assertThat(log.lines())
        .hasSize(50)
        .allMatch(line -> line.startsWith("connection closed: peer=x@h sent "));
    assertThat(node.events.subList(0, 2)).containsExactly("up x@h", "down x@h connection_closed");
  }

  @Test
  void frames_hugeLength_closes() throws IOException {
    try (RawPeer peer = new RawPeer(node).shakeHands("x@h", A)) {
      peer.out.writeInt(Integer.MAX_VALUE);

      assertThat(peer.closed()).isTrue();
    }
    await().until(() -> !log.lines().isEmpty());
    assertThat(log.lines())
        .containsExactly(
            "connection closed: peer=x@h sent message of 2147483647 bytes announced"
                + " (expected: at most 268435456)");
  }

  @Test
  void handshake_silentPeer_isDroppedAfterTheSetupTime() throws IOException {
    nodeWith(config -> config.times(new Times(Duration.ofSeconds(60), Duration.ofMillis(200))));
    try (RawPeer peer = new RawPeer(node)) {
      assertThat(peer.closed()).isTrue();
    }
    await().until(() -> !log.lines().isEmpty());
    assertThat(log.lines()).singleElement().asString().contains("timed out: its name");
  }

  @Test
  void handshake_tooManyAtOnce_theOldestGoAndTheNewestIsWelcome() throws IOException {
    nodeWith(config ->
        config
            .times(new Times(Duration.ofSeconds(60), Duration.ofSeconds(60)))
            .limits(ConnectionLimits.DEFAULT.withMaxHandshakes(3)));
    List<RawPeer> silent = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      RawPeer peer = new RawPeer(node);
      peer.socket.setSoTimeout(200);
      silent.add(peer);
    }
    await()
        .pollDelay(Duration.ZERO)
        .untilAsserted(() -> {
          int closed = 0;
          for (RawPeer peer : silent) {
            closed += peer.closed() ? 1 : 0;
          }
          assertThat(closed).isEqualTo(3);
        });

    new RawPeer(node).shakeHands("x@h", A).close();

    await().until(() -> !log.lines().isEmpty());
    assertThat(log.lines())
        .allMatch(line -> line.endsWith("3 handshakes are in progress, and it was the oldest"));
    for (RawPeer peer : silent) {
      peer.close();
    }
  }

  @Test
  void connections_asManyAsThereMayBe_refusesTheNextUntilOneIsGone() throws IOException {
    nodeWith(config ->
        config
            .times(new Times(Duration.ofSeconds(60), Duration.ofSeconds(60)))
            .limits(ConnectionLimits.DEFAULT.withMaxConnections(2)));
    RawPeer claimed = new RawPeer(node); // takes no place: it proves nothing
    claimed.claim("somebody@h");
    try (RawPeer first = new RawPeer(node).shakeHands("x@h", A);
        RawPeer second = new RawPeer(node).shakeHands("y@h", A)) {
      await().until(() -> node.connections.up().size() == 2);
      try (RawPeer third = new RawPeer(node)) {
        assertThat(third.closed()).isTrue();
      }
      assertThat(log.lines()).singleElement().asString().contains("because there are 2 peers");
      assertThat(second.socket.isConnected()).isTrue();
      first.close();
      await().until(() -> node.connections.up().size() == 1);
      try (RawPeer next = new RawPeer(node).shakeHands("z@h", A)) {
        await().until(() -> node.connections.up().size() == 2);
        assertThat(next.socket.isConnected()).isTrue();
      }
    }
    claimed.close();
  }

  @Test
  void connection_silentPeer_goesDownByTheTickTime() throws IOException {
    nodeWith(config -> config.times(new Times(Duration.ofMillis(400), Duration.ofSeconds(7))));
    try (RawPeer peer = new RawPeer(node).shakeHands("x@h", A)) {
      assertThat(peer.frame()).isEmpty(); // ticks of theirs
      assertThat(peer.frame()).isEmpty();
      assertThat(peer.closed()).isTrue();
    }
    await().until(() -> node.events.size() == 2);
    assertThat(node.events).containsExactly("up x@h", "down x@h net_tick_timeout");
  }

  @Test
  void connection_peerThatOnlyTicks_staysUp() throws IOException {
    nodeWith(config -> config.times(new Times(Duration.ofSeconds(2), Duration.ofSeconds(7))));
    try (RawPeer peer = new RawPeer(node).shakeHands("x@h", A)) {
      for (int i = 0; i < 6; i++) {
        assertThat(peer.frame()).isEmpty();
        peer.out.writeInt(0);
      }
      assertThat(node.events).containsExactly("up x@h");
    }
  }

  @Test
  void connection_peerThatDoesNotRead_makesItBusyUntilItDoes() throws Exception {
    try (RawPeer peer = new RawPeer(node).shakeHands("x@h", A)) {
      await().until(() -> node.connections.get(NodeName.of("x@h")) != null);
      Connection connection = node.connections.open(NodeName.of("x@h"));
      SendMessage.Send to = new SendMessage.Send(node.pid(1), node.pid(2), null);
      byte[] payload = new byte[100_000];
      int sent = 0;
      while (sent < 1000) {
        connection.send(to, Binary.of(payload));
        sent++;
        if (connection.busy()) {
          try {
            connection.whenWritable().get(200, TimeUnit.MILLISECONDS);
          } catch (java.util.concurrent.TimeoutException e) {
            break; // nobody reads
          }
        }
      }
      assertThat(sent).as("messages of 100 kB that fit on the way").isLessThan(1000);
      assertThat(connection.queuedBytes()).isLessThan(2 << 20);
      CompletableFuture<Void> waiting =
          CompletableFuture.runAsync(() -> {
            try {
              connection.awaitWritable();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          });

      for (int i = 0; i < sent; i++) {
        assertThat(peer.frame().length).isGreaterThan(100_000);
      }

      waiting.get(10, TimeUnit.SECONDS);
      await().until(() -> connection.queuedBytes() == 0);
    }
  }

  @Test
  void connection_goesDownWhileSendersWait_letsThemGo() throws Exception {
    RawPeer peer = new RawPeer(node).shakeHands("x@h", A);
    await().until(() -> node.connections.get(NodeName.of("x@h")) != null);
    Connection connection = node.connections.open(NodeName.of("x@h"));
    SendMessage.Send to = new SendMessage.Send(node.pid(1), node.pid(2), null);
    for (int i = 0; i < 500; i++) {
      connection.send(to, Binary.of(new byte[100_000]));
    }
    CompletableFuture<Void> writable = connection.whenWritable();
    assertThat(writable).isNotDone();

    peer.close();

    writable.get(10, TimeUnit.SECONDS);
    assertThat(connection.isDown()).isTrue();
    assertThat(connection.send(to, Binary.of(new byte[1]))).isFalse();
  }
}
