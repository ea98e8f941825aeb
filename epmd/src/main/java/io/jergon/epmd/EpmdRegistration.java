package io.jergon.epmd;

import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;

/// A node's name as it lives in one EPMD: it is known there as long as this registration's
/// connection stays open.
///
/// ```java
/// try (var registration = client.register(NodeEntry.normal("jvm", 40123)).join()) {
///   registration.lost().thenRun(() -> log.warn("the name is gone"));
///   ...
/// }
/// ```
///
/// Thread-safe. Nothing registers the name again when it is lost; [EpmdPresence] does.
///
/// @since 0.1
public final class EpmdRegistration implements AutoCloseable {
  private final Channel channel;
  private final NodeEntry entry;
  private final int creation;
  private final CompletableFuture<Void> lost = new CompletableFuture<>();

  EpmdRegistration(Channel channel, NodeEntry entry, int creation) {
    this.channel = channel;
    this.entry = entry;
    this.creation = creation;
    channel.closeFuture().addListener(closed -> lost.complete(null));
  }

  /// Returns what was registered.
  public NodeEntry entry() {
    return entry;
  }

  /// Returns the creation that EPMD gave to this life of the name: 32 bits, unsigned.
  public int creation() {
    return creation;
  }

  /// Returns the address of that EPMD.
  public InetSocketAddress epmd() {
    return (InetSocketAddress) channel.remoteAddress();
  }

  /// Completes, on an event loop, when the name is no longer registered: EPMD ended, dropped the
  /// name, or this registration was closed. Never fails.
  public CompletableFuture<Void> lost() {
    return lost.copy();
  }

  /// Whether the name is still registered, as far as is known.
  public boolean isLive() {
    return channel.isActive();
  }

  /// Unregisters the name; does not wait. [#lost()] completes when it is done.
  @Override
  public void close() {
    channel.close();
  }
}
