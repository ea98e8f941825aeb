package io.jergon.node.channel;

import io.jergon.node.secure.TlsRecords;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandler;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLException;

/// TLS 1.3 of a connection that is up: in the place of Netty's handler, which did the handshake.
///
/// ```text
///   in:   record - (heap) - what was in it - FrameDecoder
///   out:  nothing to do: OutboundQueue has sealed what it writes
/// ```
///
/// Netty's handler seals on the event loop only, so that each message that a sender has would wake
/// it. Here whoever has the right to write seals ([OutboundBytes]).
///
/// TLS 1.2 stays with Netty's handler: `erl` may begin a new handshake there at any time.
///
/// What the engine has to say after a record, the queue writes; a peer that asks for that and does
/// not take it is cut off. The peer's farewell ends the connection; it gets ours before. Owned by
/// the event loop.
final class RecordHandler extends ChannelDuplexHandler {
  /// So many times a peer may ask for new keys while it does not take what we send.
  private static final int MOST_OWED = 64;

  private final TlsRecords tls;
  private final OutboundQueue queue;

  private final byte[] record = new byte[TlsRecords.LONGEST];
  private final ByteBuffer plainBytes = ByteBuffer.allocate(TlsRecords.LONGEST);
  private final ByteBuf plain = Unpooled.wrappedBuffer(plainBytes.array()); // the same bytes
  private int filled; // of the record
  private int owed; // answers since the peer took something
  private boolean over;
  private boolean passedOn; // something, since the last end of a read

  RecordHandler(TlsRecords tls, OutboundQueue queue) {
    this.tls = tls;
    this.queue = queue;
  }

  /// Takes the place of Netty's handler, with what that has of a record; not while that reads. With
  /// the right to write.
  ///
  /// @return false if that stays
  static boolean takeOver(Channel channel, OutboundQueue queue, OutboundBytes bytes) {
    SslHandler netty = channel.pipeline().get(SslHandler.class);
    if (netty == null || !TlsRecords.goOnWith(netty.engine())) {
      return false;
    }
    TlsRecords tls = new TlsRecords(netty.engine());
    bytes.seal(tls);
    channel.pipeline().replace(netty, null, new RecordHandler(tls, queue));
    return true;
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    plain.release();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf in = (ByteBuf) message;
    try {
      while (in.isReadable() && !over && context.channel().isOpen()) {
        if (isFilled(in)) {
          open(context);
        }
      }
    } catch (SSLException e) {
      over = true;
      queue.answer(); // an alert
      throw new DecoderException(e);
    } finally {
      in.release();
    }
  }

  /// Copies bytes of one record; true if it is whole.
  private boolean isFilled(ByteBuf in) throws SSLException {
    if (filled < TlsRecords.HEAD) {
      copy(in, TlsRecords.HEAD);
    }
    if (filled < TlsRecords.HEAD) {
      return false;
    }
    int length = TlsRecords.length(record);
    copy(in, length);
    return filled == length;
  }

  private void copy(ByteBuf in, int upTo) {
    int bytes = Math.min(in.readableBytes(), upTo - filled);
    in.readBytes(record, filled, bytes);
    filled += bytes;
  }

  private void open(ChannelHandlerContext context) throws SSLException {
    ByteBuffer whole = ByteBuffer.wrap(record, 0, filled);
    filled = 0;
    plainBytes.clear();
    boolean goesOn = tls.open(whole, plainBytes);
    answer(context.channel());
    if (plainBytes.position() > 0) {
      passedOn = true;
      context.fireChannelRead(plain.retain().setIndex(0, plainBytes.position()));
    }
    if (!goesOn) {
      over = true;
      context.pipeline().close();
    }
  }

  private void answer(Channel channel) throws SSLException {
    if (!tls.owes()) {
      return;
    }
    owed = channel.isWritable() ? 0 : owed + 1;
    if (owed > MOST_OWED) {
      throw new SSLException("asks for new keys again and again, and takes none");
    }
    queue.answer();
  }

  /// A single read that gave no whole record was none.
  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    boolean none = !passedOn;
    passedOn = false;
    context.fireChannelReadComplete();
    if (none && !over && !context.channel().config().isAutoRead()) {
      context.read();
    }
  }

  @Override
  public void close(ChannelHandlerContext context, ChannelPromise promise) {
    queue.farewell();
    context.close(promise);
  }
}
