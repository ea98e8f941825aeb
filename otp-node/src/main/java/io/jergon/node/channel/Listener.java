package io.jergon.node.channel;

import io.jergon.node.channel.DistributionConfig.Listen;
import io.jergon.node.handshake.AcceptorHandshake;
import io.jergon.node.handshake.LocalNode;
import io.jergon.node.secure.TlsEngines;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/// The listening socket: each connection that comes in gets an acceptor's handshake, if need be in
/// the place of the oldest that is in the middle of its own.
final class Listener {
  private static final int BACKLOG = 256;

  private final DistributionConfig config;
  private final ConnectionSetup setup;
  private final HalfOpen shaking;

  private volatile @Nullable Channel server;

  Listener(DistributionConfig config, ConnectionSetup setup) {
    this.config = config;
    this.setup = setup;
    this.shaking = new HalfOpen(config.limits().maxHandshakes());
  }

  /// Binds to the first free port of the range; waits for it.
  InetSocketAddress listen() {
    Listen where = config.listen();
    Throwable last = null;
    for (int port = where.firstPort(); port <= where.lastPort(); port++) {
      InetSocketAddress address =
          where.address() == null
              ? new InetSocketAddress(port)
              : new InetSocketAddress(where.address(), port);
      ChannelFuture bound = bootstrap().bind(address).awaitUninterruptibly();
      if (bound.isSuccess()) {
        server = bound.channel();
        return (InetSocketAddress) bound.channel().localAddress();
      }
      last = bound.cause();
    }
    throw new UncheckedIOException(
        new IOException(
            "cannot listen on port %d to %d: %s"
                .formatted(
                    where.firstPort(),
                    where.lastPort(),
                    last == null ? "no port" : last.getMessage()),
            last));
  }

  private ServerBootstrap bootstrap() {
    return new ServerBootstrap()
        .group(config.transport().group())
        .channelFactory(config.transport().server())
        .option(ChannelOption.SO_BACKLOG, BACKLOG)
        .option(ChannelOption.SO_REUSEADDR, true)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childOption(ChannelOption.SO_KEEPALIVE, true)
        .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, Pipelines.WATER_MARK)
        .childHandler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                accepted(channel);
              }
            });
  }

  private void accepted(Channel channel) {
    if (setup.isFull()) {
      setup.turnedAway(
          String.valueOf(channel.remoteAddress()),
          "there are %d peers".formatted(config.limits().maxConnections()));
      channel.close();
      return;
    }
    LocalNode self = config.localNode();
    String from = String.valueOf(channel.remoteAddress());
    Channel oldest = shaking.begin(channel);
    if (oldest != null) {
      setup.turnedAway(
          String.valueOf(oldest.remoteAddress()),
          "%d handshakes are in progress, and it was the oldest"
              .formatted(config.limits().maxHandshakes()));
      oldest.close();
    }
    AcceptAttempt attempt = new AcceptAttempt(setup, config, () -> shaking.end(channel));
    AcceptorHandshake handshake = new AcceptorHandshake(self, from, attempt, new SecureRandom());
    TlsEngines tls = config.tls();
    Pipelines.handshake(
        channel,
        new HandshakeHandler(handshake, config.times().setup(), attempt, tls == null ? null : from),
        config,
        tls == null ? null : tls.server());
  }

  /// Stops to listen, and ends the handshakes in progress.
  void close() {
    Channel listening = server;
    if (listening != null) {
      listening.close();
    }
    shaking.all().forEach(Channel::close);
  }
}
