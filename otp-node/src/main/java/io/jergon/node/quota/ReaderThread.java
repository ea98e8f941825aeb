package io.jergon.node.quota;

import io.netty.util.concurrent.FastThreadLocalThread;
import org.jspecify.annotations.Nullable;

/// A thread of an event loop. It knows whose message it is at work on, so that all that it puts
/// into mailboxes meanwhile, on whatever way, can be counted for that peer.
public final class ReaderThread extends FastThreadLocalThread {
  private @Nullable Inflow inflow; // of this thread alone

  /// A daemon, not started.
  public ReaderThread(Runnable task, String name) {
    super(task, name);
    setDaemon(true);
  }

  static @Nullable ReaderThread current() {
    return Thread.currentThread() instanceof ReaderThread reader ? reader : null;
  }

  @Nullable Inflow inflow() {
    return inflow;
  }

  void inflow(@Nullable Inflow now) {
    inflow = now;
  }
}
