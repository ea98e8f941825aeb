package io.jergon.etf;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/// What the current thread allocates, in bytes. Unlike the heap's use this is exact, whatever else
/// runs, and whenever memory is collected.
public final class Allocation {
  /// As many bytes as decoding allocates for one of the input: what [DecodeLimits] promises.
  public static final int MOST_PER_BYTE = 64;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Allocation() {}

  /// What the action allocates, even if it is garbage by its end.
  public static long of(Runnable action) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    action.run();
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }
}
