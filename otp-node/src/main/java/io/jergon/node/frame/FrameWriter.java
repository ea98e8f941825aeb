package io.jergon.node.frame;

import io.jergon.etf.TermOutput;
import io.jergon.node.handshake.DistributionFlag;
import io.jergon.node.handshake.Flags;

/// Puts before each message what the peer needs to read it, and cuts long messages into fragments:
/// all kinds of frames that [PassThrough] and [HeaderFrames] read.
///
/// ```text
/// message, 200,000 bytes of payload, behind a distribution header:
///
/// | length | 131 69 sequence 4 | atoms | control | part: 65,536 |
/// | length | 131 70 sequence 3 | part: 65,536 |
/// | length | 131 70 sequence 2 | part: 65,536 |
/// | length | 131 70 sequence 1 | part:  3,392 |
/// ```
///
/// A piece is what lies between two lengths. After a call, [#head] has its beginning, its length
/// included, and the rest are the frame's next bytes; the next call replaces the head. Pieces have
/// to be written in the order of the calls. Owned by the event loop.
final class FrameWriter {
  /// As Erlang cuts.
  static final int PART = 64 * 1024;

  private static final int LENGTH_BYTES = Integer.BYTES;

  private final boolean headers;
  private final boolean fragments;
  private final OutboundAtomCache cache = new OutboundAtomCache();
  private final TermOutput head = new TermOutput(512);
  private long sequences;

  FrameWriter(Flags flags) {
    headers = InboundFrames.hasHeaders(flags);
    fragments = flags.has(DistributionFlag.FRAGMENTS);
  }

  /// How many pieces the message is cut into.
  int pieces(OutboundFrame frame) {
    int payload = frame.length() - frame.payload();
    return fragments && payload > PART ? Math.ceilDiv(payload, PART) : 1;
  }

  /// A number for the next message in fragments.
  long newSequence() {
    return ++sequences;
  }

  /// Begins the only piece of a message; all that is left of the frame follows.
  void whole(OutboundFrame frame) {
    head.clear();
    head.writeInt(0);
    if (headers) {
      head.writeByte(HeaderFrames.VERSION);
      head.writeByte(HeaderFrames.WHOLE);
      cache.write(frame.atoms(), head);
    } else {
      head.writeByte(PassThrough.KIND);
      head.writeByte(HeaderFrames.VERSION);
      if (frame.payload() < frame.length()) {
        frame.copyTo(head, frame.payload());
        head.writeByte(HeaderFrames.VERSION);
      }
    }
    putLength(frame.left());
  }

  /// Begins a piece of a message in fragments; `partBytes` of the frame follow.
  ///
  /// @param number from [#pieces] down to 1
  void fragment(OutboundFrame frame, long sequence, int number, boolean first, int partBytes) {
    head.clear();
    head.writeInt(0);
    head.writeByte(HeaderFrames.VERSION);
    head.writeByte(first ? HeaderFrames.FIRST_FRAGMENT : HeaderFrames.FRAGMENT);
    head.writeLong(sequence);
    head.writeLong(number);
    if (first) {
      cache.write(frame.atoms(), head);
      frame.copyTo(head, frame.payload());
    }
    putLength(partBytes);
  }

  private void putLength(int bodyBytes) {
    head.putInt(0, head.size() - LENGTH_BYTES + bodyBytes);
  }

  /// The beginning of the piece.
  TermOutput head() {
    return head;
  }
}
