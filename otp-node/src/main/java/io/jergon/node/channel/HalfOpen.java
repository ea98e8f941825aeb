package io.jergon.node.channel;

import io.netty.channel.Channel;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The incoming connections in the middle of their handshake.
///
/// When there are too many the oldest has to go. A peer that means it is done in a few
/// milliseconds; one that opens sockets and says nothing gets old. So however many are opened, the
/// next honest peer gets in.
final class HalfOpen {
  private final int most;

  // guarded by this
  private final LinkedHashSet<Channel> oldestFirst = new LinkedHashSet<>();

  HalfOpen(int most) {
    this.most = most;
  }

  /// Adds one.
  ///
  /// @return the one to be closed for it, which may have ended just now; null if there is room
  synchronized @Nullable Channel begin(Channel channel) {
    oldestFirst.add(channel);
    return oldestFirst.size() <= most ? null : oldestFirst.removeFirst();
  }

  /// One has ended.
  synchronized void end(Channel channel) {
    oldestFirst.remove(channel);
  }

  /// All of them, oldest first.
  synchronized List<Channel> all() {
    return new ArrayList<>(oldestFirst);
  }
}
