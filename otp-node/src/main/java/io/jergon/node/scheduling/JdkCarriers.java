package io.jergon.node.scheduling;

import java.lang.management.ManagementFactory;
import java.util.concurrent.locks.LockSupport;
import jdk.management.VirtualThreadSchedulerMXBean;
import org.jspecify.annotations.Nullable;

/// The carriers that the JDK has for all virtual threads, and more of them for workers that
/// compute.
///
/// A virtual thread that computes is not preempted; it keeps its carrier, a platform thread, until
/// it blocks or ends. There are as many carriers as cores. For each worker that keeps one for long
/// there is one more here, so that the operating system shares the cores between those that compute
/// and all others.
///
/// The number is the JVM's, so what several nodes add is summed up; whatever the program sets it to
/// is kept.
///
/// [#compensate] and [#close] are for the watchdog.
final class JdkCarriers implements Carriers {
  /// Adding is reading and writing: one scheduler at a time.
  private static final Object LOCK = new Object();

  /// As many as the JDK starts by itself at most.
  private static final int MAX = Integer.getInteger("jdk.virtualThreadScheduler.maxPoolSize", 256);

  private final @Nullable VirtualThreadSchedulerMXBean bean =
      ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);

  private int added;

  @Override
  public Thread.Builder.OfVirtual threads() {
    return Thread.ofVirtual();
  }

  @Override
  public void unparkNext(Thread thread) {
    LockSupport.unpark(thread);
  }

  @Override
  public boolean wantLookout() {
    return true;
  }

  /// Adds as many as compute, as far as the JDK allows.
  @Override
  public void compensate(int computing) {
    if (computing == added || bean == null) {
      return;
    }
    synchronized (LOCK) {
      int now = bean.getParallelism();
      int next = Math.clamp(now + computing - added, 1, Math.max(now, MAX));
      if (next != now) {
        bean.setParallelism(next);
        added += next - now;
      }
    }
  }

  @Override
  public void close() {
    compensate(0);
  }
}
