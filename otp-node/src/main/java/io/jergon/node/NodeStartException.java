package io.jergon.node;

import org.jspecify.annotations.Nullable;

/// A node could not be started; the message says what is in the way.
public final class NodeStartException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// A failure with what was expected.
  public NodeStartException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
