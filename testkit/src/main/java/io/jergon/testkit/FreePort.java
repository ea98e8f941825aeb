package io.jergon.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/// Finds TCP ports that nobody listens on.
///
/// ```java
/// int epmdPort = FreePort.pick();
/// ```
///
/// The port was free when it was picked; nothing reserves it. It is one from 10,000 to 29,999, none
/// of those that operating systems give to sockets that ask for any port: the next node to listen
/// somewhere does not listen there.
public final class FreePort {
  private static final int FIRST = 10_000;
  private static final int END = 30_000;
  private static final int TRIES = 1_000;

  private FreePort() {}

  /// A port that was free on the loopback interface a moment ago.
  ///
  /// @throws IllegalStateException if none is found
  public static int pick() {
    for (int i = 0; i < TRIES; i++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, END);
      try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException inUse) {
        // then another one
      }
    }
    throw new IllegalStateException("no free port from " + FIRST + " to " + (END - 1));
  }
}
