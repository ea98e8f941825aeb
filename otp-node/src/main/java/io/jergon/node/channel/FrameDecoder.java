package io.jergon.node.channel;

import io.jergon.node.control.ProtocolException;
import io.jergon.node.frame.InboundFrames;
import io.jergon.node.quota.Share;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Cuts the stream of bytes into messages and passes each on as a `byte[]` of its own.
///
/// ```text
/// BEFORE (handshake, 2-byte lengths)         AFTER
/// +--------+--------------+                  +--------------+
/// | 0x0003 | 's' 'o' 'k'  |  ------------->  | 's' 'o' 'k'  |
/// +--------+--------------+                  +--------------+
///
/// BEFORE (frames, 4-byte lengths)            AFTER
/// +------------+----------+                  +----------+
/// | 0x00000017 | 112 ...  |  ------------->  | 112 ...  |
/// +------------+----------+                  +----------+
/// +------------+
/// | 0x00000000 |  a tick  |  ------------->  nothing
/// +------------+
/// ```
///
/// During the handshake lengths have 2 bytes over TCP and 4 over TLS. [#frames] switches, also from
/// within the handling of a message: what follows in the same segment is read as frames.
///
/// A length is believed only as far as bytes arrive: the array of a long frame begins with 1 MiB
/// and grows by a factor of four, so announcing 2 GB costs the receiver nothing.
///
/// Without TLS, a peer that speaks it is told by its first bytes: a TLS record of version 3.x has
/// type 22 (a handshake) or 21 (an alert). No message of our handshake is as long as that says.
///
/// Most frames are short, and many come at once. Those are not copied one by one: the bytes of many
/// are, and each whole message is decoded from there and passed on as [InboundFrames.Received].
///
/// What follows the head of a fragment goes straight to the message that it is a part of; then the
/// fragment is passed on, an [InboundFrames.Continued], instead of a `byte[]`.
///
/// A length above the maximum makes [ProtocolException] go to `exceptionCaught`; what follows is
/// not read. Owned by the event loop.
final class FrameDecoder extends ChannelInboundHandlerAdapter {
  /// The longest message of a handshake. It is the most that a 2-byte length can say, too.
  private static final int MAX_HANDSHAKE_BYTES = 65_535;

  /// Longer frames are read into an array of their own.
  private static final int SHORT_FRAME = 4096;

  /// The bytes of short frames that are read at once.
  private static final int MANY = 32 * 1024;

  private static final int INITIAL_CAPACITY = 1 << 20;
  private static final int GROWTH = 4;

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private final int maxFrameBytes;
  private @Nullable InboundFrames frames;
  private @Nullable Share share;
  private long claimed; // of the share, for the frame that is being received
  private int lengthBytes;
  private int maxBytes = MAX_HANDSHAKE_BYTES;

  private int lengthRead;
  private int length;
  private byte[] many = {};
  private byte[] body = {};
  private int filled;
  private InboundFrames.@Nullable Continued fragment;
  private boolean broken;

  /// A decoder that begins with handshake messages.
  ///
  /// @param handshakeLengthBytes 2 over TCP, 4 over TLS
  /// @param maxFrameBytes the longest frame
  FrameDecoder(int handshakeLengthBytes, int maxFrameBytes) {
    this.lengthBytes = handshakeLengthBytes;
    this.maxFrameBytes = maxFrameBytes;
  }

  /// The handshake is over: from the next message on, frames.
  ///
  /// @param memory where long frames are counted until they are complete
  void frames(InboundFrames readers, Share memory) {
    frames = readers;
    share = memory;
    lengthBytes = Integer.BYTES;
    maxBytes = maxFrameBytes;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf in = (ByteBuf) message;
    try {
      while (in.isReadable() && !broken && context.channel().isOpen()) {
        if (frames != null && readShortFrames(context, in, frames)) {
          continue;
        }
        if (lengthRead < lengthBytes) {
          readLength(in);
        } else {
          readBody(in);
        }
        if (lengthRead == lengthBytes && filled == length) {
          complete(context);
        }
      }
    } catch (ProtocolException e) {
      broken = true;
      throw e;
    } finally {
      in.release();
    }
  }

