package io.jergon.node.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jergon.etf.Atom;
import io.jergon.node.Node;
import io.jergon.node.ProcessName;
import io.jergon.node.Self;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What waits for other nodes, called by the thread that reads from them.
class EventLoopTest {
  private static final Duration LONG = Duration.ofHours(1);

  private final Neighbours neighbours = new Neighbours();
  private final AtomicReference<Node> node = new AtomicReference<>();
  private final List<String> refused = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    neighbours.close();
  }

  private void attempt(Consumer<Node> what) {
    try {
      what.accept(node.get());
      refused.add("nothing");
    } catch (IllegalStateException e) {
      refused.add(e.getMessage());
    }
  }

  @Test
  void waiting_whileADeadLetterFromAnotherNodeIsRead_isRefusedAndTheNodeGoesOn() {
    Node peer = neighbours.node("peer@127.0.0.1");
    node.set(
        neighbours.node(
            "node@127.0.0.1",
            builder ->
                builder.onDeadLetter(letter -> {
                  attempt(it -> it.connect("other@127.0.0.1"));
                  attempt(it -> it.disconnect(peer.name()));
                  attempt(it -> it.call(ProcessName.of("x", peer.name()), Atom.OK, LONG));
                  attempt(it -> it.rpc(peer.name(), "m", "f", List.of(), LONG));
                  attempt(it -> it.inProcess(Self::receive));
                  attempt(it -> it.ping(peer.name()));
                  attempt(Node::close);
                })));
    Node other = neighbours.node("other@127.0.0.1");

    peer.send(ProcessName.of("nobody", "node@127.0.0.1"), Atom.of("lost"));

    await().until(() -> refused.size() == 7);
    assertThat(refused).containsOnly("an event loop must not wait");
    assertThat(node.get().ping(other.name())).isTrue();
    assertThat(peer.ping("node@127.0.0.1")).isTrue();
  }
}
