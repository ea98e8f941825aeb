package io.jergon.node.channel;

import io.netty.channel.Channel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;

/// A TCP socket that threads other than its event loop may write to, while nothing lies between it
/// and the event loop, and one at a time: see [OutboundQueue].
final class DirectSocket extends NioSocketChannel {
  /// A socket that dials.
  DirectSocket() {}

  private DirectSocket(Channel listener, SocketChannel accepted) {
    super(listener, accepted);
  }

  /// Writes as many bytes as the socket takes now.
  ///
  /// @return how many
  int writeNow(ByteBuffer bytes) throws IOException {
    return javaChannel().write(bytes);
  }

  /// A listener for such sockets.
  static final class Listening extends NioServerSocketChannel {
    @Override
    protected int doReadMessages(List<Object> accepted) throws Exception {
      SocketChannel socket = javaChannel().accept();
      if (socket == null) {
        return 0;
      }
      try {
        accepted.add(new DirectSocket(this, socket));
      } catch (RuntimeException e) {
        socket.close();
        throw e;
      }
      return 1;
    }
  }
}
