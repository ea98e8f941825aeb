package io.jergon.node.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jergon.node.control.LinkMessage;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class SimultaneousConnectTest {
  private final Transport transport = Transport.nio("test-io", 2);
  private final TestNode.Ports ports = new TestNode.Ports();
  private final LogLines log = new LogLines();

  @AfterEach
  void stop() {
    log.close();
    transport.group().shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  @Test
  void connect_bothSidesAtOnce_endsWithOneConnectionThatBothUse() throws Exception {
    for (int round = 0; round < 100; round++) {
      try (TestNode a = new TestNode("a@h", ports, transport);
          TestNode b = new TestNode("b@h", ports, transport)) {
        CyclicBarrier barrier = new CyclicBarrier(2);

        CompletableFuture<Connection> there = dial(a, b, barrier);
        CompletableFuture<Connection> back = dial(b, a, barrier);

        assertThat(there.get(10, TimeUnit.SECONDS).isUp()).as("round " + round).isTrue();
        assertThat(back.get(10, TimeUnit.SECONDS).isUp()).as("round " + round).isTrue();
        await().until(() -> a.received.size() == 1 && b.received.size() == 1);
        assertThat(a.events).as("round " + round).containsExactly("up b@h");
        assertThat(b.events).as("round " + round).containsExactly("up a@h");
      }
    }
    assertThat(log.lines()).isEmpty();
  }

  /// Dials, and sends one message at once, before the connection is up.
  private static CompletableFuture<Connection> dial(
      TestNode from, TestNode to, CyclicBarrier barrier) {
    CompletableFuture<Connection> result = new CompletableFuture<>();
    Thread.ofPlatform()
        .start(() -> {
          try {
            barrier.await();
            Connection connection = from.connections.open(to.name);
            connection.send(new LinkMessage.Link(from.pid(1), to.pid(1)), null);
            result.complete(connection.whenUp().join());
          } catch (Exception e) {
            result.completeExceptionally(e);
          }
        });
    return result;
  }
}
