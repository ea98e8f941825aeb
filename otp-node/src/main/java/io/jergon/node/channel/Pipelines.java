package io.jergon.node.channel;

import io.jergon.etf.TermDecoder;
import io.jergon.node.ConnectionLimits;
import io.jergon.node.frame.InboundFrames;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.WriteBufferWaterMark;

/// The two sets of handlers that a socket has, one after the other.
///
/// ```text
///   handshake:   socket - FrameDecoder - HandshakeHandler
///   connection:  socket - TickHandler - ReadGate - FrameDecoder - ConnectionHandler
/// ```
final class Pipelines {
  /// What may lie between a socket and our queue; less, and each flush waits for the socket.
  static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(128 << 10, 256 << 10);

  /// TCP; TLS has 4.
  private static final int HANDSHAKE_LENGTH_BYTES = Short.BYTES;

  private Pipelines() {}

  /// For a socket that was just opened.
  static void handshake(Channel channel, HandshakeHandler handler, DistributionConfig config) {
    channel
        .pipeline()
        .addLast(new FrameDecoder(HANDSHAKE_LENGTH_BYTES, config.limits().maxFrameBytes()))
        .addLast(handler);
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
    ReadGate gate = connection.newReadGate(config, () -> life.deaf(connection));
    pipeline.addFirst(
        new TickHandler(config.times().tick(), connection::tick, () -> life.silent(connection)),
        gate);
    ConnectionLimits limits = config.limits();
    InboundFrames frames =
        InboundFrames.of(
            connection.flags(), new TermDecoder(limits.decode()), limits.maxUnfinishedBytes());
    pipeline.get(FrameDecoder.class).frames(frames);
    pipeline.addLast(new ConnectionHandler(connection, frames, events));
  }
}
