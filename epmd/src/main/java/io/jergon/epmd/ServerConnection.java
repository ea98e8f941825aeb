package io.jergon.epmd;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One connection to a server: one request, its answer, and for a registration the life of the
/// name.
///
/// ```text
///            request           answer written
///  PENDING ----------> (answer) -------------> closed
///     |
///     |  ALIVE2_REQ granted                 any byte, end, error
///     +--------------------> REGISTERED -----------------------> name freed, closed
///     |
///     |  ALIVE2_REQ refused                 any byte, end, error, idle time-out
///     +--------------------> PENDING ----------------------------> closed
/// ```
///
/// Owned by the server's event loop.
final class ServerConnection extends SimpleChannelInboundHandler<EpmdRequest> {
  private static final Logger log = LoggerFactory.getLogger(EpmdServer.class);

  private final ServerState server;
  private final long number;

  ServerConnection(ServerState server, long number) {
    this.server = server;
    this.number = number;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    server.connections().opened(ctx.channel());
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, EpmdRequest request) {
    switch (request) {
      case EpmdRequest.Alive(var entry) -> register(ctx, entry);
      case EpmdRequest.InvalidAlive(int high, var problem) -> {
        if (permitted(ctx, "ALIVE2_REQ")) {
          refuse(ctx, high, problem);
        }
      }
      case EpmdRequest.PortPlease(var name) -> {
        var entry = server.names().find(name);
        answer(ctx, entry == null ? new EpmdReply.PortUnknown() : new EpmdReply.PortFound(entry));
      }
      case EpmdRequest.Names() -> list(ctx, server.names().listing());
      case EpmdRequest.Dump() -> {
        if (permitted(ctx, "DUMP_REQ")) {
          list(ctx, server.names().dump());
        }
      }
      case EpmdRequest.Kill() -> {
        if (permitted(ctx, "KILL_REQ")) {
          kill(ctx);
        }
      }
      case EpmdRequest.Stop(var name) -> {
        if (permitted(ctx, "STOP_REQ")) {
          stop(ctx, name);
        }
      }
    }
  }

  private void register(ChannelHandlerContext ctx, NodeEntry entry) {
    if (!permitted(ctx, "ALIVE2_REQ")) {
      return;
    }
    if (server.names().size() >= server.config().maxNames()) {
      refuse(ctx, entry.highVersion(), "server is full with " + server.names().size() + " names");
      return;
    }
    var creation = server.names().register(entry, number);
    if (creation.isEmpty()) {
      refuse(ctx, entry.highVersion(), "name is taken: " + entry.name());
      return;
    }
    server.connections().registered(entry.name(), ctx.channel());
    log.debug("epmd name registered name={} port={}", entry.name(), entry.port());
    // Runs within close() itself: whoever learns of the end finds the name free.
    ctx.channel()
        .closeFuture()
        .addListener(_ -> {
          server.names().unregister(entry.name(), number);
          log.debug("epmd name unregistered name={}", entry.name());
        });
    write(ctx, EpmdReply.Alive.granted(entry.highVersion(), creation.getAsInt()))
        // A node that never got the answer does not have the name.
        .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
  }

  private void refuse(ChannelHandlerContext ctx, int highVersion, String problem) {
    log.info("epmd registration refused peer={} reason={}", ctx.channel().remoteAddress(), problem);
    write(ctx, EpmdReply.Alive.refused(highVersion))
        .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
  }

  private void kill(ChannelHandlerContext ctx) {
    if (server.names().size() > 0 && !server.config().relaxedCommandCheck()) {
      answer(ctx, EpmdReply.Word.NOT_KILLED);
      return;
    }
    log.info("epmd killed peer={}", ctx.channel().remoteAddress());
    write(ctx, EpmdReply.Word.KILLED).addListener(_ -> server.killed().run());
  }

  private void stop(ChannelHandlerContext ctx, String name) {
    if (!server.config().relaxedCommandCheck()) {
      reject(ctx, "STOP_REQ is not allowed");
      return;
    }
    var channel = server.connections().of(name);
    if (channel == null) {
      answer(ctx, EpmdReply.Word.NOT_STOPPED);
    } else {
      channel.close();
      answer(ctx, EpmdReply.Word.STOPPED);
    }
  }

  /// Whether the peer may do what only programs of this machine may; if not, closes.
  private boolean permitted(ChannelHandlerContext ctx, String request) {
    Channel channel = ctx.channel();
    boolean local =
        LoopbackAddresses.isLocal(
            (InetSocketAddress) channel.remoteAddress(),
            (InetSocketAddress) channel.localAddress());
    if (!local) {
      reject(ctx, request + " from another host");
    }
    return local;
  }

  private void list(ChannelHandlerContext ctx, String text) {
    int ownPort = ((InetSocketAddress) ctx.channel().localAddress()).getPort();
    answer(ctx, new EpmdReply.Listing(ownPort, text));
  }

  private static void answer(ChannelHandlerContext ctx, EpmdReply reply) {
    write(ctx, reply).addListener(ChannelFutureListener.CLOSE);
  }

  /// Writes a reply in one piece: clients of OTP before 23 want a registration's answer so.
  private static ChannelFuture write(ChannelHandlerContext ctx, EpmdReply reply) {
    var out = ctx.alloc().buffer();
    reply.write(out);
    return ctx.writeAndFlush(out);
  }

  private static void reject(ChannelHandlerContext ctx, String problem) {
    log.info("epmd connection refused peer={} reason={}", ctx.channel().remoteAddress(), problem);
    ctx.close();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    switch (cause) {
      case DecoderException e -> reject(ctx, String.valueOf(e.getMessage()));
      case IOException e -> {
        log.debug("epmd connection lost peer={} reason={}", ctx.channel().remoteAddress(), e);
        ctx.close();
      }
      default -> {
        log.error("epmd connection failed peer={}", ctx.channel().remoteAddress(), cause);
        ctx.close();
      }
    }
  }
}
