package io.jergon.epmd;

import io.jergon.epmd.EpmdException.Reason;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;

/// Asks EPMD: registers a node with the one on this machine, finds nodes through the one on theirs.
///
/// ```java
/// var client = new EpmdClient(group, EpmdClient.DEFAULT_PORT);
/// Optional<NodeEntry> orders = client.lookup("orders", "db1").join();
/// ```
///
/// Nothing blocks: host names are resolved in a virtual thread of their own, the rest runs on the
/// event loops of the group that was given, which must be one for NIO. Each operation fails with an
/// [EpmdException] as its documentation says; cancelling its future closes the connection.
/// Thread-safe and immutable. Futures complete on an event loop, so what depends on them must not
/// block.
///
/// @since 0.1
public final class EpmdClient {

  /// The port that the Internet authority assigned to EPMD.
  public static final int DEFAULT_PORT = 4369;

  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10); // as erl_epmd waits

  private final EventLoopGroup group;
  private final int port;
  private final Duration timeout;

  /// A client for EPMDs on the given port, 1 to 65535, here and on other hosts.
  public EpmdClient(EventLoopGroup group, int port) {
    this(group, port, DEFAULT_TIMEOUT);
  }

  private EpmdClient(EventLoopGroup group, int port, Duration timeout) {
    this.group = Objects.requireNonNull(group);
    if (port < 1 || port > 0xFFFF) {
      throw new IllegalArgumentException("port: " + port + " (expected: 1 to 65535)");
    }
    this.port = port;
    this.timeout = timeout;
  }

  /// Returns a client that gives each operation, resolving and connecting included, the given time;
  /// 10 seconds unless told.
  public EpmdClient withTimeout(Duration limit) {
    if (!limit.isPositive()) {
      throw new IllegalArgumentException("timeout: " + limit + " (expected: > 0)");
    }
    return new EpmdClient(group, port, limit);
  }

  /// Returns the port that this client asks.
  public int port() {
    return port;
  }

  /// Registers a node with the EPMD of this machine, over 127.0.0.1.
  ///
  /// Fails with [Reason#NAME_TAKEN] if the name belongs to a live node, [Reason#UNREACHABLE] if no
  /// EPMD runs, [Reason#TIMEOUT] or [Reason#BAD_REPLY] if what runs there gives no proper answer.
  public CompletableFuture<EpmdRegistration> register(NodeEntry entry) {
    return register(entry, LoopbackAddresses.IPV4);
  }

  /// Registers a node with the EPMD at an address of this machine, such as `::1`; see
  /// [#register(NodeEntry)].
  public CompletableFuture<EpmdRegistration> register(NodeEntry entry, InetAddress address) {
    var result = new CompletableFuture<EpmdRegistration>();
    limit(result, "registering '%s' with EPMD at %s:%d".formatted(entry.name(), address, port));
    connect(
        List.of(address).iterator(),
        result,
        new Conversation<>(
            new EpmdRequest.Alive(entry),
            ReplyReader::alive,
            true,
            (channel, reply) -> registration(channel, entry, reply)));
    return result;
  }

  private static EpmdRegistration registration(
      Channel channel, NodeEntry entry, EpmdReply.Alive reply) {
    if (reply.isGranted()) {
      return new EpmdRegistration(channel, entry, reply.creation());
    }
    throw new EpmdException(
        Reason.NAME_TAKEN,
        "EPMD at %s refused the name '%s': another live node has it"
            .formatted(channel.remoteAddress(), entry.name()));
  }

  /// Asks the EPMD on a host where a node of that host listens; nothing if that name is not
  /// registered there.
  ///
  /// @param name the part of the node's name before the `@`
  /// @param host a host name or an IP address
  /// @throws IllegalArgumentException if the name cannot be a node's name
  public CompletableFuture<Optional<NodeEntry>> lookup(String name, String host) {
    var problem = NodeEntry.nameProblem(name);
    if (problem != null) {
      throw new IllegalArgumentException(problem);
    }
    return ask(host, new EpmdRequest.PortPlease(name), ReplyReader::port, EpmdClient::entry);
  }

  /// Asks the EPMD on a host for all its names.
  ///
  /// @param host a host name or an IP address
  public CompletableFuture<EpmdNames> names(String host) {
    return ask(host, new EpmdRequest.Names(), ReplyReader::names, Function.identity());
  }

  private static Optional<NodeEntry> entry(EpmdReply.Port reply) {
    return switch (reply) {
      case EpmdReply.PortFound(var entry) -> Optional.of(entry);
      case EpmdReply.PortUnknown() -> Optional.empty();
    };
  }

  private <A, T> CompletableFuture<T> ask(
      String host, EpmdRequest request, ReplyReader<A> reader, Function<A, T> convert) {
    var result = new CompletableFuture<T>();
    var talk =
        new Conversation<>(request, reader, false, (Channel _, A reply) -> convert.apply(reply));
    limit(result, "asking EPMD at %s:%d".formatted(host, port));
    Thread.ofVirtual()
        .name("epmd-resolve-" + host)
        .start(() -> {
          try {
            connect(List.of(InetAddress.getAllByName(host)).iterator(), result, talk);
          } catch (UnknownHostException e) {
            result.completeExceptionally(
                new EpmdException(Reason.UNREACHABLE, "unknown host: " + host, e));
          }
        });
    return result;
  }

  /// Fails the result when the time is over, and forgets about that when it is complete.
  private void limit(CompletableFuture<?> result, String what) {
    Runnable expire =
        () ->
            result.completeExceptionally(
                new EpmdException(
                    Reason.TIMEOUT,
                    "%s: no answer within %d ms".formatted(what, timeout.toMillis())));
    try {
      var timer = group.next().schedule(expire, timeout.toNanos(), TimeUnit.NANOSECONDS);
      result.whenComplete((_, _) -> timer.cancel(false));
    } catch (RejectedExecutionException e) {
      result.completeExceptionally(
          new EpmdException(Reason.CLOSED, what + ": the event loop has ended", e));
    }
  }

  /// Connects to the first address that answers and starts an exchange there. However the result
  /// comes about, the connection does not outlive it, unless it is to be kept.
  private <A, T> void connect(
      Iterator<InetAddress> addresses, CompletableFuture<T> result, Conversation<A, T> talk) {
    var address = new InetSocketAddress(addresses.next(), port);
    ChannelFuture connected =
        new Bootstrap()
            .group(group)
            .channel(NioSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.SO_KEEPALIVE, true)
            .handler(new ChannelInboundHandlerAdapter())
            .connect(address);
    Channel channel = connected.channel();
    result.whenComplete((_, failure) -> {
      if (failure != null || !talk.keepOpen()) {
        channel.close();
      }
    });
    // On the channel's event loop, so that the exchange misses nothing that happens to the channel.
    connected.addListener(done -> {
      Throwable failure = done.cause();
      if (failure == null && !isSelfConnection(channel)) {
        channel.pipeline().addLast(talk.exchange(channel, result));
        return;
      }
      channel.close();
      if (result.isDone()) {
        return;
      }
      if (addresses.hasNext()) {
        connect(addresses, result, talk);
      } else {
        result.completeExceptionally(
            new EpmdException(Reason.UNREACHABLE, "no EPMD at " + address, failure));
      }
    });
  }

  /// A connect to a free port in the range that the system gives to clients may get that very port
  /// as its own, and so reach itself.
  private static boolean isSelfConnection(Channel channel) {
    return Objects.equals(channel.localAddress(), channel.remoteAddress());
  }

  /// What to say once connected.
  ///
  /// @param keepOpen whether a success keeps the connection
  /// @param convert makes the result of the reply, or throws the failure
  private record Conversation<A, T>(
      EpmdRequest request,
      ReplyReader<A> reader,
      boolean keepOpen,
      BiFunction<Channel, A, T> convert) {

    Exchange<A> exchange(Channel channel, CompletableFuture<T> result) {
      var answer = new CompletableFuture<A>();
      answer
          .thenApply(reply -> convert.apply(channel, reply))
          .whenComplete((value, failure) -> {
            if (failure == null) {
              result.complete(value);
            } else {
              result.completeExceptionally(unwrap(failure));
            }
          });
      return new Exchange<>(request, reader, answer);
    }

    private static Throwable unwrap(Throwable failure) {
      var cause = failure.getCause();
      return failure instanceof CompletionException && cause != null ? cause : failure;
    }
  }
}
