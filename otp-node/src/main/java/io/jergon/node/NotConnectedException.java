package io.jergon.node;

/// A connection to a node could not be made; the message is one line that says why, and what to do
/// about it: another cookie, an unknown name, nobody listening, a long name and a short one.
///
/// ```java
/// try {
///   node.connectOrThrow("shop@db1");
/// } catch (NotConnectedException e) {
///   System.err.println(e.getMessage());
/// }
/// ```
public final class NotConnectedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// A failure with its line.
  public NotConnectedException(String line, Throwable cause) {
    super(line, cause);
  }
}
