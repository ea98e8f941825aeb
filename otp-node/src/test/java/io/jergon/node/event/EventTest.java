package io.jergon.node.event;

import static io.jergon.node.process.OneNode.LONG;
import static io.jergon.node.process.OneNode.end;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.node.Behaviour;
import io.jergon.node.Exit;
import io.jergon.node.MailboxLimit;
import io.jergon.node.Node;
import io.jergon.node.NotConnectedException;
import io.jergon.node.ProcessName;
import io.jergon.node.SpawnOptions;
import io.jergon.node.process.OneNode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import jdk.jfr.EventSettings;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What the Flight Recorder sees of a node.
class EventTest {
  @RegisterExtension static final OneNode ONE = new OneNode();

  private final Node node = ONE.node();

  /// What was recorded of an event while something was done.
  private static List<RecordedEvent> recorded(String event, Runnable action) {
    return recorded(event, settings -> {}, action);
  }

  private static List<RecordedEvent> recorded(
      String event, Consumer<EventSettings> settings, Runnable action) {
    List<RecordedEvent> events = new CopyOnWriteArrayList<>();
    try (RecordingStream stream = new RecordingStream()) {
      stream.setReuse(false);
      settings.accept(stream.enable("io.jergon." + event));
      stream.onEvent("io.jergon." + event, events::add);
      stream.startAsync();
      action.run();
      stream.stop(); // all that was committed has been seen
    }
    return events;
  }

  private static Predicate<RecordedEvent> of(Pid pid) {
    return event -> event.getString("pid").equals(pid.toString());
  }

  @Test
  void process_spawnedAndEnded_isSeen() {
    Pid[] pid = new Pid[1];
    SpawnOptions named = SpawnOptions.DEFAULT.withName("seen");
    Runnable life =
        () ->
            node.<Object>inProcess(self -> {
              pid[0] = self.spawn(named, own -> own.receive());
              self.send(pid[0], "go");
              end(self, pid[0]);
              return "done";
            });
    List<RecordedEvent> spawned = recorded("ProcessSpawn", life);
    assertThat(spawned)
        .filteredOn(of(pid[0]))
        .singleElement()
        .satisfies(event -> {
          assertThat(event.getString("name")).isEqualTo("seen");
          assertThat(event.getString("code")).startsWith(EventTest.class.getName());
        });
    List<RecordedEvent> ended = recorded("ProcessExit", life);
    assertThat(ended)
        .filteredOn(of(pid[0]))
        .singleElement()
        .satisfies(event -> {
          assertThat(event.getString("name")).isEqualTo("seen");
          assertThat(event.getString("reason")).isEqualTo("normal");
          assertThat(event.getLong("handled")).isEqualTo(1);
          assertThat(event.getInt("left")).isZero();
          assertThat(event.getBoolean("zombie")).isFalse();
        });
  }

  @Test
  void handler_beyondTheThreshold_isSeen() {
    CountDownLatch handled = new CountDownLatch(1);
    Behaviour slow = (self, message) -> handled.countDown();
    Pid pid = node.spawn(SpawnOptions.DEFAULT, () -> slow);
    List<RecordedEvent> events =
        recorded(
            "LongHandler",
            settings -> settings.withThreshold(Duration.ZERO),
            () -> {
              node.send(pid, "message");
              node.inProcess(self -> {
                awaited(handled);
                self.exit(pid, Atom.KILL);
                end(self, pid);
                return "done";
              });
            });
    assertThat(events)
        .filteredOn(of(pid))
        .singleElement()
        .satisfies(event -> assertThat(event.getString("message")).isEqualTo("java.lang.String"));
  }

  private static void awaited(CountDownLatch latch) {
    try {
      assertThat(latch.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void call_withoutAnswerInTime_isSeen() {
    Pid silent = node.spawn(self -> self.receive(message -> false));
    List<RecordedEvent> events =
        recorded(
            "CallTimeout",
            () ->
                assertThatThrownBy(() -> node.call(silent, "question", Duration.ofMillis(7)))
                    .isInstanceOf(Exit.class));
    assertThat(events)
        .singleElement()
        .satisfies(event -> {
          assertThat(event.getString("server")).isEqualTo(silent.toString());
          assertThat(event.getDuration("timeout")).isEqualTo(Duration.ofMillis(7));
          assertThat(event.getStackTrace()).isNotNull();
        });
  }

  @Test
  void mailbox_atItsMarkAndTwiceThat_isSeen() {
    CountDownLatch gate = new CountDownLatch(1);
    Pid pid = node.spawn(SpawnOptions.DEFAULT.withMailboxHighWater(10), self -> gate.await());
    List<RecordedEvent> events =
        recorded(
            "MailboxHighWater",
            () -> {
              for (int i = 0; i < 30; i++) {
                node.send(pid, i);
              }
            });
    gate.countDown();
    assertThat(events)
        .filteredOn(of(pid))
        .extracting(event -> event.getInt("messages"))
        .containsExactly(10, 20);
  }

  @Test
  void letter_toNobody_isSeen() {
    List<RecordedEvent> events =
        recorded("DeadLetter", () -> node.send(ProcessName.of("nobody", node.name()), "hello"));
    assertThat(events)
        .singleElement()
        .satisfies(event -> {
          assertThat(event.getString("node")).isEqualTo(node.name());
          assertThat(event.getString("cause")).isEqualTo("NO_NAME");
          assertThat(event.getString("message")).isEqualTo("java.lang.String");
        });
  }

  @Test
  void sender_thatWaitsForRoom_isSeen() {
    CountDownLatch gate = new CountDownLatch(1);
    SpawnOptions bounded = SpawnOptions.DEFAULT.withMailboxLimit(MailboxLimit.block(1));
    Pid pid =
        node.spawn(
            bounded,
            self -> {
              gate.await();
              self.receive();
              self.receive();
            });
    List<RecordedEvent> events =
        recorded(
            "BackPressure",
            () -> {
              Thread sender =
                  Thread.ofPlatform()
                      .start(() -> {
                        node.send(pid, "one");
                        node.send(pid, "two");
                      });
              await().atMost(LONG).until(() -> sender.getState() == Thread.State.WAITING);
              gate.countDown();
              joined(sender);
            });
    assertThat(events)
        .singleElement()
        .satisfies(event -> assertThat(event.getString("to")).isEqualTo(pid.toString()));
  }

  private static void joined(Thread thread) {
    try {
      assertThat(thread.join(LONG)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void nodes_thatMeetAndPart_areSeen() {
    try (RecordingStream stream = new RecordingStream()) {
      List<RecordedEvent> events = new CopyOnWriteArrayList<>();
      stream.setReuse(false);
      for (String event : List.of("Handshake", "NodeUp", "NodeDown")) {
        stream.enable("io.jergon." + event).withoutThreshold();
        stream.onEvent("io.jergon." + event, events::add);
      }
      stream.startAsync();
      assertThatThrownBy(() -> node.connectOrThrow("nobody@127.0.0.1"))
          .isInstanceOf(NotConnectedException.class);
      stream.stop();
      assertThat(events)
          .filteredOn(event -> event.getEventType().getName().endsWith("NodeDown"))
          .anySatisfy(event -> assertThat(event.getString("peer")).isEqualTo("nobody@127.0.0.1"));
    }
  }
}
