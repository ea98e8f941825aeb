package io.jergon.node.tls;

/// TLS cannot be used as it was configured. The message names the file, or the option, and says
/// why.
public final class TlsConfigException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /// @param message one line
  public TlsConfigException(String message) {
    super(message);
  }

  /// @param message one line
  public TlsConfigException(String message, Throwable cause) {
    super(message, cause);
  }
}
