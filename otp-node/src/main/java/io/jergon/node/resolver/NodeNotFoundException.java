package io.jergon.node.resolver;

/// A [NodeResolver] does not find a node.
public final class NodeNotFoundException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// @param line one line that says what was looked for and where
  public NodeNotFoundException(String line) {
    super(line);
  }

  /// @param line one line that says what was looked for and where
  public NodeNotFoundException(String line, Throwable cause) {
    super(line, cause);
  }
}
