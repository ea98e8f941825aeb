package io.jergon.node.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.jergon.etf.Atom;
import io.jergon.etf.IntegerTerm;
import io.jergon.etf.Pid;
import io.jergon.etf.Term;
import io.jergon.node.DownMessage;
import io.jergon.node.Node;
import io.jergon.node.NodeDownMessage;
import io.jergon.node.NodeEvent;
import io.jergon.node.NodeInfo;
import io.jergon.node.NodeMonitor;
import io.jergon.node.NodeType;
import io.jergon.node.ProcessName;
import io.jergon.node.Self;
import io.jergon.node.SpawnOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Who is told of nodes, what, and in which order. Every node here is hidden.
@Timeout(60)
class NodeMonitorsTest {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Atom DISCONNECT = Atom.of("disconnect");
  private static final Atom CLOSED = Atom.of("connection_closed");

  private final Neighbours neighbours = new Neighbours();
  private final Node a = neighbours.node("a@127.0.0.1");
  private final Node b = neighbours.node("b@127.0.0.1");

  @AfterEach
  void close() {
    neighbours.close();
  }

  private static Object next(Self self) {
    return self.receive(SOON).orElseThrow();
  }

  @Test
  void monitorNodes_connectAndDisconnect_upAndDownWithOneId() {
    a.inProcess(self -> {
      self.monitorNodes(NodeType.CONNECTED);
      assertThat(a.connect(b.name())).isTrue();
      NodeInfo info = a.cluster().nodes(NodeType.CONNECTED).getFirst();
      long id = info.connectionId().orElseThrow();
      assertThat(a.disconnect(b.name())).isTrue();

      assertThat(next(self)).isEqualTo(new NodeEvent.Up(b.name(), NodeType.HIDDEN, id));
      assertThat(next(self))
          .isEqualTo(new NodeEvent.Down(b.name(), NodeType.HIDDEN, id, DISCONNECT));
      return null;
    });
  }

  @Test
  void monitorNodes_theOtherSide_isToldConnectionClosed() {
    b.inProcess(self -> {
      self.monitorNodes(NodeType.HIDDEN);
      a.connect(b.name());
      assertThat(next(self)).isInstanceOf(NodeEvent.Up.class);
      a.disconnect(b.name());
      assertThat(((NodeEvent.Down) next(self)).reason()).isEqualTo(CLOSED);
      return null;
    });
  }

  @Test
  void monitorNodes_visibleOnly_hearsNothingOfHiddenNodes() {
    a.inProcess(self -> {
      self.monitorNodes(NodeType.VISIBLE);
      a.connect(b.name());
      a.disconnect(b.name());
      assertThat(self.receive(Duration.ZERO)).isEmpty();
      return null;
    });
  }

  @Test
  void monitorNodes_twice_eachEventTwiceUntilItIsTakenBack() {
    a.inProcess(self -> {
      self.monitorNodes(NodeType.HIDDEN);
      self.monitorNodes(NodeType.HIDDEN);
      self.monitorNodes(NodeType.CONNECTED);
      a.connect(b.name());
      for (int i = 0; i < 3; i++) {
        assertThat(next(self)).isInstanceOf(NodeEvent.Up.class);
      }
      self.demonitorNodes(NodeType.HIDDEN);
      a.disconnect(b.name());
      assertThat(next(self)).isInstanceOf(NodeEvent.Down.class);
      assertThat(self.receive(Duration.ZERO)).isEmpty();
      return null;
    });
  }

  @Test
  void monitorNodes_typeThatDoesNotComeAndGo_isRefused() {
    a.inProcess(self -> {
      assertThatThrownBy(() -> self.monitorNodes(NodeType.KNOWN))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("node type: KNOWN (expected: VISIBLE, HIDDEN or CONNECTED)");
      assertThatThrownBy(() -> self.demonitorNodes(NodeType.THIS))
          .isInstanceOf(IllegalArgumentException.class);
      return null;
    });
  }

