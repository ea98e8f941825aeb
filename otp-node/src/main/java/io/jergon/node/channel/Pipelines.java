package io.jergon.node.channel;

import io.jergon.etf.TermDecoder;
import io.jergon.node.ConnectionLimits;
import io.jergon.node.frame.InboundFrames;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// The sets of handlers that a socket has, one after the other.
///
/// ```text
///   handshake:   socket - (SslHandler) - FrameDecoder - HandshakeHandler
///   connection:  socket - TickHandler - (SslHandler) - InflowGate - ReadGate - FrameDecoder - ConnectionHandler
/// ```
///
/// The `SslHandler` is there with TLS only; with TLS 1.3 a [RecordHandler] takes its place soon
/// after the connection is up.
final class Pipelines {
  /// What may lie between a socket and our queue; less, and each flush waits for the socket.
  static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(128 << 10, 256 << 10);

  private Pipelines() {}

  /// How many bytes a length has in the handshake: `inet_tls_dist` has one kind for all.
  static int lengthBytes(boolean tls) {
    return tls ? Integer.BYTES : Short.BYTES;
  }

  /// For a socket that was just opened.
  ///
  /// @param tls null for plain TCP. Nothing is read until it is there
  static void handshake(
      Channel channel,
      HandshakeHandler handler,
      DistributionConfig config,
      @Nullable CompletableFuture<SslHandler> tls) {
    if (tls != null) {
      channel.config().setAutoRead(false);
    }
    channel
        .pipeline()
        .addLast(new FrameDecoder(lengthBytes(tls != null), config.limits().maxFrameBytes()))
        .addLast(handler);
    if (tls != null) {
      tls.whenCompleteAsync((ssl, error) -> secure(channel, ssl, error), channel.eventLoop());
    }
  }

  private static void secure(Channel channel, @Nullable SslHandler ssl, @Nullable Throwable error) {
    if (!channel.isActive()) {
      return;
    }
    if (ssl == null) {
      channel.pipeline().fireExceptionCaught(error);
      return;
    }
    channel.pipeline().addFirst(ssl);
    channel.config().setAutoRead(true);
  }

  /// Whether the peer may negotiate a new session of TLS 1.2: not before it has proven the cookie,
  /// since each one costs us a signature.
  static void renegotiation(ChannelPipeline pipeline, boolean allowed) {
    SslHandler ssl = pipeline.get(SslHandler.class);
    if (ssl != null) {
      ssl.engine().setEnableSessionCreation(allowed);
    }
  }

  /// For a socket whose handshake is over; on the event loop.
  static void connection(
      Channel channel,
      Connection connection,
      DistributionConfig config,
      DistributionEvents events,
      ConnectionLife life) {
    ChannelPipeline pipeline = channel.pipeline();
    pipeline.remove(HandshakeHandler.class);
    renegotiation(pipeline, true);
    ReadGate gate = connection.newReadGate(config, () -> life.deaf(connection));
    TickHandler ticks =
        new TickHandler(config.times().tick(), connection::tick, () -> life.silent(connection));
    pipeline.addFirst(ticks);
    String decoder = pipeline.context(FrameDecoder.class).name();
    pipeline.addBefore(
        decoder, null, connection.newInflowGate(config, () -> life.stuck(connection)));
    pipeline.addBefore(decoder, null, gate);
    ConnectionLimits limits = config.limits();
    InboundFrames frames =
        InboundFrames.of(
            connection.flags(),
            new TermDecoder(limits.decode(), connection.bearing().renaming()),
            limits.maxUnfinishedBytes(),
            connection.share());
    pipeline.get(FrameDecoder.class).frames(frames, connection.share());
    pipeline.addLast(new ConnectionHandler(connection, frames, events, life::complain));
  }
}
