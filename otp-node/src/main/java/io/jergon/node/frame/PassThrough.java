package io.jergon.node.frame;

import io.jergon.etf.TermDecoder;
import io.jergon.etf.TermInput;
import io.jergon.node.control.ControlMessage;
import io.jergon.node.control.ControlMessages;
import io.jergon.node.control.ProtocolException;
import org.jspecify.annotations.Nullable;

/// Reads the frames of a connection without atom cache and fragments (erl_dist_protocol, "Protocol
/// between Connected Nodes"). Bytes after the last term are ignored, as Erlang does.
///
/// ```text
/// | 112 | 131 | control | 131 | payload |
/// ```
final class PassThrough implements InboundFrames {
  /// "Pass through" (erl_dist_protocol).
  static final int KIND = 112;

  private final TermDecoder decoder;

  PassThrough(TermDecoder decoder) {
    this.decoder = decoder;
  }

  @Override
  public @Nullable Continued continued(byte[] head) {
    return null;
  }

  @Override
  public @Nullable Received readWhole(byte[] array, int offset, int length) {
    return array[offset] == KIND ? read(new TermInput(array, offset + 1, length - 1)) : null;
  }

  @Override
  public Received read(byte[] frame) {
    if ((frame[0] & 0xff) != KIND) {
      throw new ProtocolException(
          "frame of kind %d (expected: %d)".formatted(frame[0] & 0xff, KIND));
    }
    return read(InboundFrames.terms(frame, 1, frame.length - 1));
  }

  private Received read(TermInput in) {
    ControlMessage control = ControlMessages.decode(decoder.decode(in));
    if (!control.hasPayload()) {
      return Received.of(control, null, in);
    }
    if (in.remaining() == 0) {
      throw new ProtocolException(
          "control message %d without its payload".formatted(control.operation()));
    }
    return Received.of(control, decoder.decode(in), in);
  }
}
