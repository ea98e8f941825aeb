package io.jergon.node.channel;

import io.jergon.node.frame.OutboundPieces;
import io.jergon.node.secure.TlsRecords;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// The bytes that a connection has for its socket, buffer by buffer: those of many small frames
/// together, large ones cut (see [OutboundPieces]); as they are, or as records of TLS.
///
/// Guarded by the right to write, see [OutboundQueue].
final class OutboundBytes {
  private static final int MANY = 64 * 1024;
  private static final int FEW = 16 * 1024;

  private final OutboundPieces pieces;
  private @Nullable TlsRecords tls;
  private @Nullable ByteBuf scratch; // on the heap, where small frames are put together
  private int done;
  private boolean more;

  OutboundBytes(OutboundPieces pieces) {
    this.pieces = pieces;
  }

  /// From now on what is taken is sealed.
  void seal(TlsRecords records) {
    tls = records;
    scratch = null;
  }

  /// The next bytes, about 16 KiB at most, on the heap: for a thread that writes them at once.
  ///
  /// @return empty if there is nothing; used again by the next call
  ByteBuffer few() throws IOException {
    ByteBuf chunk = scratch();
    done = pieces.copyTo(chunk);
    more = !chunk.isWritable();
    ByteBuffer plain = chunk.nioBuffer();
    return tls == null || !plain.hasRemaining() ? plain : tls.seal(plain);
  }

  private ByteBuf scratch() {
    ByteBuf buffer = scratch;
    if (buffer == null) {
      int capacity = tls == null ? FEW : TlsRecords.MOST;
      buffer = Unpooled.buffer(capacity, capacity);
      scratch = buffer;
    }
    return buffer.clear();
  }

  /// The next bytes, about 64 KiB at most, for the channel; null if there is nothing.
  @Nullable ByteBuf many(ByteBufAllocator memory) throws IOException {
    ByteBuffer first = few();
    int bytes = first.remaining();
    if (bytes == 0) {
      return null;
    }
    if (!more) {
      return memory.directBuffer(bytes).writeBytes(first); // that is all
    }
    ByteBuf chunk = memory.directBuffer(MANY).writeBytes(first);
    try {
      fill(chunk);
    } catch (IOException | RuntimeException e) {
      chunk.release();
      throw e;
    }
    return fitting(chunk, memory);
  }

  private void fill(ByteBuf chunk) throws IOException {
    int all = done;
    if (tls == null) {
      all += pieces.copyTo(chunk);
    } else {
      while (more && chunk.writableBytes() > TlsRecords.MOST) {
        chunk.writeBytes(few());
        all += done;
      }
    }
    done = all;
  }

  /// A chunk that is mostly empty would wait for the socket with all its memory.
  private static ByteBuf fitting(ByteBuf chunk, ByteBufAllocator memory) {
    int bytes = chunk.readableBytes();
    if (bytes > MANY / 2) {
      return chunk;
    }
    ByteBuf small = memory.directBuffer(bytes).writeBytes(chunk);
    chunk.release();
    return small;
  }

  /// What TLS has to say by itself; empty if nothing.
  ByteBuf ofTls() throws IOException {
    done = 0;
    return tls == null ? Unpooled.EMPTY_BUFFER : Unpooled.copiedBuffer(tls.sealNothing());
  }

  /// The last bytes; empty without TLS.
  ByteBuf farewell() throws IOException {
    done = 0;
    return tls == null ? Unpooled.EMPTY_BUFFER : Unpooled.copiedBuffer(tls.farewell());
  }

  /// A tick: a frame of length 0.
  ByteBuf tick() throws IOException {
    done = 0;
    ByteBuffer tick = ByteBuffer.allocate(Integer.BYTES);
    return tls == null ? Unpooled.wrappedBuffer(tick) : Unpooled.copiedBuffer(tls.seal(tick));
  }

  /// How many bytes of frames are done with what was taken last.
  int done() {
    return done;
  }

  /// Whether there was no room for more in what [#few] gave last.
  boolean more() {
    return more;
  }

  /// See [OutboundPieces#begunAnswerBytes].
  long begunAnswerBytes() {
    return pieces.begunAnswerBytes();
  }
}
