package io.jergon.node.channel;

import io.jergon.node.handshake.HandshakeFailure;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// What the table of connections knows about one peer name: the connection, and while it is being
/// set up, who is busy with that. All fields are guarded by the lock of the [PeerTable].
final class PeerSlot {
  final Connection connection;

  /// Completes when the connection before this one, of the same name, is gone with all its events.
  final CompletableFuture<Void> after;

  /// Somebody on this node asked for the connection. Read by anybody.
  volatile boolean wanted;

  /// Our own attempt, while it goes on.
  @Nullable DialAttempt dial;

  /// How many incoming handshakes of this name are in progress; none has proven anything yet.
  int incoming;

  /// Our attempt gave way to the peer's (nok), which has not arrived; it has the setup time for
  /// that.
  boolean yielded;

  /// An incoming handshake has proven the cookie and takes the connection over.
  boolean taken;

  /// Why our own attempt failed, while incoming ones go on.
  @Nullable HandshakeFailure failure;

  PeerSlot(Connection connection, CompletableFuture<Void> after) {
    this.connection = connection;
    this.after = after;
  }

  /// Whether nobody is busy setting the connection up.
  boolean idle() {
    return dial == null && incoming == 0 && !taken && !yielded;
  }
}
