package io.jergon.node.scheduling;

import java.lang.management.ManagementFactory;
import jdk.management.VirtualThreadSchedulerMXBean;
import org.jspecify.annotations.Nullable;

/// Adds carrier threads to the JDK's scheduler of virtual threads for workers that compute.
///
/// A virtual thread that computes is not preempted; it keeps its carrier, a platform thread, until
/// it blocks or ends. There are as many carriers as cores. For each worker that keeps one for long
/// there is one more here, so that the operating system shares the cores between those that compute
/// and all others.
///
/// The number is the JVM's, so what several nodes add is summed up; whatever the program sets it to
/// is kept.
///
/// Not thread-safe; owned by the watchdog.
final class Carriers {
  /// Adding is reading and writing: one scheduler at a time.
  private static final Object LOCK = new Object();

  /// As many as the JDK starts by itself at most.
  private static final int MAX = Integer.getInteger("jdk.virtualThreadScheduler.maxPoolSize", 256);

  private final @Nullable VirtualThreadSchedulerMXBean bean =
      ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);

  private int added;

  /// How many it has added.
  int added() {
    return added;
  }

  /// Sets how many are to be added, as far as the JDK allows.
  void add(int wanted) {
    if (wanted == added || bean == null) {
      return;
    }
    synchronized (LOCK) {
      int now = bean.getParallelism();
      int next = Math.clamp(now + wanted - added, 1, Math.max(now, MAX));
      if (next != now) {
        bean.setParallelism(next);
        added += next - now;
      }
    }
  }
}
