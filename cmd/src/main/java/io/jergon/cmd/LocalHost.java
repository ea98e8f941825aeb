package io.jergon.cmd;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The names of this machine, as `erl` finds them for a node name without a host.
final class LocalHost {
  /// What the system calls itself, without asking a name server. Linux only.
  private static final Path KERNEL_NAME = Path.of("/proc/sys/kernel/hostname");

  private LocalHost() {}

  /// The host part of a short name: the host name up to its first dot.
  static String shortName() {
    String name = name();
    int dot = name.indexOf('.');
    return dot < 0 ? name : name.substring(0, dot);
  }

  private static String name() {
    try {
      if (Files.isReadable(KERNEL_NAME)) {
        return Files.readString(KERNEL_NAME).strip();
      }
      return InetAddress.getLocalHost().getHostName();
    } catch (IOException e) {
      return "localhost";
    }
  }

  /// The host part of a long name: the full host name, or an address when there is none.
  static String longName() {
    try {
      InetAddress local = InetAddress.getLocalHost();
      String full = local.getCanonicalHostName();
      return full.indexOf('.') > 0 ? full : local.getHostAddress();
    } catch (UnknownHostException e) {
      return "127.0.0.1";
    }
  }
}
