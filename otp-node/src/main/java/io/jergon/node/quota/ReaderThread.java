package io.jergon.node.quota;

import io.netty.util.concurrent.FastThreadLocalThread;
import org.jspecify.annotations.Nullable;

/// A thread of an event loop. It knows whose message it is at work on, so that all that it puts
/// into mailboxes meanwhile, on whatever way, can be counted for that peer.
///
/// It also puts off waking a worker for what it has read until it has read all that there is. A
/// worker that is woken for the first of many messages often takes the core from the thread that
/// reads the others, or runs dry and has to be woken again.
public final class ReaderThread extends FastThreadLocalThread {
  /// Messages that are read, at most, until somebody is woken for the first of them.
  private static final int MESSAGES_BEFORE_WAKING = 64;

  // of this thread alone
  private @Nullable Inflow inflow;
  private boolean reading;
  private int messages; // since somebody was to be woken
  private @Nullable Runnable waking;

  /// A daemon, not started.
  public ReaderThread(Runnable task, String name) {
    super(task, name);
    setDaemon(true);
  }

  /// The current thread if it is one, or null.
  public static @Nullable ReaderThread current() {
    return Thread.currentThread() instanceof ReaderThread reader ? reader : null;
  }

  @Nullable Inflow inflow() {
    return inflow;
  }

  void inflow(@Nullable Inflow now) {
    inflow = now;
  }

  /// A message is about to be handled; more may follow before [#readEnds].
  public void reads() {
    reading = true;
    if (waking != null && ++messages > MESSAGES_BEFORE_WAKING) {
      wake();
    }
  }

  /// All that there was is read.
  public void readEnds() {
    reading = false;
    wake();
  }

  private void wake() {
    Runnable put = waking;
    if (put != null) {
      waking = null;
      messages = 0;
      put.run();
    }
  }

  /// Wakes somebody later, once, when all that there is has been read. For this thread.
  ///
  /// @param wake the same each time for the same work
  /// @return false when it does not read now, and the caller has to do it
  @SuppressWarnings("ReferenceEquality") // the same
  public boolean putsOff(Runnable wake) {
    if (!reading) {
      return false;
    }
    if (waking != wake) {
      wake();
      waking = wake;
    }
    return true;
  }
}
