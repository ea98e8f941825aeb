package io.jergon.node.resolver;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/// The addresses of a host, as the system knows them: A and AAAA records, the hosts file.
final class Hosts {
  private Hosts() {}

  /// All addresses of a host, with a port.
  static List<InetSocketAddress> at(String host, int port) {
    try {
      return Arrays.stream(InetAddress.getAllByName(host))
          .map(address -> new InetSocketAddress(address, port))
          .toList();
    } catch (UnknownHostException e) {
      throw new NodeNotFoundException("unknown host: " + host, e);
    }
  }
}
