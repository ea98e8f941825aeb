package io.jergon.interop;

import static io.jergon.interop.Place.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.jergon.behaviour.CallResult;
import io.jergon.behaviour.GenServer;
import io.jergon.behaviour.Reply;
import io.jergon.etf.Atom;
import io.jergon.etf.IntegerTerm;
import io.jergon.etf.Pid;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import io.jergon.node.EpmdMode;
import io.jergon.node.Exit;
import io.jergon.node.Node;
import io.jergon.node.NodeBuilder;
import io.jergon.node.NodeStartException;
import io.jergon.node.ProcessName;
import io.jergon.node.SpawnOptions;
import io.jergon.node.gen.From;
import io.jergon.testkit.FreePort;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Several nodes in this JVM, with names, cookies and EPMD ports of their own.
class TwoNodesIT {

  private static final Duration LONG = Duration.ofSeconds(60);

  static final class Echo implements GenServer<Term, Term> {
    @Override
    public CallResult handleCall(Term request, From from) {
      return Reply.of(request);
    }
  }

  private static NodeBuilder builder(String name, String cookie, int epmdPort) {
    return Wire.under(
        Node.builder(name)
            .cookie(cookie)
            .epmd(EpmdMode.SERVE)
            .epmdPort(epmdPort)
            .listenAddress(InetAddress.getLoopbackAddress()));
  }

  private static Node node(String name, String cookie, int epmdPort) {
    Node node = builder(name, cookie, epmdPort).start();
    GenServer.start(node, "echo", Echo::new);
    return node;
  }

  private static ProcessName echoOf(Node node) {
    return ProcessName.of("echo", node.name());
  }

  @Test
  void sameCookie_callBothWays() {
    int port = FreePort.pick();
    try (Node a = node("a@127.0.0.1", "x", port);
        Node b = node("b@127.0.0.1", "x", port)) {
      assertThat(a.call(echoOf(b), Atom.of("hi"), SOON)).isEqualTo(Atom.of("hi"));
      assertThat(b.call(echoOf(a), Atom.of("hi"), SOON)).isEqualTo(Atom.of("hi"));
      assertThat(a.nodes()).containsExactly("b@127.0.0.1");
      assertThat(b.nodes()).containsExactly("a@127.0.0.1");
    }
  }

  @Test
  void otherCookie_isNoconnection() {
    int port = FreePort.pick();
    try (Node a = node("a@127.0.0.1", "x", port);
        Node b = node("b@127.0.0.1", "y", port)) {
      assertThat(a.ping("b@127.0.0.1")).isFalse();
      assertThatThrownBy(() -> a.call(echoOf(b), Atom.of("hi"), SOON))
          .isInstanceOfSatisfying(
              Exit.class, e -> assertThat(e.reason()).isEqualTo(Atom.NOCONNECTION));
      assertThat(a.nodes()).isEmpty();
    }
  }

  /// What is sent while a connection is being made is a dead letter only if it never comes up.
  @ParameterizedTest
  @ValueSource(strings = {"x", "y"})
  void sentWhileConnecting_isADeadLetterIfTheConnectionFails(String cookie) {
    int port = FreePort.pick();
    List<Object> letters = new CopyOnWriteArrayList<>();
    List<Term> sent = IntStream.range(0, 100).<Term>mapToObj(IntegerTerm::of).toList();
    List<Object> arrived = new CopyOnWriteArrayList<>();
    try (Node a =
            builder("a@127.0.0.1", "x", port).onDeadLetter(l -> letters.add(l.message())).start();
        Node b = node("b@127.0.0.1", cookie, port)) {
      b.spawn(
          SpawnOptions.DEFAULT.withName("reader"), () -> (self, message) -> arrived.add(message));
      ProcessName reader = ProcessName.of("reader", b.name());
      sent.forEach(number -> a.send(reader, number));
      boolean connects = cookie.equals("x");
      await().atMost(LONG).until(() -> (connects ? arrived : letters).size() >= sent.size());
      assertThat(connects ? arrived : letters).containsExactlyInAnyOrderElementsOf(sent);
      assertThat(connects ? letters : arrived).isEmpty();
    }
  }

