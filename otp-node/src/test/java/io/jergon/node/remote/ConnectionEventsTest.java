package io.jergon.node.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.node.ConnectionStatus;
import io.jergon.node.MailboxLimit;
import io.jergon.node.Node;
import io.jergon.node.SpawnOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What the flight recorder sees of connections.
class ConnectionEventsTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  private final Neighbours neighbours = new Neighbours();
  private final Node a = neighbours.node("a@127.0.0.1");
  private final Node b = neighbours.node("b@127.0.0.1");

  @AfterEach
  void close() {
    neighbours.close();
  }

  private static Map<String, List<RecordedEvent>> recorded(List<String> names, Runnable action) {
    List<RecordedEvent> events = new CopyOnWriteArrayList<>();
    try (RecordingStream stream = new RecordingStream()) {
      stream.setReuse(false);
      for (String name : names) {
        stream.enable("io.jergon." + name).withoutThreshold();
        stream.onEvent("io.jergon." + name, events::add);
      }
      stream.startAsync();
      action.run();
      stream.stop(); // all that was committed has been seen
    }
    return events.stream()
        .collect(
            Collectors.groupingBy(
                event -> event.getEventType().getName().substring("io.jergon.".length())));
  }

  @Test
  void nodes_thatMeetAndPart_areSeenByBoth() {
    Map<String, List<RecordedEvent>> seen =
        recorded(
            List.of("Handshake", "NodeUp", "NodeDown"),
            () -> {
              a.connectOrThrow(b.name());
              await().atMost(LONG).until(() -> b.nodes().contains(a.name()));
              a.disconnect(b.name());
              await().atMost(LONG).until(() -> b.nodes().isEmpty());
            });
    assertThat(seen.get("Handshake"))
        .allSatisfy(event -> assertThat(event.getBoolean("success")).isTrue())
        .extracting(event -> event.getString("peer"))
        .containsExactlyInAnyOrder(a.name(), b.name());
    assertThat(seen.get("NodeUp"))
        .extracting(event -> event.getString("node") + " " + event.getString("direction"))
        .containsExactlyInAnyOrder(a.name() + " out", b.name() + " in");
    assertThat(seen.get("NodeDown"))
        .extracting(event -> event.getString("node") + " " + event.getString("peer"))
        .containsExactlyInAnyOrder(a.name() + " " + b.name(), b.name() + " " + a.name());
  }

  @Test
  void peer_thatFillsAMailboxWithBlock_isSeenAsAPauseOfReading() {
    CountDownLatch gate = new CountDownLatch(1);
    Pid full =
        b.spawn(
            SpawnOptions.DEFAULT.withMailboxLimit(MailboxLimit.block(1)),
            self -> {
              gate.await();
              for (int i = 0; i < 10; i++) {
                self.receive();
              }
            });
    Map<String, List<RecordedEvent>> seen =
        recorded(
            List.of("ReadPause"),
            () -> {
              for (int i = 0; i < 10; i++) {
                a.send(full, Atom.of("more"));
              }
              await().atMost(LONG).until(() -> !isRead());
              gate.countDown();
              await().atMost(LONG).until(this::isRead);
            });
    assertThat(seen.get("ReadPause"))
        .singleElement()
        .satisfies(event -> assertThat(event.getString("peer")).isEqualTo(a.name()));
  }

  private boolean isRead() {
    return b.connections().stream().allMatch(ConnectionStatus::reading);
  }
}
