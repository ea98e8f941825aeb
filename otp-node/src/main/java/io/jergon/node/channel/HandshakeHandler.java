package io.jergon.node.channel;

import io.jergon.node.control.ProtocolException;
import io.jergon.node.event.HandshakeEvent;
import io.jergon.node.handshake.Handshake;
import io.jergon.node.handshake.HandshakeAction;
import io.jergon.node.handshake.HandshakeFailure;
import io.jergon.node.handshake.HandshakePeer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Runs a [Handshake] on a channel: lengths in front of messages, a timer for each step, and one
/// outcome. Owned by the event loop.
final class HandshakeHandler extends ChannelInboundHandlerAdapter {
  /// How it ends; exactly one of these is called, once, on the event loop.
  interface Outcome {
    /// We dialled, and it is done.
    void established(Channel channel, HandshakePeer peer);

    /// We were dialled, and the peer has proven the cookie; see [HandshakeAction.Proven].
    void proven(Channel channel, HandshakePeer peer, byte[] ack, boolean replaces);

    /// It failed; the channel is closed, or will be after the last message went out.
    void failed(Channel channel, HandshakeFailure failure);
  }

  private final Handshake handshake;
  private final Duration step;
  private final Outcome outcome;

  private final HandshakeEvent event = HandshakeEvent.start();

  private boolean started;
  private boolean over;
  private @Nullable Future<?> timer;

  /// @param step how long the peer has for each message
  HandshakeHandler(Handshake handshake, Duration step, Outcome outcome) {
    this.handshake = handshake;
    this.step = step;
    this.outcome = outcome;
  }

  /// A handshake message, or its last one, with the length that it has over TCP.
  static ByteBuf withLength(byte[] message) {
    return Unpooled.buffer(Short.BYTES + message.length)
        .writeShort(message.length)
        .writeBytes(message);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    if (context.channel().isActive()) {
      start(context);
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    start(context);
    context.fireChannelActive();
  }

  private void start(ChannelHandlerContext context) {
    if (!started) {
      started = true;
      restartTimer(context);
      perform(context, handshake.start());
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (!over) {
      restartTimer(context);
      perform(context, handshake.received((byte[]) message));
    } else {
      context.close(); // the last word is ours to say, and the peer did not wait for it
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    perform(context, handshake.closed());
    context.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (over) {
      context.close();
      return;
    }
    if (cause instanceof IOException) {
      perform(context, handshake.closed()); // a reset is how some peers hang up
      return;
    }
    HandshakeFailure.Kind kind =
        cause instanceof ProtocolException
            ? HandshakeFailure.Kind.PROTOCOL
            : HandshakeFailure.Kind.CLOSED;
    String line =
        "handshake with " + context.channel().remoteAddress() + " failed: " + cause.getMessage();
    perform(context, List.of(new HandshakeAction.Failed(new HandshakeFailure(kind, line))));
  }

  private void restartTimer(ChannelHandlerContext context) {
    stopTimer();
    timer =
        context
            .executor()
            .schedule(
                () -> perform(context, handshake.timedOut(step)),
                step.toNanos(),
                TimeUnit.NANOSECONDS);
  }

  private void stopTimer() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  private void perform(ChannelHandlerContext context, List<HandshakeAction> actions) {
    Channel channel = context.channel();
    if (over) {
      return;
    }
    for (HandshakeAction action : actions) {
      switch (action) {
        case HandshakeAction.Send(byte[] message) -> context.write(withLength(message));
        case HandshakeAction.Established(HandshakePeer peer) -> {
          finish(context);
          event.succeeded(channel.remoteAddress(), peer.name());
          outcome.established(channel, peer);
          return;
        }
        case HandshakeAction.Proven(HandshakePeer peer, byte[] ack, boolean replaces) -> {
          finish(context);
          event.succeeded(channel.remoteAddress(), peer.name());
          outcome.proven(channel, peer, ack, replaces);
          return;
        }
        case HandshakeAction.Failed(HandshakeFailure failure) -> {
          finish(context);
          event.failed(channel.remoteAddress(), failure.line());
          context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
          outcome.failed(channel, failure);
          return;
        }
      }
    }
    context.flush();
  }

  private void finish(ChannelHandlerContext context) {
    over = true;
    stopTimer();
    context.flush();
  }
}
