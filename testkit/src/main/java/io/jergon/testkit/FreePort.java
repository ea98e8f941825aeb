package io.jergon.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/// Finds TCP ports that nobody listens on.
///
/// ```java
/// int epmdPort = FreePort.pick();
/// ```
///
/// The port was free when it was picked; nothing reserves it. The operating system hands such ports
/// out in turn, so in practice the next one to pick does not get the same.
public final class FreePort {

  private FreePort() {}

  /// A port that was free on the loopback interface a moment ago.
  ///
  /// @throws UncheckedIOException if the operating system has none left
  public static int pick() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("no free port", e);
    }
  }
}
