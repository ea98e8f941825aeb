package io.jergon.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.jergon.behaviour.GenServer;
import io.jergon.etf.Atom;
import io.jergon.etf.Binary;
import io.jergon.etf.IntegerTerm;
import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.etf.TermDecoder;
import io.jergon.etf.TermEncoder;
import io.jergon.etf.TermInput;
import io.jergon.etf.Tuple;
import io.jergon.node.ConnectionLimits;
import io.jergon.node.ConnectionStatus;
import io.jergon.node.DownMessage;
import io.jergon.node.EpmdMode;
import io.jergon.node.Node;
import io.jergon.node.ProcessName;
import io.jergon.testkit.Epmd;
import io.jergon.testkit.RealErlang;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/// A peer that asks and asks and does not read the answers: the node stops reading from it, so that
/// memory stays bounded, serves others, and forgets nothing.
@DisabledIfSystemProperty(named = Wire.TLS, matches = "true")
class DeafPeerIT {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Atom DEAF = Atom.of("deaf@127.0.0.1");
  private static final Pid FROM = Pid.of(DEAF, 5, 0, FakePeer.CREATION);

  private Epmd epmd;
  private Node node;
  private FakePeer peer;

  @BeforeEach
  void connect() {
    RealErlang.require();
    epmd = Epmd.start();
    node = Place.jergon("java@127.0.0.1", epmd.port());
    GenServer.start(node, "echo", Place.TermEcho::new);
    peer = FakePeer.connect(FakePeer.portOf(epmd.port(), "java"));
    peer.sendName(FakePeer.BRING_UP_FLAGS, DEAF.name());
    assertThat(peer.status()).isEqualTo("ok");
    peer.finish(Place.COOKIE);
    Awaitility.await().atMost(LONG).until(() -> node.nodes().contains(DEAF.name()));
  }

  @AfterEach
  void close() {
    peer.close();
    node.close();
    epmd.close();
  }

  @Test
  void monitorsOfNobody_answersThatNobodyReads_waitAndAreAllThere() throws Exception {
    int count = 60_000;
    Atom nobody = Atom.of("x".repeat(255)); // more than the sockets take
    CompletableFuture<Void> asking =
        ask(
            count,
            i ->
                peer.send(external(Tuple.of(number(19), FROM, nobody, ref(i))), null)); // MONITOR_P

    awaitDeafness();
    for (int i = 0; i < count; i++) {
      TermInput answer = answer();
      Term expected = Tuple.of(number(28), nobody, FROM, ref(i)); // PAYLOAD_MONITOR_P_EXIT
      assertThat(TermDecoder.DEFAULT.decode(answer)).isEqualTo(expected);
      assertThat(TermDecoder.DEFAULT.decode(answer)).isEqualTo(Atom.of("noproc"));
    }
    asking.get(60, TimeUnit.SECONDS);
    Awaitility.await().atMost(LONG).until(() -> status().reading());
  }

  @Test
  void calls_repliesThatNobodyReads_waitAndAreAllThere() throws Exception {
    int count = 30_000;
    Term ballast = Binary.wrap(new byte[1000]);
    byte[] send = external(Tuple.of(number(6), FROM, Atom.EMPTY, Atom.of("echo"))); // REG_SEND
    CompletableFuture<Void> asking =
        ask(
            count,
            i -> {
              Term request = Tuple.of(number(i), ballast);
              Term call = Tuple.of(Atom.of("$gen_call"), Tuple.of(FROM, ref(i)), request);
              peer.send(send, external(call));
            });

    awaitDeafness();
    for (int i = 0; i < count; i++) {
      TermInput answer = answer();
      TermDecoder.DEFAULT.decode(answer);
      assertThat(TermDecoder.DEFAULT.decode(answer))
          .isEqualTo(Tuple.of(ref(i), Tuple.of(number(i), ballast)));
    }
    asking.get(60, TimeUnit.SECONDS);
    Awaitility.await().atMost(LONG).until(() -> status().reading());
  }

  /// Both stop reading now and then, and must not wait for each other for ever.
  @Test
  void twoNodes_thatOweEachOtherAnswers_getThemAll() throws Exception {
    ConnectionLimits small = ConnectionLimits.DEFAULT.withMaxAnswerBytes(20_000);
    try (Node one = node("one@127.0.0.1", small);
        Node two = node("two@127.0.0.1", small)) {
      CompletableFuture<Integer> first = monitors(one, two.name(), 30_000);
      CompletableFuture<Integer> second = monitors(two, one.name(), 30_000);

      assertThat(first.get(60, TimeUnit.SECONDS)).isEqualTo(30_000);
      assertThat(second.get(60, TimeUnit.SECONDS)).isEqualTo(30_000);
    }
  }

  private Node node(String name, ConnectionLimits limits) {
    return Node.builder(name)
        .cookie(Place.COOKIE)
        .epmd(EpmdMode.CLIENT)
        .epmdPort(epmd.port())
        .listenAddress(InetAddress.getLoopbackAddress())
        .connectionLimits(limits)
        .start();
  }

  /// How many monitors of nobody on the other node are answered.
  private static CompletableFuture<Integer> monitors(Node node, String other, int count) {
    CompletableFuture<Integer> answered = new CompletableFuture<>();
    node.spawn(self -> {
      for (int i = 0; i < count; i++) {
        self.monitor(ProcessName.of("nobody", other));
      }
      int downs = 0;
      while (downs < count && self.receive() instanceof DownMessage down) {
        assertThat(down.reason()).isEqualTo(Atom.of("noproc"));
        downs++;
      }
      answered.complete(downs);
    });
    return answered;
  }

  private static CompletableFuture<Void> ask(int count, IntConsumer question) {
    return CompletableFuture.runAsync(
        () -> {
          for (int i = 0; i < count; i++) {
            question.accept(i);
          }
        },
        task -> Thread.ofPlatform().daemon().start(task));
  }

  /// Waits until nothing is read any more; then others are still served.
  private void awaitDeafness() {
    Awaitility.await().atMost(LONG).until(() -> !status().reading());
    assertThat(status().queuedBytes()).isLessThan(8 << 20);
    try (Node other = Place.jergon("other@127.0.0.1", epmd.port())) {
      assertThat(other.call(ProcessName.of("net_kernel", node.name()), isAuth(other), LONG))
          .isEqualTo(Atom.of("yes"));
    }
  }

  private static Term isAuth(Node from) {
    return Tuple.of(Atom.of("is_auth"), Atom.of(from.name()));
  }

  private ConnectionStatus status() {
    return node.connections().stream()
        .filter(connection -> connection.peer().equals(DEAF.name()))
        .findFirst()
        .orElseThrow();
  }

  /// Behind the 112 of a frame that was passed through.
  private TermInput answer() {
    byte[] frame = peer.readFrame();
    return new TermInput(frame, 1, frame.length - 1);
  }

  private static Ref ref(int number) {
    return Ref.of(DEAF, FakePeer.CREATION, 1, number, 0);
  }

  private static IntegerTerm number(int value) {
    return IntegerTerm.of(value);
  }

  private static byte[] external(Term term) {
    return TermEncoder.encode(term);
  }
}
