package io.jergon.node.channel;

import io.jergon.etf.Atom;

/// Why connections end, in the words of Erlang's `nodedown_reason` (net_kernel:monitor_nodes/2).
public final class DownReason {
  /// The peer closed the connection, or sent what it must not.
  public static final Atom CONNECTION_CLOSED = Atom.of("connection_closed");

  /// The peer was silent for too long.
  public static final Atom NET_TICK_TIMEOUT = Atom.of("net_tick_timeout");

  /// We ended it on request.
  public static final Atom DISCONNECT = Atom.of("disconnect");

  /// Our node stops.
  public static final Atom NET_KERNEL_TERMINATED = Atom.of("net_kernel_terminated");

  private DownReason() {}
}
