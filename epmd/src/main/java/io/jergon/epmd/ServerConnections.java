package io.jergon.epmd;

import io.netty.channel.Channel;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Every connection of a server: those that hold a name, and those that are pending.
///
/// Pending ones are bounded in number and in time, so that a flood of silent connections neither
/// fills the process nor keeps a node from registering: when there are too many, the oldest goes.
/// Only a whole request counts: sending single bytes buys no time.
///
/// Not thread-safe: owned by the server's event loop.
final class ServerConnections {
  private static final Logger log = LoggerFactory.getLogger(EpmdServer.class);

  private final int maxPending;
  private final long idleNanos;
  private final LinkedHashMap<Channel, ScheduledFuture<?>> pending = new LinkedHashMap<>();
  private final Map<String, Channel> registered = new HashMap<>();

  ServerConnections(int maxPending, long idleNanos) {
    this.maxPending = maxPending;
    this.idleNanos = idleNanos;
  }

  /// Takes a new connection in.
  void opened(Channel channel) {
    if (pending.size() >= maxPending) {
      var oldest = pending.firstEntry().getKey();
      log.debug("epmd connection dropped peer={} reason=too many", oldest.remoteAddress());
      oldest.close();
    }
    Runnable expire =
        () -> {
          log.debug("epmd connection dropped peer={} reason=idle", channel.remoteAddress());
          channel.close();
        };
    pending.put(channel, channel.eventLoop().schedule(expire, idleNanos, TimeUnit.NANOSECONDS));
    channel.closeFuture().addListener(_ -> noLongerPending(channel));
  }

  /// Notes that a connection holds a name, and may stay as long as it likes.
  void registered(String name, Channel channel) {
    noLongerPending(channel);
    registered.put(name, channel);
    channel.closeFuture().addListener(_ -> registered.remove(name, channel));
  }

  /// The connection that holds a name.
  @Nullable Channel of(String name) {
    return registered.get(name);
  }

  /// All connections.
  List<Channel> all() {
    List<Channel> all = new ArrayList<>(pending.keySet());
    all.addAll(registered.values());
    return all;
  }

  private void noLongerPending(Channel channel) {
    var timer = pending.remove(channel);
    if (timer != null) {
      timer.cancel(false);
    }
  }
}
