package io.jergon.epmd;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;

/// This machine's own addresses.
final class LoopbackAddresses {
  static final InetAddress IPV4 = InetAddress.ofLiteral("127.0.0.1");
  static final InetAddress IPV6 = InetAddress.ofLiteral("::1");

  private LoopbackAddresses() {}

  /// The loopback addresses that this machine has; IPv4 first, whether it has that or not, because
  /// every server must start with the same address for exactly one of them to win a free port.
  static List<InetAddress> available() {
    try {
      return NetworkInterface.getByInetAddress(IPV6) == null ? List.of(IPV4) : List.of(IPV4, IPV6);
    } catch (SocketException e) {
      return List.of(IPV4); // the system does not tell its interfaces
    }
  }

  /// Whether the peer of an accepted connection runs on this machine: its address is a loopback
  /// address, or the very address that it connected to.
  static boolean isLocal(InetSocketAddress peer, InetSocketAddress own) {
    return peer.getAddress().isLoopbackAddress() || peer.getAddress().equals(own.getAddress());
  }
}
