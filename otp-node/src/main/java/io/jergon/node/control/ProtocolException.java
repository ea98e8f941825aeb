package io.jergon.node.control;

/// A peer sent what the distribution protocol does not allow. The connection to it is closed; the
/// message says what was received and what was expected.
///
/// ```java
/// throw new ProtocolException("EXIT for a pid of another node: " + to);
/// ```
public final class ProtocolException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// With the line for the log; it should not name the peer, the log line does that.
  public ProtocolException(String message) {
    super(message);
  }
}
