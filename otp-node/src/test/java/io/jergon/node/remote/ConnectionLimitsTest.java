package io.jergon.node.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.jergon.etf.Atom;
import io.jergon.etf.Binary;
import io.jergon.etf.DecodeLimits;
import io.jergon.etf.IntegerTerm;
import io.jergon.etf.ListTerm;
import io.jergon.etf.Pid;
import io.jergon.etf.Term;
import io.jergon.etf.TermEncoder;
import io.jergon.etf.Tuple;
import io.jergon.node.ConnectionLimits;
import io.jergon.node.DownMessage;
import io.jergon.node.Exit;
import io.jergon.node.Monitored;
import io.jergon.node.Node;
import io.jergon.node.ProcessName;
import io.jergon.node.Self;
import io.jergon.node.SpawnOptions;
import io.jergon.node.channel.RawPeer;
import io.jergon.node.name.NodeName;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The limits that a node is given hold: what is within one arrives, what is beyond it costs the
/// peer its connection, and nobody else anything.
class ConnectionLimitsTest {
  private static final ConnectionLimits DEFAULT = ConnectionLimits.DEFAULT;
  private static final DecodeLimits TERMS = DEFAULT.decode();

  private final Neighbours neighbours = new Neighbours();
  private final List<Object> arrived = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    neighbours.close();
  }

  private static Term nested(int levels) {
    Term term = Atom.OK;
    for (int i = 0; i < levels; i++) {
      term = Tuple.of(term);
    }
    return term;
  }

  private static Term elements(int count) {
    return ListTerm.of(Collections.nCopies(count, Atom.OK));
  }

  private static Term bits(int count) {
    return IntegerTerm.of(BigInteger.ONE.shiftLeft(count));
  }

  private static Term bytes(int count) {
    return Binary.wrap(new byte[count]);
  }

  static Stream<Arguments> limits() {
    return Stream.of(
        Arguments.of(DEFAULT.withMaxFrameBytes(20_000), bytes(10_000), bytes(30_000)),
        Arguments.of(DEFAULT.withMaxUnfinishedBytes(500_000), bytes(300_000), bytes(900_000)),
        Arguments.of(DEFAULT.withMaxHeldBytes(1_000_000), bytes(200_000), bytes(1_200_000)),
        Arguments.of(DEFAULT.withDecode(TERMS.withMaxDepth(20)), nested(10), nested(30)),
        Arguments.of(DEFAULT.withDecode(TERMS.withMaxTerms(100)), elements(50), elements(200)),
        Arguments.of(DEFAULT.withDecode(TERMS.withMaxIntegerSize(100)), bits(400), bits(1600)));
  }

  private Node limited(ConnectionLimits limits) {
    return neighbours.node("limited@127.0.0.1", builder -> builder.connectionLimits(limits));
  }

  @ParameterizedTest
  @MethodSource("limits")
  void limit_ofANode_isKeptToByItsPeersOrElse(ConnectionLimits limits, Term within, Term beyond) {
    Node node = limited(limits);
    Node peer = neighbours.node("peer@127.0.0.1");
    Node other = neighbours.node("other@127.0.0.1");
    node.spawn(
        SpawnOptions.DEFAULT.withName("reader"), () -> (self, message) -> arrived.add(message));
    ProcessName reader = ProcessName.of("reader", node.name());

    other.send(reader, Atom.of("other"));
    peer.send(reader, within);
    await().until(() -> arrived.size() == 2);
    peer.send(reader, beyond);
    await().until(() -> node.nodes().equals(List.of(other.name())));
    other.send(reader, Atom.of("unharmed"));

    await().until(() -> arrived.size() == 3);
    assertThat(arrived).containsExactlyInAnyOrder(Atom.of("other"), within, Atom.of("unharmed"));
  }

  @Test
  void maxHeldBytes_moreMonitors_costThePeerItsConnection() {
    Node node = limited(DEFAULT.withMaxHeldBytes(1 << 20));
    Node peer = neighbours.node("peer@127.0.0.1");
    Pid there = node.spawn(Self::receive);
    peer.inProcess(self -> {
      Optional<Object> down = Optional.empty();
      int monitors = 0;
      for (; down.isEmpty(); monitors++) {
        self.monitor(there);
        down = self.receive(DownMessage.class::isInstance, Duration.ZERO);
      }
      assertThat(((DownMessage) down.get()).reason()).isEqualTo(Atom.NOCONNECTION);
      assertThat(monitors).as("512 bytes for each, in half of it").isGreaterThan(900);
      return null;
    });
    assertThat(node.isAlive(there)).isTrue();
  }

  @Test
  void maxHeldBytes_moreProcesses_areRefusedUntilOthersEnd() {
    Node node = limited(DEFAULT.withMaxHeldBytes(100_000));
    node.functions().offer("m", "waits", 0, (self, _) -> self.receive(Atom.class::isInstance));
    Node peer = neighbours.node("peer@127.0.0.1");
    peer.inProcess(self -> {
      Deque<Monitored> running = new ArrayDeque<>();
      Exit refused =
          catchThrowableOfType(
              Exit.class,
              () -> {
                while (running.size() < 1_000) {
                  running.add(spawn(self, node));
                }
              });
      assertThat(refused.reason()).isEqualTo(Atom.of("system_limit"));
      assertThat(running).hasSizeBetween(3, 20);

      end(self, running.removeFirst());
      end(self, spawn(self, node));
      return null;
    });
  }

  private static Monitored spawn(Self self, Node node) {
    return self.spawnMonitor(SpawnOptions.DEFAULT, node.name(), "m", "waits", List.of());
  }

  private static void end(Self self, Monitored process) {
    self.send(process.pid(), Atom.OK);
    assertThat(self.receive())
        .isEqualTo(new DownMessage(process.monitor(), process.pid(), Atom.NORMAL));
  }

  /// A node of ours compresses nothing, nor does Erlang; others may.
  @ParameterizedTest
  @ValueSource(ints = {1_000, 5_000})
  void maxUncompressedSize_termThatInflatesBeyondIt_costsThePeerItsConnection(int size)
      throws IOException {
    Node node = limited(DEFAULT.withDecode(TERMS.withMaxUncompressedSize(2_000)));
    node.spawn(
        SpawnOptions.DEFAULT.withName("reader"), () -> (self, message) -> arrived.add(message));
    try (RawPeer peer =
        new RawPeer(neighbours.address(node))
            .shakeHands("raw@127.0.0.1", NodeName.of(node.name()))) {
      Pid from = Pid.of(Atom.of("raw@127.0.0.1"), 1, 0, 9);
      Term control = Tuple.of(IntegerTerm.of(6), from, Atom.EMPTY, Atom.of("reader")); // REG_SEND
      ByteArrayOutputStream frame = new ByteArrayOutputStream();
      frame.write(112);
      frame.writeBytes(TermEncoder.encode(control));
      frame.writeBytes(compressed(size));
      peer.frame(frame.toByteArray());
      if (size < 2_000) {
        await().until(() -> !arrived.isEmpty());
        assertThat(arrived).containsExactly(bytes(size));
      } else {
        assertThat(peer.closed()).isTrue();
        assertThat(arrived).isEmpty();
      }
    }
  }

  /// A binary of zeros: 131, 80, the size of what follows uncompressed, and that.
  private static byte[] compressed(int size) throws IOException {
    byte[] plain = TermEncoder.encode(bytes(size));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(
        ByteBuffer.allocate(6).put((byte) 131).put((byte) 80).putInt(plain.length - 1).array());
    try (DeflaterOutputStream deflating = new DeflaterOutputStream(out)) {
      deflating.write(plain, 1, plain.length - 1);
    }
    return out.toByteArray();
  }

  @Test
  void with_oneOther_leavesTheRest() {
    ConnectionLimits limits = new ConnectionLimits(1, 2, 3, 4, 5, 6, TERMS, 7);
    assertThat(limits)
        .isEqualTo(
            DEFAULT
                .withMaxFrameBytes(1)
                .withMaxUnfinishedBytes(2)
                .withBusyBytes(3)
                .withMaxAnswerBytes(4)
                .withMaxHandshakes(5)
                .withMaxConnections(6)
                .withDecode(TERMS)
                .withMaxHeldBytes(7));
  }

  @Test
  void limit_ofNothing_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DEFAULT.withMaxFrameBytes(0))
        .withMessage("maxFrameBytes: 0 (expected: > 0)");
  }
}
