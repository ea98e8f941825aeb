package io.jergon.node;

/// A listener of [Cluster#monitor], until it is closed.
public interface NodeMonitor extends AutoCloseable {

  /// Ends it: the listener hears nothing that happens from now on. What happened before may still
  /// be on its way.
  @Override
  void close();
}
