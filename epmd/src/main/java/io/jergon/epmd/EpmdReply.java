package io.jergon.epmd;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;

/// A reply of EPMD (erl_dist_protocol: EPMD Protocol). Replies have no length: most end where the
/// server closes the connection. [#write(ByteBuf)] writes these records, [ReplyReader] reads those
/// that our client asks for.
sealed interface EpmdReply {

  /// First byte of an [Alive] with a creation of 32 bits.
  int ALIVE2_X_RESP = 118; // 'v', OTP 23

  /// First byte of an [Alive] with a creation of 16 bits.
  int ALIVE2_RESP = 121; // 'y'

  /// First byte of [PortFound] and [PortUnknown].
  int PORT2_RESP = 119; // 'w'

  /// The highest version that still gets [#ALIVE2_RESP].
  int LAST_SHORT_CREATION_VERSION = 5;

  /// What a refused registration carries as its creation.
  int NO_CREATION = 99;

  /// Answers [EpmdRequest.Alive]; the connection stays open. A result other than 0 is a refusal.
  ///
  /// ```text
  ///  asked with version 6 or more        asked with an older version
  ///   0     1        2          6         0     1        2          4
  ///  +-----+--------+----------+         +-----+--------+----------+
  ///  | 118 | result | creation |         | 121 | result | creation |
  ///  +-----+--------+----------+         +-----+--------+----------+
  /// ```
  record Alive(boolean longCreation, int result, int creation) implements EpmdReply {
    private static final int REFUSED = 1;

    static Alive granted(int highVersion, int creation) {
      return highVersion > LAST_SHORT_CREATION_VERSION
          ? new Alive(true, 0, creation)
          : new Alive(false, 0, Integer.remainderUnsigned(creation, 3) + 1);
    }

    static Alive refused(int highVersion) {
      return new Alive(highVersion > LAST_SHORT_CREATION_VERSION, REFUSED, NO_CREATION);
    }

    boolean isGranted() {
      return result == 0;
    }
  }

  /// The two answers to [EpmdRequest.PortPlease].
  sealed interface Port extends EpmdReply {}

  /// Answers [EpmdRequest.PortPlease] for a node that is registered.
  ///
  /// ```text
  ///   0     1   2      4      5          6      8     10    12     12+n   14+n    14+n+e
  ///  +-----+---+------+------+----------+------+-----+-----+------+------+-------+
  ///  | 119 | 0 | port | type | protocol | high | low |  n  | name |  e   | extra |
  ///  +-----+---+------+------+----------+------+-----+-----+------+------+-------+
  /// ```
  record PortFound(NodeEntry entry) implements Port {}

  /// Answers [EpmdRequest.PortPlease] for a name that nobody has.
  ///
  /// ```text
  ///   0     1
  ///  +-----+---+
  ///  | 119 | 1 |
  ///  +-----+---+
  /// ```
  record PortUnknown() implements Port {}

  /// Answers [EpmdRequest.Names] and [EpmdRequest.Dump]: the server's port, then text.
  ///
  /// ```text
  ///   0           4
  ///  +-----------+----------------------------------------+
  ///  | EPMD port | "name orders at port 40123\n" ...        |
  ///  +-----------+----------------------------------------+
  /// ```
  record Listing(int epmdPort, String text) implements EpmdReply {}

  /// Answers [EpmdRequest.Kill] and [EpmdRequest.Stop]: a word, as ASCII.
  record Word(String word) implements EpmdReply {
    static final Word KILLED = new Word("OK");
    static final Word NOT_KILLED = new Word("NO");
    static final Word STOPPED = new Word("STOPPED");

    /// Both words: the server of OTP forgets to stop after the first, and its clients read 7 bytes.
    static final Word NOT_STOPPED = new Word("NOEXISTSTOPPED");
  }

  /// Appends this reply.
  default void write(ByteBuf out) {
    switch (this) {
      case Alive(boolean longCreation, int result, int creation) -> {
        if (longCreation) {
          out.writeByte(ALIVE2_X_RESP);
          out.writeByte(result);
          out.writeInt(creation);
        } else {
          out.writeByte(ALIVE2_RESP);
          out.writeByte(result);
          out.writeShort(creation);
        }
      }
      case PortFound(var entry) -> {
        out.writeByte(PORT2_RESP);
        out.writeByte(0);
        out.writeShort(entry.port());
        out.writeByte(entry.type());
        out.writeByte(entry.protocol());
        out.writeShort(entry.highVersion());
        out.writeShort(entry.lowVersion());
        writeNameAndExtra(out, entry);
      }
      case PortUnknown() -> out.writeByte(PORT2_RESP).writeByte(1);
      case Listing(int epmdPort, var text) -> {
        out.writeInt(epmdPort);
        ByteBufUtil.writeUtf8(out, text);
      }
      case Word(var word) -> out.writeCharSequence(word, StandardCharsets.US_ASCII);
    }
  }

  /// Appends the last two fields of an ALIVE2_REQ and of a PORT2_RESP.
  static void writeNameAndExtra(ByteBuf out, NodeEntry entry) {
    byte[] name = entry.name().getBytes(StandardCharsets.UTF_8);
    out.writeShort(name.length);
    out.writeBytes(name);
    byte[] extra = entry.extra();
    out.writeShort(extra.length);
    out.writeBytes(extra);
  }
}
