package io.jergon.epmd;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// The event loops of one test: `@RegisterExtension final Loops loops = new Loops();`
final class Loops implements AfterEachCallback {
  final EventLoopGroup group = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());

  /// Ends the loops, and with them all their connections, whatever state those are in.
  void shutDown() throws InterruptedException {
    // Without a quiet period a loop of Netty 4.2 may end without having closed its channels: it
    // looks whether to close them and whether to end at two moments.
    group.shutdownGracefully(10, 5000, TimeUnit.MILLISECONDS).sync();
  }

  @Override
  public void afterEach(ExtensionContext context) throws InterruptedException {
    shutDown();
  }
}
