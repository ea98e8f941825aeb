package io.jergon.node.remote;

import io.jergon.epmd.EpmdClient;
import io.jergon.epmd.EpmdException;
import io.jergon.epmd.NodeEntry;
import io.jergon.node.name.NodeName;
import io.jergon.node.resolver.NodeNotFoundException;
import io.jergon.node.resolver.NodeResolver;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

/// Finds a node's port by asking the EPMD on its host.
///
/// @param client asks the port that all EPMDs of the cluster listen on
record EpmdResolver(EpmdClient client) implements NodeResolver {

  @Override
  public List<InetSocketAddress> resolve(NodeName node) throws InterruptedException {
    Optional<NodeEntry> entry;
    try {
      entry = client.lookup(node.live(), node.host()).get();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      throw new NodeNotFoundException(
          cause instanceof EpmdException failure ? line(failure) : String.valueOf(cause), e);
    }
    int port =
        entry
            .map(NodeEntry::port)
            .orElseThrow(() ->
                new NodeNotFoundException(
                    "EPMD on %s port %d knows no node of that name"
                        .formatted(node.host(), client.port())));
    return NodeResolver.fixedPort(port).resolve(node);
  }

  private static String line(EpmdException failure) {
    boolean silent =
        failure.reason() == EpmdException.Reason.UNREACHABLE
            && !(failure.getCause() instanceof UnknownHostException);
    return silent
        ? failure.getMessage() + "; no node runs there, or its EPMD has another port"
        : String.valueOf(failure.getMessage());
  }
}
