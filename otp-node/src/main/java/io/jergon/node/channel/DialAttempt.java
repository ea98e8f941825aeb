package io.jergon.node.channel;

import io.jergon.node.handshake.HandshakeFailure;
import io.jergon.node.handshake.HandshakeFailure.Kind;
import io.jergon.node.handshake.HandshakePeer;
import io.jergon.node.handshake.InitiatorHandshake;
import io.jergon.node.name.NodeName;
import io.jergon.node.secure.TlsEngines;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// One attempt to connect to a peer: look its port up, open a socket, shake hands. All on one event
/// loop, which owns the fields; it ends in exactly one call of the outcome, or in none if it was
/// cancelled.
final class DialAttempt implements HandshakeHandler.Outcome {
  /// How it ends, on the event loop of the attempt.
  interface Outcome {
    void established(DialAttempt attempt, Channel channel, HandshakePeer peer);

    void failed(DialAttempt attempt, HandshakeFailure failure);
  }

  private final DistributionConfig config;
  private final NodeName peer;
  private final BooleanSupplier stillWanted;
  private final Outcome outcome;
  private final EventLoop loop;

  private @Nullable Thread lookup;
  private @Nullable Channel channel;
  private boolean over;
  private boolean old; // the peer may be one from before OTP 23

  DialAttempt(
      DistributionConfig config, NodeName peer, BooleanSupplier stillWanted, Outcome outcome) {
    this.config = config;
    this.peer = peer;
    this.stillWanted = stillWanted;
    this.outcome = outcome;
    this.loop = config.transport().group().next();
  }

  /// Begins, soon and on the event loop.
  void start() {
    loop.execute(this::resolve);
  }

  /// Ends it without a call of the outcome, unless that was made already. Any thread.
  void cancel() {
    loop.execute(() -> {
      over = true;
      if (lookup != null) {
        lookup.interrupt();
      }
      if (channel != null) {
        channel.close();
      }
    });
  }

  private void resolve() {
    if (over) {
      return;
    }
    String why = config.whyNotDial(peer);
    if (!why.isEmpty()) {
      fail(Kind.NAME, why);
      return;
    }
    if (!config.allow().test(peer)) {
      fail(Kind.NOT_ALLOWED, "not connected to " + peer + ": it is not on the allow list");
      return;
    }
    CompletableFuture<List<InetSocketAddress>> addresses = new CompletableFuture<>();
    Thread search = Thread.ofVirtual().name("resolve-" + peer).start(() -> lookUp(addresses));
    addresses
        .orTimeout(config.times().setup().toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete((_, _) -> search.interrupt())
        .whenCompleteAsync(this::resolved, loop);
    lookup = search;
  }

  /// In a thread of its own, for a resolver may wait.
  private void lookUp(CompletableFuture<List<InetSocketAddress>> addresses) {
    try {
      addresses.complete(config.resolver().resolve(peer));
    } catch (InterruptedException | RuntimeException | Error e) {
      addresses.completeExceptionally(e);
    }
  }

  private void resolved(@Nullable List<InetSocketAddress> addresses, @Nullable Throwable error) {
    if (over) {
      return;
    }
    if (addresses == null || addresses.isEmpty()) {
      fail(Kind.CLOSED, "cannot find " + peer + ": " + message(error));
      return;
    }
    long deadline = System.nanoTime() + config.times().setup().toNanos();
    connect(addresses, deadline);
  }

  /// Connects to the first address that answers. Each gets an equal share of the time that is left.
  private void connect(List<InetSocketAddress> addresses, long deadline) {
    InetSocketAddress address = addresses.getFirst();
    long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    new Bootstrap()
        .group(loop)
        .channelFactory(config.transport().client())
        .option(ChannelOption.TCP_NODELAY, true)
        .option(ChannelOption.SO_KEEPALIVE, true)
        .option(ChannelOption.WRITE_BUFFER_WATER_MARK, Pipelines.WATER_MARK)
        .option(
            ChannelOption.CONNECT_TIMEOUT_MILLIS,
            Math.toIntExact(Math.max(1, left / addresses.size())))
        .handler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel opened) {
                channel = opened;
              }
            })
        .connect(address)
        .addListener(connect -> {
          if (connect.isSuccess()) {
            connected();
          } else if (!over && addresses.size() > 1) {
            connect(addresses.subList(1, addresses.size()), deadline);
          } else if (!over) {
            fail(
                Kind.CLOSED,
                "cannot connect to %s at %s: %s"
                    .formatted(peer, address, message(connect.cause())));
          }
        });
  }

  private void connected() {
    Channel opened = channel;
    if (over || opened == null) {
      return;
    }
    InitiatorHandshake handshake;
    try {
      handshake =
          new InitiatorHandshake(
              config.localNode(),
              peer,
              config.cookie().apply(peer),
              stillWanted,
              new SecureRandom(),
              old);
    } catch (RuntimeException e) {
      opened.close();
      fail(Kind.COOKIE, "no cookie for " + peer + ": " + message(e));
      return;
    }
    TlsEngines tls = config.tls();
    Pipelines.handshake(
        opened,
        new HandshakeHandler(
            handshake,
            config.times().setup(),
            this,
            tls == null ? null : peer + " at " + opened.remoteAddress()),
        config,
        tls == null ? null : tls.client(peer));
  }

  private void fail(Kind kind, String line) {
    failed(channel, new HandshakeFailure(kind, line));
  }

  @Override
  public void established(Channel established, HandshakePeer identity) {
    if (over) {
      established.close();
      return;
    }
    over = true;
    outcome.established(this, established, identity);
  }

  @Override
  public void proven(Channel accepted, HandshakePeer identity, byte[] ack, boolean replaces) {
    throw new IllegalStateException("an initiator's handshake never ends so");
  }

  @Override
  public void failed(@Nullable Channel failed, HandshakeFailure failure) {
    if (over) {
      return;
    }
    if (failure.kind() == Kind.UNHEARD) {
      old = true;
      resolve();
      return;
    }
    over = true;
    outcome.failed(this, failure);
  }

  private String message(@Nullable Throwable error) {
    Throwable cause =
        error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
    if (cause == null) {
      return "no address";
    }
    if (cause instanceof TimeoutException) {
      return "no answer within " + config.times().setup().toMillis() + " ms";
    }
    String text = cause.getMessage();
    return text == null ? cause.getClass().getSimpleName() : text;
  }
}
