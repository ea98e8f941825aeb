package io.jergon.epmd;

import io.jergon.epmd.EpmdException.Reason;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// The client's side of one connection: writes one request, collects the reply, completes a future.
/// To be added to a channel that is connected, on its event loop.
///
/// Whether the connection outlives the reply is up to whoever waits for the future. Bytes that come
/// after the reply are thrown away.
final class Exchange<T> extends ChannelInboundHandlerAdapter {

  /// Holds tens of thousands of names; a server that sends more is none.
  private static final int MAX_REPLY_BYTES = 8 << 20;

  private final EpmdRequest request;
  private final ReplyReader<T> reader;
  private final CompletableFuture<T> answer;
  private @Nullable ByteBuf received; // owned by the channel's event loop

  Exchange(EpmdRequest request, ReplyReader<T> reader, CompletableFuture<T> answer) {
    this.request = request;
    this.reader = reader;
    this.answer = answer;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    received = ctx.alloc().buffer();
    var out = ctx.alloc().buffer();
    request.write(out);
    ctx.writeAndFlush(out);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    var buffer = received;
    if (buffer != null) {
      received = null;
      buffer.release();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    var piece = (ByteBuf) message;
    try {
      var buffer = received;
      if (buffer == null || answer.isDone()) {
        return;
      }
      if (piece.readableBytes() > MAX_REPLY_BYTES - buffer.readableBytes()) {
        fail(ctx, "more than " + MAX_REPLY_BYTES + " bytes", null);
        return;
      }
      buffer.writeBytes(piece);
      read(ctx, buffer, false);
    } finally {
      piece.release();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    var buffer = received;
    if (buffer != null && !answer.isDone()) {
      read(ctx, buffer, true);
    }
    fail(ctx, "closed the connection before the answer was complete", null);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    fail(ctx, String.valueOf(cause.getMessage()), cause);
    ctx.close();
  }

  private void read(ChannelHandlerContext ctx, ByteBuf buffer, boolean ended) {
    try {
      T reply = reader.read(buffer.duplicate().readerIndex(0), ended);
      if (reply != null) {
        answer.complete(reply);
      }
    } catch (IllegalArgumentException e) {
      fail(ctx, String.valueOf(e.getMessage()), e);
    }
  }

  /// Does nothing if the answer is there already.
  private void fail(ChannelHandlerContext ctx, String problem, @Nullable Throwable cause) {
    if (!answer.isDone()) {
      answer.completeExceptionally(
          new EpmdException(
              Reason.BAD_REPLY,
              "EPMD at %s: %s".formatted(ctx.channel().remoteAddress(), problem),
              cause));
    }
  }
}
