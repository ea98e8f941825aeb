package io.jergon.node.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.jergon.node.handshake.AcceptDecision;
import io.jergon.node.handshake.AcceptorHandshake;
import io.jergon.node.handshake.AcceptorRules;
import io.jergon.node.handshake.Flags;
import io.jergon.node.handshake.Handshake;
import io.jergon.node.handshake.HandshakeFailure;
import io.jergon.node.handshake.HandshakePeer;
import io.jergon.node.handshake.InitiatorHandshake;
import io.jergon.node.handshake.LocalNode;
import io.jergon.node.name.NodeName;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HandshakeHandlerTest {
  private static final NodeName A = NodeName.of("a@h");
  private static final NodeName B = NodeName.of("b@h");
  private static final Duration STEP = Duration.ofSeconds(7);

  /// Notes what it is told, and closes what is refused.
  private static final class Notes implements HandshakeHandler.Outcome {
    private final List<String> notes = new ArrayList<>();

    @Override
    public void established(Channel channel, HandshakePeer peer) {
      notes.add("established " + peer.name());
    }

    @Override
    public void proven(Channel channel, HandshakePeer peer, byte[] ack, boolean replaces) {
      notes.add("proven " + peer.name());
      channel.writeAndFlush(HandshakeHandler.withLength(ack, Short.BYTES));
    }

    @Override
    public void failed(Channel channel, HandshakeFailure failure) {
      notes.add(failure.kind() + " " + failure.line());
    }
  }

  private final Notes dialled = new Notes();
  private final Notes accepted = new Notes();
  private final EmbeddedChannel left = channel(initiator("c"), dialled);
  private final EmbeddedChannel right = channel(acceptor("c"), accepted);

  private static LocalNode node(NodeName name) {
    return new LocalNode(name, 5, Flags.BRING_UP, Flags.MANDATORY_26);
  }

  private static Handshake initiator(String cookie) {
    return new InitiatorHandshake(node(A), B, cookie, () -> true, new Random(1));
  }

  private static Handshake acceptor(String cookie) {
    AcceptorRules rules =
        new AcceptorRules() {
          @Override
          public boolean allowed(NodeName peer) {
            return true;
          }

          @Override
          public String cookie(NodeName peer) {
            return cookie;
          }

          @Override
          public AcceptDecision decide(NodeName peer) {
            return AcceptDecision.OK;
          }
        };
    return new AcceptorHandshake(node(B), "test", rules, new Random(2));
  }

  private static EmbeddedChannel channel(Handshake handshake, HandshakeHandler.Outcome outcome) {
    EmbeddedChannel channel =
        new EmbeddedChannel(
            new FrameDecoder(2, 1 << 20), new HandshakeHandler(handshake, STEP, outcome, null));
    channel.freezeTime();
    return channel;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 1000})
  void handshake_piecesOfAnySize_isDone(int size) {
    while (carry(left, right, size) | carry(right, left, size)) {
      // until nobody has anything to say
    }

    assertThat(dialled.notes).containsExactly("established b@h");
    assertThat(accepted.notes).containsExactly("proven a@h");
  }

  @Test
  void handshake_otherCookie_failsOnBothSidesWithOneLine() {
    EmbeddedChannel wrong = channel(acceptor("d"), accepted);

    while (carry(left, wrong, 100) | carry(wrong, left, 100)) {
      // until nobody has anything to say
    }
    assertThat(wrong.isOpen()).isFalse();
    left.close();

    assertThat(accepted.notes).singleElement().asString().startsWith("COOKIE cookie mismatch");
    assertThat(dialled.notes).singleElement().asString().startsWith("COOKIE cookie mismatch");
  }

  @Test
  void step_peerSaysNothing_timesOutAndCloses() {
    advance(right, 6);
    assertThat(right.isOpen()).isTrue();
    advance(right, 1);

    assertThat(right.isOpen()).isFalse();
    assertThat(accepted.notes)
        .singleElement()
        .asString()
        .startsWith("TIMEOUT")
        .contains("its name");
  }

  @Test
  void step_peerDribblesBytes_timesOutAllTheSame() {
    ByteBuf name = left.readOutbound();
    for (int second = 0; second < 7; second++) {
      right.writeInbound(name.readBytes(1));
      advance(right, 1);
    }

    assertThat(right.isOpen()).isFalse();
    assertThat(accepted.notes).singleElement().asString().startsWith("TIMEOUT");
    name.release();
  }

  @Test
  void step_messageInTime_startsTheNextStep() {
    advance(right, 6);
    carry(left, right, 1000);
    advance(right, 6);
    assertThat(right.isOpen()).isTrue();
    advance(right, 1);

    assertThat(accepted.notes).singleElement().asString().contains("challenge reply");
  }

  @Test
  void reset_afterOurDigest_isMostLikelyACookieMismatch() {
    EmbeddedChannel wrong = channel(acceptor("d"), accepted);
    carry(left, wrong, 1000);
    carry(wrong, left, 1000);

    left.pipeline().fireExceptionCaught(new java.io.IOException("Connection reset by peer"));

    assertThat(dialled.notes).singleElement().asString().startsWith("COOKIE cookie mismatch");
    assertThat(left.isOpen()).isFalse();
  }

  @Test
  void messageBeforeOurLastWord_closes() {
    EmbeddedChannel waiting =
        channel(
            acceptor("c"),
            new HandshakeHandler.Outcome() {
              @Override
              public void established(Channel channel, HandshakePeer peer) {}

              @Override
              public void proven(Channel channel, HandshakePeer peer, byte[] ack, boolean re) {}

              @Override
              public void failed(Channel channel, HandshakeFailure failure) {}
            });
    while (carry(left, waiting, 1000) | carry(waiting, left, 1000)) {
      // until nobody has anything to say
    }
    assertThat(waiting.isOpen()).isTrue();

    waiting.writeInbound(Unpooled.buffer().writeShort(1).writeByte('x'));

    assertThat(waiting.isOpen()).isFalse();
  }

  @Test
  void garbage_anywhere_closesWithOneLine() {
    right.writeInbound(
        Unpooled.copiedBuffer(
            "GET / HTTP/1.1\r\nHost: h\r\n\r\n", java.nio.charset.StandardCharsets.US_ASCII));
    advance(right, 7);

    assertThat(right.isOpen()).isFalse();
    assertThat(accepted.notes).hasSize(1);
  }

  private static void advance(EmbeddedChannel channel, int seconds) {
    channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
    channel.runScheduledPendingTasks();
    channel.runPendingTasks();
  }

  /// Moves what one side wrote to the other, in pieces; false if there was nothing.
  private static boolean carry(EmbeddedChannel from, EmbeddedChannel to, int size) {
    boolean any = false;
    for (ByteBuf next = from.readOutbound(); next != null; next = from.readOutbound()) {
      while (next.isReadable() && to.isOpen()) {
        to.writeInbound(next.readBytes(Math.min(size, next.readableBytes())));
        any = true;
      }
      next.release();
    }
    return any;
  }
}
