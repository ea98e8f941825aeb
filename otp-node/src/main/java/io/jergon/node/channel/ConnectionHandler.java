package io.jergon.node.channel;

import io.jergon.etf.DecodeException;
import io.jergon.node.control.Origin;
import io.jergon.node.control.ProtocolException;
import io.jergon.node.frame.InboundFrames;
import io.jergon.node.quota.ReaderThread;
import io.jergon.node.secure.TlsFailure;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The last handler of a connection that is up: frames to events, and the end of the socket to the
/// end of the connection. Whatever a peer sends, the worst that happens is that its connection is
/// closed, with one line in the log. Owned by the event loop.
final class ConnectionHandler extends ChannelInboundHandlerAdapter {
  private static final Logger log = LoggerFactory.getLogger(ConnectionHandler.class);

  private final Connection connection;
  private final InboundFrames frames;
  private final DistributionEvents events;
  private final Consumer<String> complaints;
  private boolean failed;

  /// @param complaints takes lines for the log
  ConnectionHandler(
      Connection connection,
      InboundFrames frames,
      DistributionEvents events,
      Consumer<String> complaints) {
    this.complaints = complaints;
    this.connection = connection;
    this.frames = frames;
    this.events = events;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (failed) {
      return;
    }
    connection.readBegins();
    ReaderThread thread = ReaderThread.current();
    if (thread != null) {
      thread.reads();
    }
    InboundFrames.Received received =
        switch (message) {
          case InboundFrames.Received whole -> whole;
          case InboundFrames.Continued fragment -> fragment.complete();
          default -> frames.read((byte[]) message);
        };
    if (received == null) {
      return; // more fragments have to come
    }
    Origin.check(received.control(), connection.peerAtom());
    connection.inflow().begins(received.bytes());
    try {
      events.received(connection, received.control(), received.payload());
    } finally {
      connection.inflow().ends();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    ReaderThread thread = ReaderThread.current();
    if (thread != null) {
      thread.readEnds();
    }
    connection.readEnds();
    context.fireChannelReadComplete();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    connection.drain();
    context.fireChannelWritabilityChanged();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    connection.channelClosed();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (failed) {
      return;
    }
    failed = true;
    switch (cause) {
      case ProtocolException e -> complain("sent " + e.getMessage());
      case DecodeException e -> complain("sent a broken term: " + e.getMessage());
      case IOException e ->
          log.info("connection lost: peer={} reason={}", connection.peer(), e.getMessage());
      case DecoderException e when TlsFailure.is(e) -> complain("TLS: " + e.getMessage());
      default -> log.error("connection closed: peer={} internal error", connection.peer(), cause);
    }
    context.close();
  }

  private void complain(String what) {
    complaints.accept("connection closed: peer=%s %s".formatted(connection.peer(), what));
  }
}
