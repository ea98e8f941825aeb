package io.jergon.node.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jergon.etf.Binary;
import io.jergon.etf.IntegerTerm;
import io.jergon.etf.Term;
import io.jergon.etf.TermDecoder;
import io.jergon.etf.TermEncoder;
import io.jergon.etf.Tuple;
import io.jergon.node.control.ProtocolException;
import io.jergon.node.frame.InboundFrames;
import io.jergon.node.handshake.Flags;
import io.jergon.node.quota.Quota;
import io.jergon.node.quota.Share;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameDecoderTest {
  private static final Share SHARE = new Quota(1L << 40).share();
  private static final InboundFrames PASS_THROUGH =
      InboundFrames.of(Flags.BRING_UP, TermDecoder.DEFAULT, 1 << 20, SHARE);

  private final FrameDecoder decoder = new FrameDecoder(2, 1 << 20);
  private final EmbeddedChannel channel = new EmbeddedChannel(decoder);

  @Test
  void handshake_byteByByte_givesEachMessageOnce() {
    for (byte b : HexFormat.of().parseHex("0003736f6b0000000161")) {
      channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {b}));
    }

    assertThat(messages()).containsExactly("736f6b", "", "61");
  }

  @Test
  void handshake_fourByteLengths_areReadOverTls() {
    EmbeddedChannel tls = new EmbeddedChannel(new FrameDecoder(4, 1 << 20));

    tls.writeInbound(bytes("00000003736f6b"));

    assertThat((byte[]) tls.readInbound()).asHexString().isEqualTo("736F6B");
  }

  @Test
  void handshake_fourByteLengthAboveALimit_isRefused() {
    EmbeddedChannel tls = new EmbeddedChannel(new FrameDecoder(4, 1 << 20));

    assertThatThrownBy(() -> tls.writeInbound(bytes("00010000")))
        .isInstanceOf(ProtocolException.class)
        .hasMessage("message of 65536 bytes announced (expected: at most 65535)");
  }

  @Test
  void frames_byteByByte_skipsTicks() {
    decoder.frames(PASS_THROUGH, SHARE);

    for (byte b :
        HexFormat.of().parseHex("0000000000000002 7001 00000000 00000001 70".replace(" ", ""))) {
      channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {b}));
    }

    assertThat(messages()).containsExactly("7001", "70");
  }

  @Test
  void frames_switchWhileAMessageIsHandled_readsTheRestOfTheSegmentAsFrames() {
    FrameDecoder fresh = new FrameDecoder(2, 1 << 20);
    EmbeddedChannel switching =
        new EmbeddedChannel(
            fresh,
            new ChannelInboundHandlerAdapter() {
              @Override
              public void channelRead(ChannelHandlerContext context, Object message) {
                fresh.frames(PASS_THROUGH, SHARE);
                context.fireChannelRead(message);
              }
            });

    switching.writeInbound(bytes("000161" + "00000000" + "000000028370"));

    assertThat((byte[]) switching.readInbound()).asHexString().isEqualTo("61");
    assertThat((byte[]) switching.readInbound()).asHexString().isEqualTo("8370");
  }

  /// Short ones and long ones, whole and cut anywhere: each comes out once, and in order.
  @ParameterizedTest
  @ValueSource(ints = {1, 7, 100, 4096, 40_000, 1_000_000})
  void frames_manyShortOnes_comeInOrderHoweverTheyAreCut(int size) {
    decoder.frames(PASS_THROUGH, SHARE);
    List<Term> sent = new ArrayList<>();
    ByteBuf all = Unpooled.buffer();
    Random random = new Random(size);
    for (int i = 0; i < 2000; i++) {
      int length = random.nextInt(50) == 0 ? 5000 : random.nextInt(300);
      Term message = Tuple.of(IntegerTerm.of(i), Binary.wrap(new byte[length]));
      byte[] control = TermEncoder.encode(Term.parse("{2, '', #Pid<x@h.1.0.1>}"));
      byte[] payload = TermEncoder.encode(message);
      all.writeInt(1 + control.length + payload.length).writeByte(112);
      all.writeBytes(control).writeBytes(payload).writeInt(0);
      sent.add(message);
    }
    List<Term> came = new ArrayList<>();
    channel
        .pipeline()
        .addLast(
            new ChannelInboundHandlerAdapter() {
              @Override
              public void channelRead(ChannelHandlerContext context, Object message) {
                InboundFrames.Received received =
                    message instanceof InboundFrames.Received whole
                        ? whole
                        : PASS_THROUGH.read((byte[]) message);
                came.add(received.payload());
              }
            });

    while (all.isReadable()) {
      channel.writeInbound(all.readBytes(Math.min(size, all.readableBytes())));
    }

    assertThat(came).isEqualTo(sent);
  }

  @ParameterizedTest
  @ValueSource(ints = {4099, 65_536, 65_537, 1_000_000})
  void frames_largeOneInPieces_isWhole(int size) {
    decoder.frames(PASS_THROUGH, SHARE);
    byte[] frame = new byte[1 << 20];
    new Random(3).nextBytes(frame);
    ByteBuf all = Unpooled.buffer().writeInt(frame.length).writeBytes(frame).writeInt(0);

    while (all.isReadable()) {
      channel.writeInbound(all.readBytes(Math.min(size, all.readableBytes())));
    }

    assertThat((byte[]) channel.readInbound()).isEqualTo(frame);
    assertThat((Object) channel.readInbound()).isNull();
  }

  @Test
  void frames_twoGigabytesAnnounced_allocatesAsBytesArrive() {
    List<EmbeddedChannel> hostile = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      FrameDecoder unlimited = new FrameDecoder(2, Integer.MAX_VALUE);
      unlimited.frames(PASS_THROUGH, SHARE);
      EmbeddedChannel one = new EmbeddedChannel(unlimited);
      one.writeInbound(bytes("7fffffff70"));
      hostile.add(one);
    }

    assertThat(hostile).allMatch(EmbeddedChannel::isOpen); // 128 GB would not have fit
  }

  @ParameterizedTest
  @ValueSource(strings = {"00100001", "80000000", "ffffffff"})
  void frames_aboveTheLimit_areRefusedAndNothingIsReadAfter(String length) {
    decoder.frames(PASS_THROUGH, SHARE);

    assertThatThrownBy(() -> channel.writeInbound(bytes(length + "000000027083")))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("(expected: at most 1048576)");

    channel.writeInbound(bytes("000000027083"));
    assertThat((Object) channel.readInbound()).isNull();
  }

  /// What goes on with a message goes to the message; the rest of the stream is read as before.
  @ParameterizedTest
  @ValueSource(ints = {1, 17, 18, 19, 50, 1000})
  void frames_fragments_arePassedOnWhenTheyAreComplete(int size) {
    InboundFrames frames = InboundFrames.of(Flags.OFFER, TermDecoder.DEFAULT, 1 << 20, SHARE);
    decoder.frames(frames, SHARE);
    // {6, 'x'@h pid, '', ok} in three fragments of which one is empty, with a tick in between.
    String control = "68046106" + "58770378406800000001000000000000000" + "97700" + "77026f6b";
    ByteBuf all =
        bytes(
            ("00000033 8345 0000000000000007 0000000000000003 00"
                    + control
                    + "6d000000"
                    + "00000000"
                    + "00000012 8346 0000000000000007 0000000000000002"
                    + "00000016 8346 0000000000000007 0000000000000001 03010203"
                    + "00000002 7083")
                .replace(" ", ""));
    List<InboundFrames.@Nullable Received> received = new ArrayList<>();
    List<Object> kinds = new ArrayList<>();
    channel
        .pipeline()
        .addLast(
            new ChannelInboundHandlerAdapter() {
              @Override
              public void channelRead(ChannelHandlerContext context, Object message) {
                kinds.add(message.getClass().isArray());
                if (message instanceof InboundFrames.Continued fragment) {
                  received.add(fragment.complete());
                } else if (kinds.size() == 1) {
                  received.add(frames.read((byte[]) message));
                }
              }
            });

    while (all.isReadable()) {
      channel.writeInbound(all.readBytes(Math.min(size, all.readableBytes())));
    }

    assertThat(kinds).containsExactly(true, false, false, true);
    assertThat(received).hasSize(3).startsWith(null, null);
    assertThat(received.getLast().payload()).isEqualTo(Term.parse("<<1, 2, 3>>"));
  }

  @Test
  void frames_fragmentOfNothing_isRefusedBeforeItsBytesCome() {
    decoder.frames(InboundFrames.of(Flags.OFFER, TermDecoder.DEFAULT, 1 << 20, SHARE), SHARE);

    assertThatThrownBy(
            () -> channel.writeInbound(bytes("00010000" + "8346" + "00".repeat(15) + "01")))
        .isInstanceOf(ProtocolException.class)
        .hasMessage("fragment 1 of the unknown sequence 0");
  }

  private static ByteBuf bytes(String hex) {
    return Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex));
  }

  private List<String> messages() {
    List<String> messages = new ArrayList<>();
    for (byte[] next = channel.readInbound(); next != null; next = channel.readInbound()) {
      messages.add(HexFormat.of().formatHex(next));
    }
    return messages;
  }
}
