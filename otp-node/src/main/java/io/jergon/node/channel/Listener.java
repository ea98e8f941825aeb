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
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The listening socket: each connection that comes in gets an acceptor's handshake, as long as not
/// too many are in the middle of theirs.
final class Listener {
  private static final int BACKLOG = 256;

  private final DistributionConfig config;
  private final ConnectionSetup setup;
  private final AtomicInteger handshakes = new AtomicInteger();
  private final ChannelGroup shaking = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);

  private volatile @Nullable Channel server;

  Listener(DistributionConfig config, ConnectionSetup setup) {
    this.config = config;
    this.setup = setup;
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
        .channel(config.transport().server())
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
    int peers = setup.peers();
    if (peers >= config.limits().maxConnections()) {
      setup.turnedAway(
          String.valueOf(channel.remoteAddress()), "there are %d peers".formatted(peers));
      channel.close();
      return;
    }
    LocalNode self = config.localNode();
    String from = String.valueOf(channel.remoteAddress());
    if (handshakes.incrementAndGet() > config.limits().maxHandshakes()) {
      handshakes.decrementAndGet();
      setup.turnedAway(
          from, "%d handshakes are in progress".formatted(config.limits().maxHandshakes()));
      channel.close();
      return;
    }
    shaking.add(channel);
    AcceptAttempt attempt = new AcceptAttempt(setup, config, () -> finished(channel));
    AcceptorHandshake handshake = new AcceptorHandshake(self, from, attempt, new SecureRandom());
    TlsEngines tls = config.tls();
    Pipelines.handshake(
        channel,
        new HandshakeHandler(handshake, config.times().setup(), attempt, tls == null ? null : from),
        config,
        tls == null ? null : tls.server());
  }

  private void finished(Channel channel) {
    handshakes.decrementAndGet();
    shaking.remove(channel);
  }

  /// Stops to listen, and ends the handshakes in progress.
  void close() {
    Channel listening = server;
    if (listening != null) {
      listening.close();
    }
    shaking.close();
  }
}
