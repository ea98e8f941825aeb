package io.jergon.node.handshake;

/// A peer's handshake message is not what the protocol says; the handshake ends.
final class HandshakeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  HandshakeException(String message) {
    super(message);
  }
}