  @Test
  void otherEpmdPort_sameName_mayLiveBesideEachOther() {
    try (Node a = node("twin@127.0.0.1", "x", FreePort.pick());
        Node b = node("twin@127.0.0.1", "x", FreePort.pick())) {
      assertThat(a.call(echoOf(a), Atom.of("hi"), SOON)).isEqualTo(Atom.of("hi"));
      assertThat(b.call(echoOf(b), Atom.of("hi"), SOON)).isEqualTo(Atom.of("hi"));
    }
  }

  @Test
  void sameNameSameEpmd_isRefused() {
    int port = FreePort.pick();
    try (Node a = node("twin@127.0.0.1", "x", port)) {
      assertThat(a.name()).isEqualTo("twin@127.0.0.1");
      assertThatThrownBy(() -> node("twin@127.0.0.1", "x", port).close())
          .isInstanceOf(NodeStartException.class)
          .hasMessageContaining("twin");
    }
  }

  /// What is on its way when a connection breaks may be lost; what arrives does so once and in
  /// order.
  @Test
  void connectionBreaksAgainAndAgain_whatArrivesIsInOrderAndArrivesOnce() {
    int port = FreePort.pick();
    int messages = 20_000;
    try (Node a = node("a@127.0.0.1", "x", port);
        Node b = node("b@127.0.0.1", "x", port)) {
      long arrived =
          b.inProcess(reader -> {
            Pid to = reader.pid();
            a.spawn(sender -> {
              for (int i = 1; i <= messages; i++) {
                sender.send(to, IntegerTerm.of(i));
                if (i % 1_000 == 0) {
                  a.disconnect(b.name());
                }
              }
              sender.call(echoOf(b), Atom.OK, LONG);
              sender.send(to, Atom.of("end"));
            });
            long last = 0;
            long count = 0;
            while (reader.receive(LONG).orElseThrow() instanceof IntegerTerm next) {
              assertThat(next.longValue()).isGreaterThan(last);
              last = next.longValue();
              count++;
            }
            return count;
          });
      assertThat(arrived).isBetween(1L, (long) messages);
    }
  }

  /// Whoever is to write it: a process leaves that for later.
  @Test
  void disconnect_rightAfterSending_whatWasSentArrives() {
    int port = FreePort.pick();
    int rounds = 200;
    int messages = 5;
    List<Object> arrived = new CopyOnWriteArrayList<>();
    try (Node a = node("a@127.0.0.1", "x", port);
        Node b = node("b@127.0.0.1", "x", port)) {
      b.spawn(
          SpawnOptions.DEFAULT.withName("reader"), () -> (self, message) -> arrived.add(message));
      ProcessName reader = ProcessName.of("reader", b.name());
      for (int round = 0; round < rounds; round++) {
        a.connect(b.name());
        boolean connected =
            a.inProcess(self -> {
              for (int i = 0; i < messages; i++) {
                self.send(reader, IntegerTerm.of(i));
              }
              return a.disconnect(b.name());
            });
        assertThat(connected).isTrue();
      }
      await().atMost(LONG).until(() -> arrived.size() >= rounds * messages);
    }
  }

  @Test
  void connectAtOnce_fromBothSides_oneConnectionAndNoLoss() throws Exception {
    int port = FreePort.pick();
    for (int round = 0; round < 20; round++) {
      try (Node a = node("a@127.0.0.1", "x", port);
          Node b = node("b@127.0.0.1", "x", port)) {
        var wrong = new java.util.concurrent.ConcurrentLinkedQueue<Object>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          Node from = i % 2 == 0 ? a : b;
          Node to = i % 2 == 0 ? b : a;
          Term request = Tuple.of(Atom.of("n" + i), Atom.of(from.name()));
          threads.add(
              Thread.ofVirtual()
                  .start(() -> {
                    try {
                      Object answer = from.call(echoOf(to), request, SOON);
                      if (!answer.equals(request)) {
                        wrong.add(answer);
                      }
                    } catch (Exit e) {
                      wrong.add(e);
                    }
                  }));
        }
        for (Thread thread : threads) {
          thread.join();
        }
        assertThat(wrong).as("round %d", round).isEmpty();
      }
    }
  }

  @Test
  void startAndClose_30Times_leavesNoThreads() {
    int port = FreePort.pick();
    int before = Thread.getAllStackTraces().size();
    for (int i = 0; i < 30; i++) {
      node("short" + i + "@127.0.0.1", "x", port).close();
    }
    org.awaitility.Awaitility.await()
        .atMost(SOON)
        .until(() -> Thread.getAllStackTraces().size() <= before + 5);
  }
}
