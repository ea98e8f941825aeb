package io.jergon.node.channel;

import io.jergon.node.name.NodeName;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;

/// Finds where a node listens: by EPMD, or by a fixed table.
///
/// ```java
/// PortResolver fixed = name -> CompletableFuture.completedFuture(new InetSocketAddress("::1", 9100));
/// ```
///
/// The future fails with an exception whose message is one line that names the peer. It is called
/// on an event loop and must not block.
@FunctionalInterface
public interface PortResolver {
  /// The address of a node's listener.
  CompletableFuture<InetSocketAddress> resolve(NodeName peer);
}
