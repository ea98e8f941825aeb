package io.jergon.node.channel;

import io.jergon.node.handshake.HandshakeFailure;

/// A connection to a node could not be made; the message is one line that says why and what to do.
///
/// ```java
/// connections.connect(name).exceptionally(e -> ...);   // e is, or is caused by, this
/// ```
public final class ConnectionFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient HandshakeFailure failure;

  /// Because of `failure`.
  public ConnectionFailedException(HandshakeFailure failure) {
    super(failure.line());
    this.failure = failure;
  }

  /// What went wrong.
  public HandshakeFailure failure() {
    return failure;
  }
}
