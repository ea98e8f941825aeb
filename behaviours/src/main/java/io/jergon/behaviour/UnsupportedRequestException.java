package io.jergon.behaviour;

/// A server got a cast or a continuation that it has no callback for.
public final class UnsupportedRequestException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnsupportedRequestException(String kind, Object request) {
    super(kind + " " + request + " (expected: a server that overrides its callback)");
  }
}
