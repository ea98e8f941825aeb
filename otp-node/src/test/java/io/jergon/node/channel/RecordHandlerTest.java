package io.jergon.node.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jergon.node.secure.EnginePair;
import io.jergon.node.secure.TlsRecords;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What comes in, by record. What goes out, and what TLS says by itself: [TlsConnectionTest].
class RecordHandlerTest {
  private static final int SIZE = 200_000;

  private final ByteBuf opened = Unpooled.buffer();
  private final ByteBuf sealed = Unpooled.buffer();
  private final long seed = Long.getLong("seed", System.nanoTime());
  private int reads;
  private int endsOfReads;
  private SSLEngine peerEngine;
  private TlsRecords peer;
  private EmbeddedChannel channel;

  @BeforeEach
  void shakeHands() throws IOException {
    EnginePair pair = EnginePair.shakeHands();
    peerEngine = pair.server();
    peer = new TlsRecords(peerEngine);
    channel =
        new EmbeddedChannel(
            new ChannelOutboundHandlerAdapter() {
              @Override
              public void read(ChannelHandlerContext context) {
                reads++;
                context.read();
              }
            },
            new RecordHandler(new TlsRecords(pair.client()), new OutboundQueue(1 << 20, () -> {})),
            new ChannelInboundHandlerAdapter() {
              @Override
              public void channelRead(ChannelHandlerContext context, Object message) {
                ByteBuf bytes = (ByteBuf) message;
                opened.writeBytes(bytes);
                bytes.release();
              }

              @Override
              public void channelReadComplete(ChannelHandlerContext context) {
                endsOfReads++;
              }
            });
    channel.config().setAutoRead(false);
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  private byte[] seal(int size, Random random) throws IOException {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    sealed.writeBytes(peer.seal(ByteBuffer.wrap(bytes)));
    return bytes;
  }

  private byte[] seal(byte... bytes) throws IOException {
    sealed.writeBytes(peer.seal(ByteBuffer.wrap(bytes)));
    return bytes;
  }

  private void arrives(int count) {
    channel.writeInbound(sealed.readBytes(count));
  }

  @Test
  void records_cutAnywhere_comeOutWhole() throws IOException {
    System.out.println("seed=" + seed);
    Random random = new Random(seed);
    ByteBuf expected = Unpooled.buffer();
    while (expected.readableBytes() < SIZE) {
      expected.writeBytes(seal(1 + random.nextInt(20_000), random));
    }

    while (sealed.isReadable()) {
      int most = random.nextBoolean() ? 7 : 40_000;
      arrives(Math.min(sealed.readableBytes(), 1 + random.nextInt(most)));
    }

    assertThat(opened).isEqualTo(expected);
  }

  @Test
  void read_partOfARecord_isFollowedByAnotherRead() throws IOException {
    seal((byte) 1, (byte) 2);
    int before = reads;

    arrives(10);
    assertThat(reads).isEqualTo(before + 1);
    arrives(sealed.readableBytes());
    assertThat(reads).isEqualTo(before + 1);
    assertThat(opened.readableBytes()).isEqualTo(2);
    assertThat(endsOfReads).isEqualTo(2);
  }

  @Test
  void record_thatWasChanged_isAnError_andNothingAfterItIsRead() throws IOException {
    seal((byte) 1);
    sealed.setByte(sealed.writerIndex() - 1, sealed.getByte(sealed.writerIndex() - 1) ^ 1);
    seal((byte) 2);

    assertThatExceptionOfType(DecoderException.class)
        .isThrownBy(() -> arrives(sealed.readableBytes()))
        .withMessageContaining("Tag mismatch");
    arrives(sealed.readableBytes());
    assertThat(opened.isReadable()).isFalse();
  }

  @Test
  void record_tooLong_isAnErrorAtItsHead() {
    sealed.writeBytes(new byte[] {23, 3, 3, 0x7f, 0});

    assertThatExceptionOfType(DecoderException.class)
        .isThrownBy(() -> arrives(sealed.readableBytes()))
        .withMessageContaining("announced");
  }

  /// In TLS 1.3 another handshake of an engine is a KeyUpdate that asks for one.
  @Test
  void newKeys_askedAgainAndAgainWhileNothingIsTaken_isAnError() throws IOException {
    askForNewKeys(1000);
    assertThat(channel.isOpen()).isTrue(); // it takes what we say

    channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
    assertThatExceptionOfType(DecoderException.class)
        .isThrownBy(() -> askForNewKeys(1000))
        .withMessageContaining("asks for new keys");
  }

  private void askForNewKeys(int times) throws IOException {
    for (int i = 0; i < times; i++) {
      peerEngine.beginHandshake();
      sealed.writeBytes(peer.sealNothing());
      arrives(sealed.readableBytes());
    }
  }

  @Test
  void farewell_ofThePeer_closesAfterWhatWasBefore() throws IOException {
    seal((byte) 1);
    sealed.writeBytes(peer.farewell());

    arrives(sealed.readableBytes());

    assertThat(opened.readableBytes()).isEqualTo(1);
    assertThat(channel.isOpen()).isFalse();
  }
}
