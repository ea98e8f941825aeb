package io.jergon.node.handshake;

/// Why a handshake ended without a connection.
///
/// ```java
/// log.warn("handshake failed: {}", failure.line());
/// if (failure.kind() == HandshakeFailure.Kind.YIELDED) { ... }   // the peer's own attempt goes on
/// ```
///
/// @param kind what to do about it
/// @param line one line for the log that names the peer and says what to do; no secrets in it
public record HandshakeFailure(Kind kind, String line) {
  /// The kinds of failures that a caller may want to tell apart.
  public enum Kind {
    /// The cookies differ, or most likely do.
    COOKIE,
    /// The peer lacks flags that we require, or the other way round.
    FLAGS,
    /// Another node answered than the one we dialled, or the name is unusable.
    NAME,
    /// The other side does not want us, or we do not want it.
    NOT_ALLOWED,
    /// Both sides dialled at once, and this attempt gives way to the other one.
    YIELDED,
    /// There is a working connection between the two already.
    ALIVE,
    /// TLS below the handshake failed.
    TLS,
    /// A message that the protocol does not know.
    PROTOCOL,
    /// The connection closed, or never opened.
    CLOSED,
    /// The peer closed the connection when it had heard our name: it may be older than OTP 23.
    UNHEARD,
    /// A step took too long.
    TIMEOUT
  }

  /// The line.
  @Override
  public String toString() {
    return line;
  }
}
