package io.jergon.node.channel;

import io.jergon.node.quota.ReaderThread;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;

/// The event loops and the kinds of sockets that go with them. Whoever makes it closes the group.
///
/// @param group runs listeners and connections
/// @param server makes listening sockets
/// @param client makes dialling sockets
public record Transport(
    EventLoopGroup group,
    ChannelFactory<? extends ServerChannel> server,
    ChannelFactory<? extends Channel> client) {
  /// NIO with so many threads, daemons called `name-1`, `name-2`, ...
  public static Transport nio(String name, int threads) {
    return new Transport(
        new MultiThreadIoEventLoopGroup(
            threads, new ReaderThreads(name), NioIoHandler.newFactory()),
        DirectSocket.Listening::new,
        DirectSocket::new);
  }

  private static final class ReaderThreads extends DefaultThreadFactory {
    ReaderThreads(String name) {
      super(name, true);
    }

    @Override
    protected Thread newThread(Runnable task, String name) {
      return new ReaderThread(task, name);
    }
  }

  /// For methods that wait.
  ///
  /// @throws IllegalStateException on an event loop, which would wait for itself
  public void requireNoEventLoop() {
    for (EventExecutor executor : group) {
      if (executor.inEventLoop()) {
        throw new IllegalStateException("an event loop must not wait");
      }
    }
  }
}
