package io.jergon.node.channel;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// How many bytes of frames wait for a socket, from the offer until the socket took them. At the
/// limit the connection is *busy*, and senders who care wait for [#whenWritable].
///
/// Any thread.
final class Backlog {
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicReference<@Nullable CompletableFuture<Void>> waiting =
      new AtomicReference<>();
  private final long busyBytes;
  private volatile boolean discarded;

  Backlog(long busyBytes) {
    this.busyBytes = busyBytes;
  }

  void add(long more) {
    bytes.addAndGet(more);
  }

  /// The socket took so many bytes, or will never take them.
  void released(long fewer) {
    if (bytes.addAndGet(-fewer) < busyBytes) {
      wakeWaiting();
    }
  }

  long bytes() {
    return bytes.get();
  }

  /// Whether there is more than a sender should add to.
  boolean busy() {
    return bytes.get() >= busyBytes && !discarded;
  }

  /// Completes when it is not busy, or never will be written; at once if that is so now.
  CompletableFuture<Void> whenWritable() {
    if (!busy()) {
      return CompletableFuture.completedFuture(null);
    }
    CompletableFuture<Void> fresh = new CompletableFuture<>();
    CompletableFuture<Void> future =
        waiting.updateAndGet(present -> present == null ? fresh : present);
    if (!busy()) {
      wakeWaiting(); // it went below the limit before we were in the list
    }
    return (future == null ? fresh : future).copy();
  }

  private void wakeWaiting() {
    if (waiting.get() != null) {
      CompletableFuture<Void> future = waiting.getAndSet(null);
      if (future != null) {
        future.complete(null);
      }
    }
  }

  /// Nothing will be written any more: lets the waiting senders go.
  void discard() {
    discarded = true;
    wakeWaiting();
  }
}
