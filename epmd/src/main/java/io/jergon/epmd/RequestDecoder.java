package io.jergon.epmd;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.CorruptedFrameException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the one request of a connection, in whatever pieces its bytes arrive.
///
/// Total: any input gives a request, waits for more (never for more than 3059 bytes), or fails with
/// a [CorruptedFrameException] that says why. A byte after the request is such a failure too.
final class RequestDecoder extends ByteToMessageDecoder {
  private static final int LENGTH_SIZE = 2;
  private static final int MAX_LENGTH = 3057;

  /// Opcode, port, type, protocol, versions and the two lengths of an ALIVE2_REQ.
  private static final int ALIVE_FIXED_SIZE = 13;

  private enum State {
    READ_LENGTH,
    READ_BODY,
    DONE
  }

  private State state = State.READ_LENGTH; // owned by the channel's event loop
  private int length; // owned by the channel's event loop

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    for (; ; ) {
      switch (state) {
        case READ_LENGTH -> {
          if (in.readableBytes() < LENGTH_SIZE) {
            return;
          }
          length = in.readUnsignedShort();
          if (length == 0 || length > MAX_LENGTH) {
            throw corrupt(in, "length: " + length + " (expected: 1 to " + MAX_LENGTH + ")");
          }
          state = State.READ_BODY;
        }
        case READ_BODY -> {
          int readable = in.readableBytes();
          if (readable < length) {
            return;
          }
          if (readable > length) {
            throw corrupt(in, readable + " bytes (expected: " + length + ", as announced)");
          }
          state = State.DONE;
          try {
            out.add(request(in.readSlice(length)));
          } catch (IllegalArgumentException e) {
            throw corrupt(in, String.valueOf(e.getMessage()));
          }
          return;
        }
        case DONE -> {
          if (!in.isReadable()) {
            return;
          }
          throw corrupt(in, "more bytes after the request");
        }
      }
    }
  }

  /// Gives up on the connection: what else arrives is thrown away unread.
  private CorruptedFrameException corrupt(ByteBuf in, String problem) {
    state = State.DONE;
    in.skipBytes(in.readableBytes());
    return new CorruptedFrameException(problem);
  }

  /// Reads opcode and body.
  ///
  /// @throws IllegalArgumentException if they are no request
  static EpmdRequest request(ByteBuf in) {
    int opcode = in.readUnsignedByte();
    return switch (opcode) {
      case EpmdRequest.ALIVE2_REQ -> alive(in);
      case EpmdRequest.PORT_PLEASE2_REQ -> new EpmdRequest.PortPlease(lookupName(in));
      case EpmdRequest.NAMES_REQ -> new EpmdRequest.Names();
      case EpmdRequest.DUMP_REQ -> new EpmdRequest.Dump();
      case EpmdRequest.KILL_REQ -> new EpmdRequest.Kill();
      case EpmdRequest.STOP_REQ -> new EpmdRequest.Stop(stopName(in));
      default -> throw new IllegalArgumentException("opcode: " + opcode + " (expected: a request)");
    };
  }

  private static EpmdRequest alive(ByteBuf in) {
    // The server of OTP wants a byte of name at this point already.
    if (in.readableBytes() < ALIVE_FIXED_SIZE) {
      throw new IllegalArgumentException("ALIVE2_REQ: too short");
    }
    int port = in.readUnsignedShort();
    int type = in.readUnsignedByte();
    int protocol = in.readUnsignedByte();
    int high = in.readUnsignedShort();
    int low = in.readUnsignedShort();
    byte[] nameBytes = lengthAndBytes(in, "name", 2);
    byte[] extra = lengthAndBytes(in, "extra", 0);
    if (nameBytes.length == 0) {
      throw new IllegalArgumentException("ALIVE2_REQ: empty name");
    }
    if (contains(nameBytes, 0)) {
      throw new IllegalArgumentException("ALIVE2_REQ: NUL in the name");
    }
    var name = utf8(nameBytes);
    var problem = name == null ? "node name: not UTF-8" : NodeEntry.nameProblem(name);
    if (problem == null) {
      problem = NodeEntry.extraProblem(extra.length);
    }
    return name == null || problem != null
        ? new EpmdRequest.InvalidAlive(high, String.valueOf(problem))
        : new EpmdRequest.Alive(new NodeEntry(name, port, type, protocol, high, low, extra));
  }

  private static byte[] lengthAndBytes(ByteBuf in, String field, int reserve) {
    int size = in.readUnsignedShort();
    if (size + reserve > in.readableBytes()) {
      throw new IllegalArgumentException(
          "ALIVE2_REQ: " + field + " of " + size + " bytes in " + in.readableBytes());
    }
    return bytes(in, size);
  }

  private static String lookupName(ByteBuf in) {
    byte[] bytes = bytes(in, in.readableBytes());
    int size = bytes.length > 0 && bytes[bytes.length - 1] == 0 ? bytes.length - 1 : bytes.length;
    var name = utf8(Arrays.copyOf(bytes, size));
    var problem = name == null ? "node name: not UTF-8" : NodeEntry.nameProblem(name);
    if (name == null || problem != null) {
      throw new IllegalArgumentException("PORT_PLEASE2_REQ: " + problem);
    }
    return name;
  }

  /// A name that is not UTF-8 is the name of no node, so what replaces its bytes does not matter.
  private static String stopName(ByteBuf in) {
    if (!in.isReadable()) {
      throw new IllegalArgumentException("STOP_REQ: empty name");
    }
    int nul = in.bytesBefore((byte) 0);
    byte[] bytes = bytes(in, nul < 0 ? in.readableBytes() : nul);
    var name = utf8(bytes);
    return name == null ? "" : name;
  }

  private static byte[] bytes(ByteBuf in, int size) {
    byte[] bytes = new byte[size];
    in.readBytes(bytes);
    return bytes;
  }

  private static boolean contains(byte[] bytes, int wanted) {
    for (byte b : bytes) {
      if (b == wanted) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable String utf8(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }
}
