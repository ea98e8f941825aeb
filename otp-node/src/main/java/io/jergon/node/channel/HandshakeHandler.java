package io.jergon.node.channel;

import io.jergon.node.control.ProtocolException;
import io.jergon.node.event.HandshakeEvent;
import io.jergon.node.handshake.Handshake;
import io.jergon.node.handshake.HandshakeAction;
import io.jergon.node.handshake.HandshakeFailure;
import io.jergon.node.handshake.HandshakeFailure.Kind;
import io.jergon.node.handshake.HandshakePeer;
import io.jergon.node.secure.TlsFailure;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Runs a [Handshake] on a channel: lengths in front of messages, a timer for each step, and one
/// outcome. With TLS the first step is TLS's own handshake, and the messages come after it. Owned
/// by the event loop.
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
  private final @Nullable String tlsPeer;

  private final HandshakeEvent event = HandshakeEvent.start();

  private boolean timed;
  private boolean started;
  private boolean over;
  private @Nullable Future<?> timer;

  /// @param step how long the peer has for each message
  /// @param tlsPeer with TLS, who it is, as far as we know, for the log; null for plain TCP
  HandshakeHandler(Handshake handshake, Duration step, Outcome outcome, @Nullable String tlsPeer) {
    this.handshake = handshake;
    this.step = step;
    this.outcome = outcome;
    this.tlsPeer = tlsPeer;
  }

  /// A message of the handshake, or its last one, with its length in front.
  static ByteBuf withLength(byte[] message, int lengthBytes) {
    ByteBuf framed = Unpooled.buffer(lengthBytes + message.length);
    if (lengthBytes == Short.BYTES) {
      framed.writeShort(message.length);
    } else {
      framed.writeInt(message.length);
    }
    return framed.writeBytes(message);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    if (context.channel().isActive()) {
      connected(context);
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    connected(context);
    context.fireChannelActive();
  }

  private void connected(ChannelHandlerContext context) {
    if (!timed) {
      timed = true;
      restartTimer(context);
      if (tlsPeer == null) {
        start(context);
      }
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof SslHandshakeCompletionEvent done && !over) {
      if (!done.isSuccess()) {
        tlsFailed(context, done.cause());
      } else {
        Pipelines.renegotiation(context.pipeline(), false);
        restartTimer(context);
        start(context);
      }
    }
    context.fireUserEventTriggered(event);
  }

  /// A peer that hangs up in the middle, as a scan of ports does, has not said that it is no peer.
  private void tlsFailed(ChannelHandlerContext context, Throwable cause) {
    if (TlsFailure.closed(cause)) {
      fail(context, Kind.CLOSED, TlsFailure.closedLine(peer()));
    } else {
      fail(context, Kind.TLS, TlsFailure.line(peer(), cause));
    }
  }

  private String peer() {
    return Objects.requireNonNullElse(tlsPeer, "the peer");
  }

  private void fail(ChannelHandlerContext context, Kind kind, String line) {
    perform(context, List.of(new HandshakeAction.Failed(new HandshakeFailure(kind, line))));
  }

  private void start(ChannelHandlerContext context) {
    started = true;
    perform(context, handshake.start());
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
    if (started) {
      perform(context, handshake.closed());
    } else {
      fail(context, Kind.CLOSED, TlsFailure.closedLine(peer()));
    }
    context.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (over) {
      context.close();
      return;
    }
    if (TlsFailure.is(cause)) {
      tlsFailed(context, cause); // in TLS 1.3 a server refuses our certificate after we are done
      return;
    }
    if (cause instanceof IOException) {
      perform(context, handshake.closed()); // a reset is how some peers hang up
      return;
    }
    Kind kind = cause instanceof ProtocolException ? Kind.PROTOCOL : Kind.CLOSED;
    fail(
        context,
        kind,
        "handshake with " + context.channel().remoteAddress() + " failed: " + cause.getMessage());
  }

  private void restartTimer(ChannelHandlerContext context) {
    stopTimer();
    timer =
        context.executor().schedule(() -> timedOut(context), step.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void timedOut(ChannelHandlerContext context) {
    if (started) {
      perform(context, handshake.timedOut(step));
    } else {
      fail(context, Kind.TIMEOUT, TlsFailure.timeoutLine(peer(), step));
    }
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
        case HandshakeAction.Send(byte[] message) ->
            context.write(withLength(message, Pipelines.lengthBytes(tlsPeer != null)));
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