  /// Up before anything from the node, Down after everything, and after the monitors of this node.
  @Test
  void monitorNodes_messagesOfTheNode_areBetweenUpAndDown() {
    for (int round = 0; round < 20; round++) {
      List<Object> seen =
          b.inProcess(self -> {
            self.monitorNodes(NodeType.CONNECTED);
            Pid to = self.pid();
            Pid sender =
                a.spawn(from -> {
                  for (int i = 0; i < 100; i++) {
                    from.send(to, IntegerTerm.of(i));
                  }
                  from.receive();
                });
            List<Object> messages = new ArrayList<>();
            for (int i = 0; i <= 100; i++) {
              messages.add(next(self));
            }
            self.monitor(sender);
            self.monitorNode(a.name());
            b.disconnect(a.name());
            for (int i = 0; i < 3; i++) {
              messages.add(next(self));
            }
            return messages;
          });
      await().until(() -> a.nodes().isEmpty());
      assertThat(seen.getFirst()).isInstanceOf(NodeEvent.Up.class);
      assertThat(seen.get(100)).isEqualTo(IntegerTerm.of(99));
      assertThat(seen.get(101)).isInstanceOf(DownMessage.class);
      assertThat(seen.get(102)).isEqualTo(new NodeDownMessage(a.name()));
      assertThat(seen.getLast()).isInstanceOf(NodeEvent.Down.class);
    }
  }

  @Test
  void monitorNode_connected_oneMessageForEachCall() {
    a.inProcess(self -> {
      self.monitorNode(b.name());
      self.monitorNode(b.name());
      self.monitorNode(b.name());
      assertThat(self.demonitorNode(b.name())).isTrue();
      a.connect(b.name());
      a.disconnect(b.name());
      assertThat(next(self)).isEqualTo(new NodeDownMessage(b.name()));
      assertThat(next(self)).isEqualTo(new NodeDownMessage(b.name()));
      assertThat(self.receive(Duration.ZERO)).isEmpty();
      assertThat(self.demonitorNode(b.name())).isFalse();
      return null;
    });
  }

  @Test
  void monitorNode_nodeThatIsNone_isToldAtOnce() {
    a.inProcess(self -> {
      self.monitorNode("nobody@127.0.0.1");
      assertThat(next(self)).isEqualTo(new NodeDownMessage("nobody@127.0.0.1"));
      self.monitorNode("no node name");
      assertThat(next(self)).isEqualTo(new NodeDownMessage("no node name"));
      return null;
    });
  }

  @Test
  void monitorNode_ownNode_isNeverTold() {
    a.inProcess(self -> {
      self.monitorNode(a.name());
      assertThat(self.receive(Duration.ZERO)).isEmpty();
      assertThat(self.demonitorNode(a.name())).isTrue();
      return null;
    });
  }

  @Test
  void monitorNode_connects() {
    a.inProcess(self -> {
      self.monitorNode(b.name());
      await().until(() -> a.nodes().equals(List.of(b.name())));
      return null;
    });
  }

  @Test
  void subscriptions_ofTheDead_areForgotten() {
    CountDownLatch subscribed = new CountDownLatch(1);
    Pid pid =
        a.spawn(self -> {
          self.monitorNodes(NodeType.CONNECTED);
          self.monitorNode(b.name());
          subscribed.countDown();
          self.receive();
        });
    await().until(() -> subscribed.getCount() == 0);
    a.exit(pid, Atom.KILL);
    await().until(() -> !a.isAlive(pid));
    assertThat(a.awaitQuiet(SOON)).isTrue();

    a.connect(b.name());
    a.disconnect(b.name());
    assertThat(a.nodes(NodeType.KNOWN)).containsExactly(a.name());
  }

