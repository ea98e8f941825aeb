package io.jergon.node.channel;

import io.jergon.etf.DecodeException;
import io.jergon.etf.Term;
import io.jergon.etf.TermDecoder;
import io.jergon.etf.TermInput;
import io.jergon.node.control.ControlMessage;
import io.jergon.node.control.ControlMessages;
import io.jergon.node.control.ProtocolException;
import org.jspecify.annotations.Nullable;

/// Reads the frames of a connection without atom cache and fragments; see [OutboundFrame] for the
/// layout. Bytes after the last term are ignored, as Erlang does.
final class PassThrough {
  private final TermDecoder decoder;

  PassThrough(TermDecoder decoder) {
    this.decoder = decoder;
  }

  /// A control message with its payload.
  record Received(ControlMessage control, @Nullable Term payload) {}

  /// Reads a frame that is not a tick.
  ///
  /// @throws ProtocolException if it is no such frame
  /// @throws DecodeException if it holds a broken term
  Received read(byte[] frame) {
    if ((frame[0] & 0xff) != OutboundFrame.PASS_THROUGH) {
      throw new ProtocolException(
          "frame of kind %d (expected: %d)".formatted(frame[0] & 0xff, OutboundFrame.PASS_THROUGH));
    }
    TermInput in = new TermInput(frame, 1, frame.length - 1);
    ControlMessage control = ControlMessages.decode(decoder.decode(in));
    if (!control.hasPayload()) {
      return new Received(control, null);
    }
    if (in.remaining() == 0) {
      throw new ProtocolException(
          "control message %d without its payload".formatted(control.operation()));
    }
    return new Received(control, decoder.decode(in));
  }
}
