package io.jergon.node.channel;

import io.jergon.etf.Term;
import io.jergon.etf.TermEncoder;
import io.jergon.etf.TermOutput;
import io.jergon.node.control.ControlMessage;
import io.jergon.node.handshake.Flags;
import org.jspecify.annotations.Nullable;

/// One encoded frame, ready for the socket, its length included (erl_dist_protocol, "Protocol
/// between Connected Nodes"; the kind that is used when neither the atom cache nor fragments are
/// agreed upon):
///
/// ```text
/// +------------+-----+---------------------+---------------------------+
/// | length: 32 | 112 | 131, control tuple  | 131, payload term, if any |
/// +------------+-----+---------------------+---------------------------+
/// ```
///
/// A frame that was encoded before the peer's flags were known remembers its source, so that
/// [#fitting] can encode it again for a peer that needs an older form.
final class OutboundFrame {
  /// "Pass through" (erl_dist_protocol).
  static final int PASS_THROUGH = 112;

  /// A control tuple with two pids and a short message fit.
  private static final int INITIAL_CAPACITY = 192;

  private final byte[] array;
  private final int length;
  private final @Nullable Addressed source;

  private OutboundFrame(TermOutput out, @Nullable Addressed source) {
    this.array = out.array();
    this.length = out.size();
    this.source = source;
  }

  /// For a peer whose flags are known, or null if such a peer gets nothing.
  static @Nullable OutboundFrame encode(Addressed message, Flags flags) {
    Addressed fitting = OldForms.fitting(message, flags);
    return fitting == null ? null : new OutboundFrame(write(fitting), null);
  }

  /// For a peer whose flags are not known yet: in today's form.
  static OutboundFrame encodeAhead(Addressed message) {
    return new OutboundFrame(write(message), message);
  }

  /// This frame, or another one, for a peer with these flags; null if such a peer gets nothing.
  @SuppressWarnings("ReferenceEquality") // the same message back means: as it is
  @Nullable OutboundFrame fitting(Flags flags) {
    Addressed message = source;
    if (message == null) {
      return this;
    }
    Addressed fitting = OldForms.fitting(message, flags);
    if (fitting == null) {
      return null;
    }
    return fitting == message ? this : new OutboundFrame(write(fitting), null);
  }

  private static TermOutput write(Addressed message) {
    TermOutput out = new TermOutput(INITIAL_CAPACITY);
    out.writeInt(0);
    out.writeByte(PASS_THROUGH);
    message.control().encode(out);
    Term payload = message.payload();
    if (payload != null) {
      TermEncoder.encode(payload, out);
    }
    out.putInt(0, out.size() - Integer.BYTES);
    return out;
  }

  /// The bytes, from 0 to [#length]; not a copy.
  byte[] array() {
    return array;
  }

  int length() {
    return length;
  }

  /// A control message and its payload.
  record Addressed(ControlMessage control, @Nullable Term payload) {
    Addressed {
      if (control.hasPayload() != (payload != null)) {
        throw new IllegalArgumentException(
            "control message %d %s a payload"
                .formatted(control.operation(), control.hasPayload() ? "needs" : "does not take"));
      }
    }
  }
}
