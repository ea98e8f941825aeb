package io.jergon.node.frame;

import io.jergon.etf.DecodeException;
import io.jergon.etf.Term;
import io.jergon.etf.TermDecoder;
import io.jergon.etf.TermInput;
import io.jergon.node.control.ControlMessage;
import io.jergon.node.control.ProtocolException;
import io.jergon.node.handshake.DistributionFlag;
import io.jergon.node.handshake.Flags;
import io.jergon.node.quota.Share;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// Reads the frames of one connection, in the order they came. Owned by the event loop.
public sealed interface InboundFrames permits PassThrough, HeaderFrames {
  /// A control message with its payload.
  ///
  /// @param payload null exactly if the control message has none
  /// @param bytes what both take in memory, about
  record Received(ControlMessage control, @Nullable Term payload, long bytes) {
    private static final int TERM = 64;

    /// What was read from `in`.
    static Received of(ControlMessage control, @Nullable Term payload, TermInput in) {
      return new Received(control, payload, in.position() + TERM * in.contained());
    }
  }

  /// How many bytes of a frame [#continued] looks at.
  int HEAD = 18;

  /// Reads a frame that is not a tick.
  ///
  /// @param frame is not used by anybody else any more: large binaries are views of it
  /// @return the message that is complete with it; null if more fragments have to come
  /// @throws ProtocolException if it is no such frame
  /// @throws DecodeException if it holds a broken term
  @Nullable Received read(byte[] frame);

  /// Reads a frame that is a whole message, out of an array that is used again afterwards: what is
  /// kept of it is copied.
  ///
  /// @return null if it is a fragment, or no such frame: [#read(byte[])] says which
  /// @throws ProtocolException if it is no such message
  /// @throws DecodeException if it holds a broken term
  @Nullable Received readWhole(byte[] array, int offset, int length);

  /// Where the bytes behind the first 18 of a frame belong, if it goes on with a message of which
  /// other fragments came before: they need not be copied twice then.
  ///
  /// @param head the first [#HEAD] bytes of a frame, or all of a shorter one
  /// @return null if the frame is to be read as a whole, by [#read(byte[])]
  /// @throws ProtocolException if it is a fragment that must not come now
  @Nullable Continued continued(byte[] head);

  /// A fragment that is being received.
  interface Continued {
    /// Takes so many bytes of the fragment.
    ///
    /// @throws ProtocolException if the message becomes too long
    void append(ByteBuf in, int bytes);

    /// All bytes are there.
    ///
    /// @return the message that is complete with it; null if more fragments have to come
    /// @throws DecodeException if it holds a broken term
    @Nullable Received complete();
  }

  /// For a connection with these flags.
  ///
  /// @param maxUnfinishedBytes what messages of which some fragments are missing may take, together
  /// @param share where what they take is counted
  static InboundFrames of(Flags flags, TermDecoder decoder, long maxUnfinishedBytes, Share share) {
    if (!hasHeaders(flags)) {
      return new PassThrough(decoder);
    }
    return new HeaderFrames(decoder, flags, new Reassembly(maxUnfinishedBytes, share));
  }

  /// Whether frames have distribution headers, or are passed through without.
  static boolean hasHeaders(Flags flags) {
    return flags.has(DistributionFlag.DIST_HDR_ATOM_CACHE) || flags.has(DistributionFlag.FRAGMENTS);
  }

  /// The terms in an array that is theirs. A binary that is a view keeps the whole array in memory:
  /// at most eight times its own size.
  static TermInput terms(byte[] array, int offset, int length) {
    return TermInput.sharing(array, offset, length);
  }
}
