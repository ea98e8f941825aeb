package io.jergon.node;

/// Whether a node connects to another by itself, when a process sends there, links, monitors, calls
/// or spawns. [Node#connect] connects in any case, and so do others that dial this node.
///
/// What finds no connection and may not make one is lost as if the node were out of reach: messages
/// are dropped, links, monitors and calls are told `noconnection`.
///
/// Source: kernel parameter `dist_auto_connect`.
public enum AutoConnect {
  /// Whenever there is no connection.
  ALWAYS,
  /// Until a connection to that node has been lost; from then on somebody must call [Node#connect],
  /// here or there. Two halves of a cluster that was cut in two do not grow together again behind
  /// everybody's back.
  ONCE,
  /// Never.
  NEVER
}
