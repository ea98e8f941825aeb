package io.jergon.node;

/// What a node does about EPMD, the daemon that knows the ports of a machine's nodes.
public enum EpmdMode {
  /// Serves EPMD when nobody else does, and takes it over when it is lost.
  SERVE,
  /// Registers with the EPMD that runs.
  CLIENT,
  /// Does not register. It listens only if [NodeBuilder#listenPort] or [NodeBuilder#listenPorts]
  /// says where: others have to know, see [NodeBuilder#resolver]. If not, it can connect to others,
  /// and they cannot connect to it: `erl -dist_listen false`.
  NONE
}
