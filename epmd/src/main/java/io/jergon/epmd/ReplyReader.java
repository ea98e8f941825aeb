package io.jergon.epmd;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads one kind of reply out of the bytes that arrived so far.
///
/// Servers may send an answer in pieces, so a reader is asked again with each piece.
@FunctionalInterface
interface ReplyReader<T> {

  /// Returns the reply, or null if it needs more bytes; the buffer's reader index is 0 every time.
  ///
  /// @param ended whether the server has closed: no more bytes will come
  /// @throws IllegalArgumentException if the bytes cannot become such a reply
  @Nullable T read(ByteBuf soFar, boolean ended);

  /// The answer to a registration.
  static EpmdReply.@Nullable Alive alive(ByteBuf in, boolean ended) {
    if (!in.isReadable()) {
      return null;
    }
    int tag = in.readUnsignedByte();
    int size =
        switch (tag) {
          case EpmdReply.ALIVE2_X_RESP -> 5;
          case EpmdReply.ALIVE2_RESP -> 3;
          default -> throw unexpectedTag(tag, "118 or 121");
        };
    if (in.readableBytes() < size) {
      return null;
    }
    int result = in.readUnsignedByte();
    boolean longCreation = tag == EpmdReply.ALIVE2_X_RESP;
    int creation = longCreation ? in.readInt() : in.readUnsignedShort();
    return new EpmdReply.Alive(longCreation, result, creation);
  }

  /// The answer to a lookup.
  static EpmdReply.@Nullable Port port(ByteBuf in, boolean ended) {
    if (!in.isReadable()) {
      return null;
    }
    int tag = in.readUnsignedByte();
    if (tag != EpmdReply.PORT2_RESP) {
      throw unexpectedTag(tag, "119");
    }
    if (!in.isReadable()) {
      return null;
    }
    if (in.readUnsignedByte() != 0) {
      return new EpmdReply.PortUnknown();
    }
    if (in.readableBytes() < 10) {
      return null;
    }
    int port = in.readUnsignedShort();
    int type = in.readUnsignedByte();
    int protocol = in.readUnsignedByte();
    int high = in.readUnsignedShort();
    int low = in.readUnsignedShort();
    byte @Nullable [] name = lengthAndBytes(in);
    byte @Nullable [] extra = name == null ? null : lengthAndBytes(in);
    if (name == null || extra == null) {
      return null;
    }
    var text = new String(name, StandardCharsets.UTF_8);
    return new EpmdReply.PortFound(new NodeEntry(text, port, type, protocol, high, low, extra));
  }

  /// Every name; complete only when the server has closed.
  static @Nullable EpmdNames names(ByteBuf in, boolean ended) {
    if (!ended || in.readableBytes() < 4) {
      return null;
    }
    int epmdPort = in.readInt();
    List<EpmdNames.Node> nodes = new ArrayList<>();
    in.toString(StandardCharsets.UTF_8).lines().map(ReplyReader::node).forEach(nodes::add);
    return new EpmdNames(epmdPort, nodes);
  }

  private static EpmdNames.Node node(String line) {
    var prefix = "name ";
    var separator = " at port ";
    int at = line.lastIndexOf(separator);
    if (!line.startsWith(prefix) || at < prefix.length()) {
      throw new IllegalArgumentException(
          "line '%s' (expected: name NAME at port PORT)".formatted(line));
    }
    int port = Integer.parseInt(line, at + separator.length(), line.length(), 10);
    return new EpmdNames.Node(line.substring(prefix.length(), at), port);
  }

  private static byte @Nullable [] lengthAndBytes(ByteBuf in) {
    if (in.readableBytes() < 2) {
      return null;
    }
    int size = in.readUnsignedShort();
    if (in.readableBytes() < size) {
      return null;
    }
    byte[] bytes = new byte[size];
    in.readBytes(bytes);
    return bytes;
  }

  private static IllegalArgumentException unexpectedTag(int tag, String expected) {
    return new IllegalArgumentException("first byte " + tag + " (expected: " + expected + ")");
  }
}
