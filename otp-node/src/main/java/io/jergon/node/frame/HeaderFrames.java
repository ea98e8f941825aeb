package io.jergon.node.frame;

import io.jergon.etf.Atom;
import io.jergon.etf.TermDecoder;
import io.jergon.etf.TermInput;
import io.jergon.node.control.ControlMessage;
import io.jergon.node.control.ControlMessages;
import io.jergon.node.control.ProtocolException;
import io.jergon.node.handshake.DistributionFlag;
import io.jergon.node.handshake.Flags;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/// Reads the frames of a connection with the atom cache, or fragments, or both (erl_ext_dist,
/// "Distribution Header").
///
/// ```text
/// whole message      | 131 | 68 | atoms | control | payload |
/// first fragment     | 131 | 69 | sequence: 64 | fragment: 64 | atoms | control | part |
/// another fragment   | 131 | 70 | sequence: 64 | fragment: 64 | part |
/// ```
///
/// `atoms` is what [InboundAtomCache] reads; neither terms nor parts have a version byte. Bytes
/// after the last term of a whole message are ignored, as Erlang does.
final class HeaderFrames implements InboundFrames {
  static final int VERSION = 131;
  static final int WHOLE = 68;
  static final int FIRST_FRAGMENT = 69;
  static final int FRAGMENT = 70;

  private final TermDecoder decoder;
  private final boolean fragments;
  private final InboundAtomCache cache = new InboundAtomCache();
  private final Reassembly reassembly;

  HeaderFrames(TermDecoder decoder, Flags flags, Reassembly reassembly) {
    this.decoder = decoder;
    this.fragments = flags.has(DistributionFlag.FRAGMENTS);
    this.reassembly = reassembly;
  }

  @Override
  public @Nullable Received read(byte[] frame) {
    TermInput in = InboundFrames.terms(frame, 0, frame.length);
    int version = in.readByte();
    int kind = version == VERSION ? in.readByte() : version;
    if (version == VERSION && kind == WHOLE) {
      return whole(in);
    }
    if (version == VERSION && fragments && kind == FIRST_FRAGMENT) {
      return first(in, frame);
    }
    if (version == VERSION && fragments && kind == FRAGMENT) {
      Another another = another(in);
      another.message.append(Unpooled.wrappedBuffer(frame).skipBytes(HEAD), in.remaining());
      return another.complete();
    }
    throw new ProtocolException(
        "frame of kind %d (expected: a distribution header)".formatted(kind));
  }

  @Override
  public @Nullable Received readWhole(byte[] array, int offset, int length) {
    boolean isWhole = length > 1 && (array[offset] & 0xff) == VERSION && array[offset + 1] == WHOLE;
    return isWhole ? whole(new TermInput(array, offset + 2, length - 2)) : null;
  }

  private Received whole(TermInput in) {
    Atom[] atoms = cache.read(in);
    ControlMessage control = ControlMessages.decode(decoder.decodeBody(in, atoms));
    return control.hasPayload() ? withPayload(control, in, atoms) : Received.of(control, null, in);
  }

  private Received withPayload(ControlMessage control, TermInput in, Atom[] atoms) {
    if (in.remaining() == 0) {
      throw new ProtocolException(
          "control message %d without its payload".formatted(control.operation()));
    }
    return Received.of(control, decoder.decodeBody(in, atoms), in);
  }

  private @Nullable Received first(TermInput in, byte[] frame) {
    long sequence = in.readLong();
    long count = in.readLong();
    if (count == 1) {
      return whole(in);
    }
    Atom[] atoms = cache.read(in);
    ControlMessage control = ControlMessages.decode(decoder.decodeBody(in, atoms));
    if (count < 1 || !control.hasPayload()) {
      throw new ProtocolException(
          "control message %d in %s fragments"
              .formatted(control.operation(), Long.toUnsignedString(count)));
    }
    reassembly.begin(sequence, count, control, atoms, frame, frame.length - in.remaining());
    return null;
  }

  @Override
  public @Nullable Continued continued(byte[] head) {
    boolean isFragment =
        fragments && head.length == HEAD && (head[0] & 0xff) == VERSION && head[1] == FRAGMENT;
    return isFragment ? another(new TermInput(head, 2, HEAD - 2)) : null;
  }

  /// @param in behind version and kind
  private Another another(TermInput in) {
    long sequence = in.readLong();
    return new Another(reassembly.next(sequence, in.readLong()));
  }

  private final class Another implements Continued {
    private final Reassembly.Unfinished message;

    private Another(Reassembly.Unfinished message) {
      this.message = message;
    }

    @Override
    public void append(ByteBuf in, int bytes) {
      message.append(in, bytes);
    }

    @Override
    public @Nullable Received complete() {
      if (!message.fragmentComplete()) {
        return null;
      }
      TermInput payload = InboundFrames.terms(message.payload(), 0, message.size());
      return withPayload(message.control(), payload, message.atoms());
    }
  }
}
