package io.jergon.epmd;

import io.jergon.epmd.EpmdException.Reason;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A server that speaks the EPMD protocol as the daemon of OTP does.
///
/// ```java
/// try (var server = EpmdServer.builder().port(4369).start(group).join()) {
///   ...                                         // nodes register and find each other
/// }
/// EpmdServer.builder().allInterfaces().run();   // or as a program of its own, until it is killed
/// ```
///
/// It listens on the loopback addresses only, unless told. A name is known as long as the
/// connection that registered it stays open and silent. Registering, dumping, stopping and killing
/// are for programs on this machine; everybody may ask for names. One event loop does all the work
/// and owns all state; each lookup takes constant time. Whatever does not speak the protocol is
/// closed, with one line of log. Thread-safe.
///
/// Unlike the daemon of OTP, it gives a refused registration only the idle time to go away, and
/// drops the longest silent connection when there are too many, instead of refusing new ones.
///
/// @since 0.1
public final class EpmdServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EpmdServer.class);

  private final EventLoop loop;
  private final ServerState state;
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private final List<Channel> listeners =
      new ArrayList<>(); // owned by the event loop until started
  private long connectionCount; // owned by the event loop
  private boolean closing; // owned by the event loop

  private EpmdServer(EventLoop loop, Config config) {
    this.loop = loop;
    this.state =
        new ServerState(
            config,
            new NameTable(config.clock()),
            new ServerConnections(config.maxPending(), config.idleTimeout().toNanos()),
            this::close);
  }

  /// Returns a builder with the defaults: port 4369, loopback only.
  public static Builder builder() {
    return new Builder();
  }

  /// Returns the port on which this server listens.
  public int port() {
    return addresses().getFirst().getPort();
  }

  /// Returns the addresses on which this server listens.
  public List<InetSocketAddress> addresses() {
    return listeners.stream().map(it -> (InetSocketAddress) it.localAddress()).toList();
  }

  /// Completes when this server has ended, by [#close()], by a client that killed it, or with its
  /// event loop: its ports are free and its connections closed. Never fails.
  public CompletableFuture<Void> closed() {
    return closed.copy();
  }

  /// Ends this server; does not wait. Every name that it knew is gone.
  @Override
  public void close() {
    try {
      loop.execute(this::closeListeners);
    } catch (RejectedExecutionException e) {
      log.debug("epmd server ended before, with its event loop: {}", e.getMessage());
    }
  }

  private void closeListeners() {
    if (closing) {
      return;
    }
    closing = true;
    listeners.forEach(Channel::close);
    // A port is free only when the selector has seen its cancelled key, on the next turn of the
    // loop. The nodes that lose their connection will want the port at once.
    onNextTurn(() -> {
      state.connections().all().forEach(Channel::close);
      onNextTurn(this::ended);
    });
  }

  private void ended() {
    if (!listeners.isEmpty()) {
      log.info("epmd stopped addresses={}", addresses());
    }
    closed.complete(null);
  }

  /// Runs a task after the selector's next turn. A loop that is ending runs no such task, but then
  /// it closes every channel itself.
  private void onNextTurn(Runnable task) {
    loop.schedule(task, 1, TimeUnit.NANOSECONDS)
        .addListener(done -> {
          if (!done.isSuccess()) {
            closed.complete(null);
          }
        });
  }

  /// Binds one address after the other; the first decides which port the others take.
  private void bind(
      Iterator<InetAddress> addresses, int port, CompletableFuture<EpmdServer> started) {
    if (!addresses.hasNext()) {
      log.info("epmd started addresses={}", addresses());
      if (!started.complete(this)) {
        close();
      }
      return;
    }
    var address = new InetSocketAddress(addresses.next(), port);
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loop)
            .channel(NioServerSocketChannel.class)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    accept(channel);
                  }
                })
            .bind(address);
    bound.addListener(done -> {
      if (done.isSuccess()) {
        listeners.add(bound.channel());
        bound.channel().closeFuture().addListener(_ -> closeListeners());
        bind(addresses, ((InetSocketAddress) bound.channel().localAddress()).getPort(), started);
      } else {
        close();
        started.completeExceptionally(
            new EpmdException(
                Reason.ADDRESS_IN_USE,
                "cannot listen on %s: %s".formatted(address, done.cause().getMessage()),
                done.cause()));
      }
    });
  }

  private void accept(Channel channel) {
    if (closing) {
      channel.close();
      return;
    }
    channel
        .pipeline()
        .addLast(new RequestDecoder(), new ServerConnection(state, ++connectionCount));
  }

  /// What a builder collects.
  record Config(
      int port,
      List<InetAddress> addresses,
      boolean relaxedCommandCheck,
      Duration idleTimeout,
      int maxNames,
      int maxPending,
      InstantSource clock) {}

  /// Collects the options of a server. Not thread-safe.
  ///
  /// @since 0.1
  public static final class Builder {
    private int port = EpmdClient.DEFAULT_PORT;
    private List<InetAddress> addresses = LoopbackAddresses.available();
    private boolean relaxedCommandCheck;
    private Duration idleTimeout = Duration.ofSeconds(60); // -packet_timeout of the real one
    private int maxNames = 10_000;
    private int maxPending = 1000;
    private InstantSource clock = InstantSource.system();

    private Builder() {}

    /// Sets the TCP port; 0 takes any free one.
    public Builder port(int value) {
      if (value < 0 || value > 0xFFFF) {
        throw new IllegalArgumentException("port: " + value + " (expected: 0 to 65535)");
      }
      port = value;
      return this;
    }

    /// Listens on every address of this machine, as the daemon of OTP does by default.
    public Builder allInterfaces() {
      addresses = List.of(new InetSocketAddress(0).getAddress());
      return this;
    }

    /// Listens on these addresses and on the loopback ones.
    public Builder addresses(Collection<InetAddress> values) {
      var all = new LinkedHashSet<>(LoopbackAddresses.available());
      all.addAll(values);
      addresses = List.copyOf(all);
      return values.stream().anyMatch(InetAddress::isAnyLocalAddress) ? allInterfaces() : this;
    }

    /// Allows any program of this machine to take a name from its node, and to kill the server
    /// while it knows names; forbidden unless told.
    public Builder relaxedCommandCheck(boolean value) {
      relaxedCommandCheck = value;
      return this;
    }

    /// Sets how long a connection that holds no name may take; 60 seconds unless told.
    public Builder idleTimeout(Duration value) {
      if (!value.isPositive()) {
        throw new IllegalArgumentException("idleTimeout: " + value + " (expected: > 0)");
      }
      idleTimeout = value;
      return this;
    }

    /// Sets how many names there may be at a time; 10,000 unless told. More are refused.
    public Builder maxNames(int value) {
      maxNames = positive("maxNames", value);
      return this;
    }

    /// Sets how many connections that hold no name there may be at a time; 1,000 unless told.
    public Builder maxPending(int value) {
      maxPending = positive("maxPending", value);
      return this;
    }

    /// Sets the clock that gives new names their creation.
    Builder clock(InstantSource value) {
      clock = value;
      return this;
    }

    /// Starts a server on one event loop of the group, which must be one for NIO.
    ///
    /// Close the server before the group, or give the group's shutdown a quiet period: without one
    /// an event loop of Netty 4.2 may end and leave the port bound.
    ///
    /// Fails with [Reason#ADDRESS_IN_USE] if an address cannot be bound.
    public CompletableFuture<EpmdServer> start(EventLoopGroup group) {
      var config = config();
      var started = new CompletableFuture<EpmdServer>();
      var server = new EpmdServer(group.next(), config);
      try {
        server.loop.execute(
            () -> server.bind(config.addresses().iterator(), config.port(), started));
      } catch (RejectedExecutionException e) {
        started.completeExceptionally(
            new EpmdException(Reason.CLOSED, "the event loop has ended", e));
      }
      return started;
    }

    /// Starts a server with a thread of its own and blocks until it is killed by a client.
    ///
    /// @throws EpmdException with [Reason#ADDRESS_IN_USE] if an address cannot be bound
    /// @throws InterruptedException if the thread is interrupted; the server is closed then
    public void run() throws InterruptedException {
      var group =
          new MultiThreadIoEventLoopGroup(
              1, new DefaultThreadFactory("epmd", true), NioIoHandler.newFactory());
      try {
        start(group).get().closed().get();
      } catch (ExecutionException e) {
        throw e.getCause() instanceof EpmdException cause ? cause : new IllegalStateException(e);
      } finally {
        // Without a quiet period a loop of Netty 4.2 may end and leave its channels open.
        group.shutdownGracefully(10, 1000, TimeUnit.MILLISECONDS).sync();
      }
    }

    Config config() {
      return new Config(
          port, addresses, relaxedCommandCheck, idleTimeout, maxNames, maxPending, clock);
    }

    private static int positive(String option, int value) {
      if (value <= 0) {
        throw new IllegalArgumentException(option + ": " + value + " (expected: > 0)");
      }
      return value;
    }
  }
}
