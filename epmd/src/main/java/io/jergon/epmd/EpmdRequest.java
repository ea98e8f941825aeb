package io.jergon.epmd;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/// A request to EPMD: a length, then an opcode, then a body (erl_dist_protocol: EPMD Protocol).
///
/// ```text
///   0        2        3
///  +--------+--------+---------------------+
///  | length | opcode | body (length-1 bytes) |
///  +--------+--------+---------------------+
/// ```
///
/// The length counts the opcode and the body, big-endian, 1 to 3057. A connection carries one
/// request. Strings are UTF-8. [RequestDecoder] reads these records, [#write(ByteBuf)] writes them.
sealed interface EpmdRequest {

  /// Opcode of [Alive].
  int ALIVE2_REQ = 120; // 'x'

  /// Opcode of [PortPlease].
  int PORT_PLEASE2_REQ = 122; // 'z'

  /// Opcode of [Names].
  int NAMES_REQ = 110; // 'n'

  /// Opcode of [Dump].
  int DUMP_REQ = 100; // 'd'

  /// Opcode of [Kill].
  int KILL_REQ = 107; // 'k'

  /// Opcode of [Stop].
  int STOP_REQ = 115; // 's'

  /// Registers a node for as long as the connection stays open.
  ///
  /// ```text
  ///   0     1      3      4          5      7     9      11     11+n   13+n    13+n+e
  ///  +-----+------+------+----------+------+-----+------+------+------+-------+
  ///  | 120 | port | type | protocol | high | low |  n   | name |  e   | extra |
  ///  +-----+------+------+----------+------+-----+------+------+------+-------+
  /// ```
  record Alive(NodeEntry entry) implements EpmdRequest {}

  /// An [Alive] whose name or extra no server accepts, though its frame is sound: it is answered
  /// with an error, not with a closed connection. Only ever read, never written.
  record InvalidAlive(int highVersion, String problem) implements EpmdRequest {}

  /// Asks where a node listens. One NUL after the name is tolerated.
  ///
  /// ```text
  ///   0     1
  ///  +-----+------+
  ///  | 122 | name |
  ///  +-----+------+
  /// ```
  record PortPlease(String name) implements EpmdRequest {}

  /// Asks for every name. The opcode alone.
  record Names() implements EpmdRequest {}

  /// Asks for every name, the forgotten ones too; for debugging. The opcode alone.
  record Dump() implements EpmdRequest {}

  /// Asks the server to end. The opcode alone.
  record Kill() implements EpmdRequest {}

  /// Takes a name from the node that registered it. What follows a NUL in the name is ignored.
  ///
  /// ```text
  ///   0     1
  ///  +-----+------+
  ///  | 115 | name |
  ///  +-----+------+
  /// ```
  record Stop(String name) implements EpmdRequest {}

  /// Appends this request with its length.
  default void write(ByteBuf out) {
    int start = out.writerIndex();
    out.writeShort(0);
    switch (this) {
      case Alive(var entry) -> {
        out.writeByte(ALIVE2_REQ);
        out.writeShort(entry.port());
        out.writeByte(entry.type());
        out.writeByte(entry.protocol());
        out.writeShort(entry.highVersion());
        out.writeShort(entry.lowVersion());
        EpmdReply.writeNameAndExtra(out, entry);
      }
      case InvalidAlive invalid -> throw new IllegalArgumentException(invalid.problem());
      case PortPlease(var name) -> writeName(out, PORT_PLEASE2_REQ, name);
      case Names() -> out.writeByte(NAMES_REQ);
      case Dump() -> out.writeByte(DUMP_REQ);
      case Kill() -> out.writeByte(KILL_REQ);
      case Stop(var name) -> writeName(out, STOP_REQ, name);
    }
    out.setShort(start, out.writerIndex() - start - 2);
  }

  private static void writeName(ByteBuf out, int opcode, String name) {
    out.writeByte(opcode);
    ByteBufUtil.writeUtf8(out, name);
  }
}
