package io.jergon.node;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/// How many sockets and files this JVM may have open.
final class FileDescriptors {
  private static final long UNKNOWN = 1024; // what most systems grant at least

  private FileDescriptors() {}

  /// The limit, `ulimit -n`, which a JVM raises as far as it may.
  static int most() {
    long most =
        ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
            ? unix.getMaxFileDescriptorCount()
            : UNKNOWN;
    return Math.clamp(most, 64, Integer.MAX_VALUE);
  }
}