  /// Reads the whole messages in short frames that are there, as many as there are; false if what
  /// comes next is none.
  private boolean readShortFrames(
      ChannelHandlerContext context, ByteBuf in, InboundFrames readers) {
    int readable = in.readableBytes();
    if (lengthRead > 0 || !isShortFrame(readable, in)) {
      return false;
    }
    byte[] array = in.hasArray() ? in.array() : many(in, readable);
    int begin = in.hasArray() ? in.arrayOffset() + in.readerIndex() : 0;
    int end = begin + (in.hasArray() ? readable : Math.min(readable, MANY));
    int at = begin;
    while (end - at >= Integer.BYTES && context.channel().isOpen()) {
      int from = at + Integer.BYTES;
      int next = (int) INT.get(array, at);
      if (!isShort(next) || next > end - from) {
        break;
      }
      InboundFrames.Received message = next == 0 ? null : readers.readWhole(array, from, next);
      if (message == null && next > 0) {
        break; // a fragment
      }
      at = from + next;
      in.skipBytes(Integer.BYTES + next);
      if (message != null) {
        context.fireChannelRead(message);
      }
    }
    return at > begin;
  }

  /// The next bytes where they can be decoded: what comes from TLS is there already.
  private byte[] many(ByteBuf in, int readable) {
    if (many.length == 0) {
      many = new byte[MANY];
    }
    in.getBytes(in.readerIndex(), many, 0, Math.min(readable, MANY));
    return many;
  }

  private boolean isShortFrame(int readable, ByteBuf in) {
    if (readable < Integer.BYTES) {
      return false;
    }
    int next = in.getInt(in.readerIndex());
    return isShort(next) && next <= readable - Integer.BYTES;
  }

  private boolean isShort(int next) {
    return next >= 0 && next <= Math.min(SHORT_FRAME, maxBytes);
  }

  private void readLength(ByteBuf in) {
    while (lengthRead < lengthBytes && in.isReadable()) {
      length = length << 8 | in.readUnsignedByte();
      lengthRead++;
    }
    if (lengthRead == lengthBytes) {
      if (frames == null && lengthBytes == Short.BYTES && (length == 0x1603 || length == 0x1503)) {
        throw new ProtocolException(
            "the peer speaks TLS (-proto_dist inet_tls), and this node does not: start both alike");
      }
      if (length < 0 || length > maxBytes) {
        throw new ProtocolException(
            "message of %d bytes announced (expected: at most %d)"
                .formatted(Integer.toUnsignedLong(length), maxBytes));
      }
      body = new byte[frames == null ? length : Math.min(length, InboundFrames.HEAD)];
    }
  }

  private void readBody(ByteBuf in) {
    if (fragment != null) {
      int bytes = Math.min(in.readableBytes(), length - filled);
      fragment.append(in, bytes);
      filled += bytes;
      return;
    }
    if (filled == body.length) {
      grow((int) Math.min(length, (long) body.length * GROWTH));
    }
    int bytes = Math.min(in.readableBytes(), body.length - filled);
    in.readBytes(body, filled, bytes);
    filled += bytes;
    if (frames != null && filled == InboundFrames.HEAD && body.length == filled) {
      headComplete(in, frames);
    }
  }

  private void headComplete(ByteBuf in, InboundFrames readers) {
    fragment = readers.continued(body);
    if (fragment == null) {
      int capacity = Math.max(filled + in.readableBytes(), INITIAL_CAPACITY);
      grow(Math.min(length, capacity));
    }
  }

  private void grow(int capacity) {
    if (share != null && capacity > INITIAL_CAPACITY) {
      if (!share.take(capacity - claimed)) {
        throw new ProtocolException(
            "a frame of %d bytes, more than its share of the memory".formatted(length));
      }
      claimed = capacity;
    }
    body = Arrays.copyOf(body, capacity);
  }

  private void complete(ChannelHandlerContext context) {
    Object message = fragment == null ? body : fragment;
    boolean tick = frames != null && length == 0;
    if (share != null && claimed > 0) {
      share.give(claimed);
      claimed = 0;
    }
    fragment = null;
    lengthRead = 0;
    length = 0;
    filled = 0;
    body = new byte[0];
    if (!tick) {
      context.fireChannelRead(message);
    }
  }
}
