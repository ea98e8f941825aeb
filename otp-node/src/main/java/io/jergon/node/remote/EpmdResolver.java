package io.jergon.node.remote;

import io.jergon.epmd.EpmdClient;
import io.jergon.epmd.EpmdException;
import io.jergon.epmd.NodeEntry;
import io.jergon.node.channel.PortResolver;
import io.jergon.node.name.NodeName;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// Finds a node's port by asking the EPMD on its host.
///
/// @param client asks the port that all EPMDs of the cluster listen on
record EpmdResolver(EpmdClient client) implements PortResolver {

  @Override
  public CompletableFuture<InetSocketAddress> resolve(NodeName peer) {
    return client
        .lookup(peer.live(), peer.host())
        .handle((entry, failure) -> checked(peer, entry, failure))
        .thenApplyAsync(entry -> address(peer, entry), Thread::startVirtualThread);
  }

  private NodeEntry checked(
      NodeName peer,
      @org.jspecify.annotations.Nullable Optional<NodeEntry> entry,
      @org.jspecify.annotations.Nullable Throwable failure) {
    if (failure != null) {
      Throwable cause = failure instanceof CompletionException e ? e.getCause() : failure;
      throw new NoSuchElementException(
          cause instanceof EpmdException e ? line(e) : String.valueOf(cause));
    }
    if (entry == null || entry.isEmpty()) {
      throw new NoSuchElementException(
          "EPMD on %s port %d knows no node of that name".formatted(peer.host(), client.port()));
    }
    return entry.get();
  }

  private static String line(EpmdException failure) {
    boolean silent =
        failure.reason() == EpmdException.Reason.UNREACHABLE
            && !(failure.getCause() instanceof UnknownHostException);
    return silent
        ? failure.getMessage() + "; no node runs there, or its EPMD has another port"
        : String.valueOf(failure.getMessage());
  }

  private static InetSocketAddress address(NodeName peer, NodeEntry entry) {
    try {
      return new InetSocketAddress(InetAddress.getByName(peer.host()), entry.port());
    } catch (UnknownHostException e) {
      throw new NoSuchElementException("unknown host " + peer.host(), e);
    }
  }
}
