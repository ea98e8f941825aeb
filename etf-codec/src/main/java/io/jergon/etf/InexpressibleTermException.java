package io.jergon.etf;

/// A term that its reader cannot have: see [TermForms]. The message names it.
public final class InexpressibleTermException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InexpressibleTermException(String message) {
    super(message);
  }
}
