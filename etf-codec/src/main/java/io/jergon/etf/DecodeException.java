package io.jergon.etf;

/// The bytes are no term, or exceed the [DecodeLimits]. The only exception that decoding throws;
/// the message says where and why.
///
/// ```
/// offset 6: tuple announces 3, but 1 bytes remain
/// ```
public final class DecodeException extends RuntimeException {
  private final int offset;

  public DecodeException(int offset, String reason) {
    super("offset " + offset + ": " + reason);
    this.offset = offset;
  }

  /// Where in the input the fault lies, counted in bytes from where the [TermInput] began.
  public int offset() {
    return offset;
  }
}