  @Test
  void listener_plainJava_hearsInOrderAndMayBlockAndThrow() {
    List<String> heard = new CopyOnWriteArrayList<>();
    try (NodeMonitor monitor =
        a.cluster()
            .monitor(
                NodeType.CONNECTED,
                event -> {
                  if (event instanceof NodeEvent.Up) {
                    a.ping(event.node());
                  }
                  heard.add(event.getClass().getSimpleName());
                  if (event instanceof NodeEvent.Up) {
                    throw new IllegalStateException("the listener's own mistake");
                  }
                })) {
      for (int i = 0; i < 3; i++) {
        a.connect(b.name());
        await().pollDelay(Duration.ZERO).until(() -> heard.size() % 2 == 1);
        a.disconnect(b.name());
        await().pollDelay(Duration.ZERO).until(() -> heard.size() % 2 == 0);
      }
      assertThat(heard).containsExactly("Up", "Down", "Up", "Down", "Up", "Down");
      monitor.close();
      a.connect(b.name());
      assertThat(a.awaitQuiet(SOON)).isTrue();
      assertThat(heard).hasSize(6);
    }
  }

  @Test
  void listener_throwsAnError_hearsOfTheNextEventAndSoDoOthers() {
    List<String> heard = new CopyOnWriteArrayList<>();
    List<String> others = new CopyOnWriteArrayList<>();
    a.cluster()
        .monitor(
            NodeType.CONNECTED,
            event -> {
              heard.add(event.getClass().getSimpleName());
              throw new NoClassDefFoundError("of the listener");
            });
    a.cluster().monitor(NodeType.CONNECTED, event -> others.add(event.getClass().getSimpleName()));
    a.connect(b.name());
    a.disconnect(b.name());
    assertThat(a.awaitQuiet(SOON)).isTrue();
    assertThat(heard).containsExactly("Up", "Down");
    assertThat(others).containsExactly("Up", "Down");
  }

  @Test
  void event_forwardedToAnotherNode_isErlangsTuple() {
    Term up = new NodeEvent.Up("b@h", NodeType.HIDDEN, 7).toTerm();
    assertThat(up).isEqualTo(Term.parse("{nodeup,b@h,#{node_type => hidden,connection_id => 7}}"));
    Term down = new NodeEvent.Down("b@h", NodeType.VISIBLE, 7, CLOSED).toTerm();
    assertThat(down)
        .isEqualTo(
            Term.parse(
                "{nodedown,b@h,#{node_type => visible,connection_id => 7,nodedown_reason =>"
                    + " connection_closed}}"));
    assertThat(a.toTerm(new NodeDownMessage("b@h"))).isEqualTo(Term.parse("{nodedown,b@h}"));
  }

  @Test
  void nodes_types_areThoseOfErlang() {
    assertThat(a.nodes(NodeType.KNOWN)).containsExactly(a.name());
    assertThat(a.nodes()).isEmpty();
    a.connect(b.name());
    assertThat(a.nodes(NodeType.VISIBLE)).isEmpty();
    assertThat(a.nodes(NodeType.HIDDEN)).containsExactly(b.name());
    assertThat(a.nodes(NodeType.CONNECTED)).containsExactly(b.name());
    assertThat(a.nodes(NodeType.THIS)).containsExactly(a.name());
    assertThat(a.nodes(NodeType.THIS, NodeType.HIDDEN, NodeType.CONNECTED))
        .containsExactly(a.name(), b.name());
    assertThat(a.cluster().nodes(NodeType.KNOWN))
        .extracting(NodeInfo::type)
        .containsExactly(NodeType.THIS, NodeType.HIDDEN);
  }

  @Test
  void connect_ownName_isTrueAndDisconnectFalse() {
    assertThat(a.connect(a.name())).isTrue();
    assertThat(a.disconnect(a.name())).isFalse();
    assertThat(a.disconnect(b.name())).isFalse();
    assertThat(a.disconnect("no node name")).isFalse();
  }

  /// `disconnect` returns when everybody has been told.
  @Test
  void disconnect_returns_whenLinksAndMonitorsHaveBeenTold() {
    b.spawn(SpawnOptions.DEFAULT.withName("server"), Self::receive);
    a.inProcess(self -> {
      self.monitor(ProcessName.of("server", b.name()));
      assertThat(a.connect(b.name())).isTrue();
      assertThat(a.disconnect(b.name())).isTrue();
      assertThat(self.receive(Duration.ZERO))
          .hasValueSatisfying(
              down -> assertThat(((DownMessage) down).reason()).isEqualTo(Atom.NOCONNECTION));
      return null;
    });
  }
}
