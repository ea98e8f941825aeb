package io.jergon.node.frame;

import io.jergon.node.frame.OutboundFrame.Addressed;
import io.jergon.node.handshake.Flags;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/// What goes over the wire for some messages that were sent before the socket took anything.
final class Written {
  private Written() {}

  /// The frames, each without its length.
  static List<byte[]> frames(Flags flags, Addressed... messages) {
    return frames(flags, Arrays.asList(messages));
  }

  static List<byte[]> frames(Flags flags, List<Addressed> messages) {
    ArrayDeque<OutboundFrame> sent = new ArrayDeque<>();
    int bytes = 0;
    for (Addressed message : messages) {
      OutboundFrame frame = Objects.requireNonNull(OutboundFrame.encode(message, flags));
      sent.add(frame);
      bytes += frame.length();
    }
    OutboundPieces pieces = new OutboundPieces(sent::poll, flags);
    ByteBuf all = Unpooled.buffer();
    int done = 0;
    for (boolean more = true; more; ) {
      ByteBuf chunk = Unpooled.buffer(1000, 1000);
      done += pieces.copyTo(chunk);
      more = chunk.isReadable();
      all.writeBytes(chunk);
    }
    if (done != bytes) {
      throw new AssertionError(done + " bytes done of " + bytes);
    }
    List<byte[]> frames = new ArrayList<>();
    while (all.isReadable()) {
      byte[] frame = new byte[all.readInt()];
      all.readBytes(frame);
      frames.add(frame);
    }
    return frames;
  }
}
