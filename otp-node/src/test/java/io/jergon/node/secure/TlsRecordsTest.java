package io.jergon.node.secure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class TlsRecordsTest {
  private static final int MANY = 2000;

  private final long seed = Long.getLong("seed", System.nanoTime());

  private SSLEngine clientEngine;
  private TlsRecords client;
  private TlsRecords server;

  @BeforeEach
  void shakeHands() throws SSLException {
    EnginePair pair = EnginePair.shakeHands();
    clientEngine = pair.client();
    assertThat(TlsRecords.goOnWith(pair.client())).isTrue();
    client = new TlsRecords(pair.client());
    server = new TlsRecords(pair.server());
  }

  private static byte[] random(int size, Random random) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return bytes;
  }

  /// What is in the records; null where the farewell is among them.
  private static byte[] open(TlsRecords by, ByteBuffer records) throws SSLException {
    ByteBuffer plain = ByteBuffer.allocate(1 << 20);
    while (records.hasRemaining()) {
      byte[] head = new byte[TlsRecords.HEAD];
      records.get(records.position(), head);
      byte[] record = new byte[TlsRecords.length(head)];
      records.get(record);
      if (!by.open(ByteBuffer.wrap(record), plain)) {
        return null;
      }
    }
    byte[] opened = new byte[plain.position()];
    plain.flip().get(opened);
    return opened;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 100, TlsRecords.MOST - 1, TlsRecords.MOST})
  void seal_whatFits_isOneRecord(int size) throws IOException {
    byte[] bytes = random(size, new Random(size));

    ByteBuffer sealed = client.seal(ByteBuffer.wrap(bytes));

    byte[] head = new byte[TlsRecords.HEAD];
    sealed.get(sealed.position(), head);
    assertThat(TlsRecords.length(head)).isEqualTo(sealed.remaining());
    assertThat(open(server, sealed)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(ints = {TlsRecords.MOST + 1000, 300_000})
  void seal_more_isSeveralRecords(int size) throws IOException {
    byte[] bytes = random(size, new Random(size));

    assertThat(open(server, client.seal(ByteBuffer.wrap(bytes)))).isEqualTo(bytes);
  }

  @Test
  void sealNothing_nothingToSay_isEmpty() throws IOException {
    assertThat(client.sealNothing().remaining()).isZero();
  }

  @Test
  void newKeys_ofThePeer_areAnsweredBeforeWhatIsSealedNext() throws IOException {
    clientEngine.beginHandshake(); // in TLS 1.3: a KeyUpdate that asks for one
    assertThat(open(server, client.sealNothing())).isEmpty();
    assertThat(server.owes()).isTrue();

    ByteBuffer answer = server.seal(ByteBuffer.wrap(new byte[] {1, 2}));

    assertThat(open(client, answer)).containsExactly(1, 2);
    assertThat(client.owes()).isFalse();
    assertThat(open(server, client.seal(ByteBuffer.wrap(new byte[] {3})))).containsExactly(3);
    assertThat(server.owes()).isFalse();
  }

  @Test
  void newKeys_askedManyTimes_areAllAnswered() throws IOException {
    for (int i = 0; i < MANY; i++) {
      clientEngine.beginHandshake();
      assertThat(open(server, client.sealNothing())).isEmpty();
    }
    // Longer than what was set aside for records.
    ByteBuffer answers = server.sealNothing();

    assertThat(answers.remaining()).isGreaterThan(2 * TlsRecords.LONGEST);
    assertThat(open(client, answers)).isEmpty();
    assertThat(open(client, server.seal(ByteBuffer.wrap(new byte[] {7})))).containsExactly(7);
  }

  @Test
  void farewell_isToldFromWhatWasBefore_andNothingFollows() throws IOException {
    assertThat(open(server, client.seal(ByteBuffer.wrap(new byte[] {1})))).containsExactly(1);

    assertThat(open(server, client.farewell())).isNull();
    assertThatExceptionOfType(ClosedChannelException.class)
        .isThrownBy(() -> client.seal(ByteBuffer.wrap(new byte[] {2})));
    assertThat(client.sealNothing().remaining()).isZero();
    // The other direction is open until it says so, too.
    assertThat(open(client, server.seal(ByteBuffer.wrap(new byte[] {3})))).containsExactly(3);
    assertThat(open(client, server.farewell())).isNull();
  }

  @Test
  void open_recordThatWasChanged_failsAndHasAnAlertToSend() throws IOException {
    ByteBuffer sealed = client.seal(ByteBuffer.wrap(new byte[100]));
    int last = sealed.limit() - 1;
    sealed.put(last, (byte) (sealed.get(last) ^ 1));

    assertThatExceptionOfType(SSLException.class).isThrownBy(() -> open(server, sealed));
    ByteBuffer alert = server.sealNothing();
    assertThatExceptionOfType(SSLException.class)
        .isThrownBy(() -> open(client, alert))
        .withMessageContaining("bad_record_mac");
  }

  @Test
  void length_moreThanARecordMayHave_isRefused() throws IOException {
    assertThat(TlsRecords.length(new byte[] {23, 3, 3, 0x41, 0})).isEqualTo(TlsRecords.LONGEST);
    assertThatExceptionOfType(SSLException.class)
        .isThrownBy(() -> TlsRecords.length(new byte[] {23, 3, 3, 0x41, 1}));
  }

  /// Both directions at once, with new keys time and again.
  @Test
  void sealAndOpen_twoThreads_goOnWithNewKeys() throws Exception {
    System.out.println("seed=" + seed);
    BlockingQueue<byte[]> toServer = new ArrayBlockingQueue<>(100);
    BlockingQueue<byte[]> toClient = new ArrayBlockingQueue<>(100);
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      Future<?> one = threads.submit(() -> send(client, toServer, new Random(seed)));
      Future<?> two = threads.submit(() -> send(server, toClient, new Random(seed + 1)));
      Future<?> three = threads.submit(() -> receive(server, toServer, new Random(seed)));
      Future<?> four = threads.submit(() -> receive(client, toClient, new Random(seed + 1)));
      one.get();
      two.get();
      three.get();
      four.get();
    }
  }

  private Void send(TlsRecords by, BlockingQueue<byte[]> to, Random random) throws Exception {
    for (int i = 0; i < MANY; i++) {
      if (by == client && i % 100 == 0) {
        clientEngine.beginHandshake();
      }
      ByteBuffer sealed = by.seal(ByteBuffer.wrap(random(1 + random.nextInt(3000), random)));
      byte[] records = new byte[sealed.remaining()];
      sealed.get(records);
      to.put(records);
    }
    return null;
  }

  private static Void receive(TlsRecords by, BlockingQueue<byte[]> from, Random random)
      throws Exception {
    for (int i = 0; i < MANY; i++) {
      byte[] expected = random(1 + random.nextInt(3000), random);
      assertThat(open(by, ByteBuffer.wrap(from.take()))).isEqualTo(expected);
    }
    return null;
  }
}
