package io.jergon.node.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.jergon.etf.Atom;
import io.jergon.etf.Binary;
import io.jergon.etf.DecodeLimits;
import io.jergon.etf.IntegerTerm;
import io.jergon.etf.ListTerm;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import io.jergon.node.ConnectionLimits;
import io.jergon.node.Node;
import io.jergon.node.ProcessName;
import io.jergon.node.SpawnOptions;
import java.math.BigInteger;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

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
        Arguments.of(DEFAULT.withDecode(TERMS.withMaxDepth(20)), nested(10), nested(30)),
        Arguments.of(DEFAULT.withDecode(TERMS.withMaxTerms(100)), elements(50), elements(200)),
        Arguments.of(DEFAULT.withDecode(TERMS.withMaxIntegerSize(100)), bits(400), bits(1600)));
  }

  @ParameterizedTest
  @MethodSource("limits")
  void limit_ofANode_isKeptToByItsPeersOrElse(ConnectionLimits limits, Term within, Term beyond) {
    Node node = neighbours.node("limited@127.0.0.1", builder -> builder.connectionLimits(limits));
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
