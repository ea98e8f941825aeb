package io.jergon.node.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.jergon.etf.Atom;
import io.jergon.etf.Binary;
import io.jergon.etf.IntegerTerm;
import io.jergon.etf.Term;
import io.jergon.etf.TermEncoder;
import io.jergon.etf.Tuple;
import io.jergon.node.control.SendMessage;
import io.jergon.node.name.NodeName;
import io.jergon.node.secure.TestTls;
import io.jergon.node.secure.TlsEngines;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A connection over TLS 1.3 that is up, with a peer that does what a node's seldom does: cuts its
/// records anywhere, asks for new keys, says farewell, sends records that are none.
@Timeout(60)
class TlsConnectionTest {
  private static final NodeName A = NodeName.of("a@h");
  private static final int MESSAGES = 300;
  private static final int KEYS = 20;

  private final long seed = Long.getLong("seed", System.nanoTime());
  private final Transport transport = Transport.nio("test-io", 1);
  private final TlsEngines engines = TestTls.engines();
  private final LogLines log = new LogLines();
  private final TestNode node =
      new TestNode("a@h", new TestNode.Ports(), transport, config -> config.tls(engines));

  private Socket tcp;
  private SSLSocket tls;
  private RawPeer peer;
  private Connection connection;

  /// Writes to its socket in pieces of any size.
  private static final class Cutting extends FilterOutputStream {
    private final Random random;

    Cutting(OutputStream to, Random random) {
      super(to);
      this.random = random;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      for (int at = 0; at < length; ) {
        int piece = Math.min(length - at, 1 + random.nextInt(random.nextBoolean() ? 8 : 3000));
        out.write(bytes, offset + at, piece);
        at += piece;
      }
    }
  }

  @BeforeEach
  void connect() throws IOException {
    System.out.println("seed=" + seed);
    Random random = new Random(seed);
    tcp =
        new Socket(node.address.getAddress(), node.address.getPort()) {
          @Override
          public OutputStream getOutputStream() throws IOException {
            return new Cutting(super.getOutputStream(), random);
          }
        };
    tcp.setTcpNoDelay(true);
    tls = TestTls.over(tcp, true);
    peer = new RawPeer(tls, true).shakeHands("x@h", A);
    connection = Objects.requireNonNull(node.connections.get(Atom.of("x@h")));
    await().until(() -> handlerIs(RecordHandler.class));
  }

  @AfterEach
  void stop() throws IOException {
    tcp.close();
    node.close();
    engines.close();
    log.close();
    transport.group().shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private boolean handlerIs(Class<RecordHandler> type) {
    return Objects.requireNonNull(connection.channel()).pipeline().get(type) != null;
  }

  /// A message to the node; see erl_dist_protocol, "Protocol between Connected Nodes".
  private void send(Term message) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.write(112);
    body.writeBytes(TermEncoder.encode(Tuple.of(IntegerTerm.of(2), Atom.of(""), node.pid(2))));
    body.writeBytes(TermEncoder.encode(message));
    peer.frame(body.toByteArray());
  }

  private void sendBack(Term message) {
    assertThat(connection.send(new SendMessage.Send(node.pid(1), node.pid(3), null), message))
        .isTrue();
  }

  private void assertArrives(Term message) throws IOException {
    byte[] frame = peer.frame();
    while (frame.length == 0) {
      frame = peer.frame();
    }
    byte[] expected = TermEncoder.encode(message);
    assertThat(Arrays.copyOfRange(frame, frame.length - expected.length, frame.length))
        .isEqualTo(expected);
  }

  private static Term bytes(int size, int seed) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return Binary.wrap(bytes);
  }

  @Test
  void messages_bothWaysInPieces_arrive() throws IOException {
    for (int i = 0; i < MESSAGES; i++) {
      send(bytes(i * i, i));
    }
    await().until(() -> node.received.size() == MESSAGES);
    for (int i = 0; i < MESSAGES; i++) {
      assertThat(node.received.get(i).payload()).isEqualTo(bytes(i * i, i));
      sendBack(bytes(i * i, i));
    }
    for (int i = 0; i < MESSAGES; i++) {
      assertArrives(bytes(i * i, i));
    }
    assertThat(log.lines()).isEmpty();
  }

  @Test
  void newKeys_askedByThePeer_areGivenWithoutAMessage() throws IOException {
    for (int i = 1; i <= KEYS; i++) {
      tls.startHandshake(); // in TLS 1.3: a KeyUpdate that asks for one
      send(IntegerTerm.of(i));
      int expected = i;
      await().until(() -> node.received.size() == expected);
      sendBack(IntegerTerm.of(i));
      assertArrives(IntegerTerm.of(i));
    }
    assertThat(log.lines()).isEmpty();
  }

  @Test
  void disconnect_byUs_saysFarewellAfterWhatWasSent() throws IOException {
    sendBack(IntegerTerm.of(1));
    connection.disconnect(Atom.of("disconnect"));

    assertArrives(IntegerTerm.of(1));
    assertThat(peer.in.read()).isEqualTo(-1); // an exception if the farewell was missing
    await()
        .untilAsserted(
            () -> assertThat(node.events).containsExactly("up x@h", "down x@h disconnect"));
  }

  @Test
  void farewell_ofThePeer_endsTheConnectionAndIsReturned() throws IOException {
    send(IntegerTerm.of(1));
    tls.shutdownOutput();

    assertThat(peer.in.read()).isEqualTo(-1);
    await()
        .untilAsserted(
            () -> assertThat(node.events).containsExactly("up x@h", "down x@h connection_closed"));
    assertThat(node.received).hasSize(1);
    assertThat(log.lines()).isEmpty();
  }

  @Test
  void record_thatIsNone_endsTheConnectionWithALineAndAnAlert() throws IOException {
    byte[] record = new byte[105];
    System.arraycopy(new byte[] {23, 3, 3, 0, 100}, 0, record, 0, 5);
    tcp.getOutputStream().write(record, 0, record.length);

    assertThatExceptionOfType(SSLException.class)
        .isThrownBy(() -> peer.in.read())
        .withMessageContaining("bad_record_mac");
    await().until(() -> !log.lines().isEmpty());
    assertThat(log.lines())
        .singleElement()
        .asString()
        .startsWith("connection closed: peer=x@h TLS: ")
        .contains("Tag mismatch");
  }

  @Test
  void socketClosedInTheMiddleOfARecord_isTheEndOfTheConnection() throws IOException {
    tcp.getOutputStream().write(new byte[] {23, 3, 3, 1, 0, 7, 7, 7}, 0, 8);
    tcp.close();

    await()
        .untilAsserted(
            () -> assertThat(node.events).containsExactly("up x@h", "down x@h connection_closed"));
  }
}
