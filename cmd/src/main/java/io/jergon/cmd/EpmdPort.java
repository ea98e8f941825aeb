package io.jergon.cmd;

import io.jergon.epmd.EpmdClient;

/// The port of EPMD when no option says one.
final class EpmdPort {
  private EpmdPort() {}

  /// `ERL_EPMD_PORT`, or 4369.
  static int fromEnvironment() {
    String port = System.getenv("ERL_EPMD_PORT");
    if (port == null || port.isBlank()) {
      return EpmdClient.DEFAULT_PORT;
    }
    try {
      return Integer.parseInt(port.strip());
    } catch (NumberFormatException e) {
      throw new CommandFailure("ERL_EPMD_PORT: " + port + " (expected: a port number)", e);
    }
  }
}
