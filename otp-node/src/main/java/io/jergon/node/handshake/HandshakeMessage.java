package io.jergon.node.handshake;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The messages of the handshake (erl_dist_protocol, "Distribution Handshake"), A dials B:
///
/// ```text
///   A                                                  B
///   | -- SendName 'N' (or SendOldName 'n') ----------> |
///   | <-------------------------------- Status 's' --- |
///   | <----- Challenge 'N' (or OldChallenge 'n') ----- |
///   | -- Complement 'c' (only between 'n' and 'N') --> |
///   | -- ChallengeReply 'r' -------------------------> |
///   | <-------------------------- ChallengeAck 'a' --- |
/// ```
///
/// Each is preceded by its length: 16 bits over TCP, 32 bits over TLS; the diagrams leave that out.
/// Numbers are big-endian, names are Latin-1. `decode` throws [HandshakeException] with what was
/// found and expected.
sealed interface HandshakeMessage {
  /// The message without its length.
  byte[] encode();

  /// How A introduces itself since OTP 23. Bytes after the name are ignored.
  ///
  /// ```text
  /// +-----+-----------+--------------+----------+------------+
  /// | 'N' | flags: 64 | creation: 32 | nlen: 16 | name: nlen |
  /// +-----+-----------+--------------+----------+------------+
  /// ```
  record SendName(Flags flags, int creation, String name) implements HandshakeMessage {
    static SendName decode(byte[] message) {
      ByteBuffer in = Fields.start(message, 'N', 14, "name");
      Flags flags = new Flags(in.getLong());
      int creation = in.getInt();
      return new SendName(flags, creation, Fields.name(in, "name"));
    }

    @Override
    public byte[] encode() {
      byte[] text = Fields.latin1(name);
      return ByteBuffer.allocate(15 + text.length)
          .put((byte) 'N')
          .putLong(flags.bits())
          .putInt(creation)
          .putShort((short) text.length)
          .put(text)
          .array();
    }
  }

  /// How A introduces itself to an old node, or when it does not know how old: version 5 with the
  /// flag HANDSHAKE_23. The upper flags follow in [Complement].
  ///
  /// ```text
  /// +-----+----------------+-----------+----------------+
  /// | 'n' | version: 16 =5 | flags: 32 | name: the rest |
  /// +-----+----------------+-----------+----------------+
  /// ```
  record SendOldName(Flags flags, String name) implements HandshakeMessage {
    static final int VERSION = 5;

    static SendOldName decode(byte[] message) {
      ByteBuffer in = Fields.start(message, 'n', 6, "old name");
      int version = Short.toUnsignedInt(in.getShort());
      if (version != VERSION) {
        throw new HandshakeException(
            "old name message of version " + version + " (expected: " + VERSION + ")");
      }
      Flags flags = new Flags(Integer.toUnsignedLong(in.getInt()));
      return new SendOldName(flags, Fields.text(in, in.remaining()));
    }

    @Override
    public byte[] encode() {
      byte[] text = Fields.latin1(name);
      return ByteBuffer.allocate(7 + text.length)
          .put((byte) 'n')
          .putShort((short) VERSION)
          .putInt((int) flags.bits())
          .put(text)
          .array();
    }
  }

  /// B's first word: may A go on? Also A's answer to `alive`.
  ///
  /// ```text
  /// +-----+----------------+
  /// | 's' | text: the rest |      ok, ok_simultaneous, nok, not_allowed, alive; true, false
  /// +-----+----------------+
  /// ```
  record Status(String text) implements HandshakeMessage {
    static Status decode(byte[] message) {
      ByteBuffer in = Fields.start(message, 's', 0, "status");
      return new Status(Fields.text(in, in.remaining()));
    }

    @Override
    public byte[] encode() {
      return Fields.latin1("s" + text);
    }
  }

  /// B's first word to a node that asked for a name (flag NAME_ME, OTP 23).
  ///
  /// ```text
  /// +-----+----------+----------+------------+--------------+
  /// | 's' | "named:" | nlen: 16 | name: nlen | creation: 32 |
  /// +-----+----------+----------+------------+--------------+
  /// ```
  record Named(String name, int creation) implements HandshakeMessage {
    static final String PREFIX = "named:";

    static Named decode(byte[] message) {
      ByteBuffer in = Fields.start(message, 's', PREFIX.length() + 2, "named status");
      String prefix = Fields.text(in, PREFIX.length());
      if (!prefix.equals(PREFIX)) {
        throw new HandshakeException("status \"" + prefix + "\" (expected: \"" + PREFIX + "\")");
      }
      String name = Fields.name(in, "named status");
      if (in.remaining() < 4) {
        throw new HandshakeException("named status without its creation");
      }
      return new Named(name, in.getInt());
    }

    @Override
    public byte[] encode() {
      byte[] text = Fields.latin1(name);
      return ByteBuffer.allocate(13 + text.length)
          .put(Fields.latin1("s" + PREFIX))
          .putShort((short) text.length)
          .put(text)
          .putInt(creation)
          .array();
    }
  }

  /// B introduces itself and asks for the proof. Bytes after the name are ignored.
  ///
  /// ```text
  /// +-----+-----------+---------------+--------------+----------+------------+
  /// | 'N' | flags: 64 | challenge: 32 | creation: 32 | nlen: 16 | name: nlen |
  /// +-----+-----------+---------------+--------------+----------+------------+
  /// ```
  record Challenge(Flags flags, int challenge, int creation, String name)
      implements HandshakeMessage {
    static Challenge decode(byte[] message) {
      ByteBuffer in = Fields.start(message, 'N', 18, "challenge");
      Flags flags = new Flags(in.getLong());
      int challenge = in.getInt();
      int creation = in.getInt();
      return new Challenge(flags, challenge, creation, Fields.name(in, "challenge"));
    }

    @Override
    public byte[] encode() {
      byte[] text = Fields.latin1(name);
      return ByteBuffer.allocate(19 + text.length)
          .put((byte) 'N')
          .putLong(flags.bits())
          .putInt(challenge)
          .putInt(creation)
          .putShort((short) text.length)
          .put(text)
          .array();
    }
  }

  /// As [Challenge], from or to a node before OTP 23. It does not say its creation.
  ///
  /// ```text
  /// +-----+----------------+-----------+---------------+----------------+
  /// | 'n' | version: 16 =5 | flags: 32 | challenge: 32 | name: the rest |
  /// +-----+----------------+-----------+---------------+----------------+
  /// ```
  record OldChallenge(Flags flags, int challenge, String name) implements HandshakeMessage {
    static OldChallenge decode(byte[] message) {
      ByteBuffer in = Fields.start(message, 'n', 10, "old challenge");
      int version = Short.toUnsignedInt(in.getShort());
      if (version != SendOldName.VERSION) {
        throw new HandshakeException(
            "old challenge of version " + version + " (expected: " + SendOldName.VERSION + ")");
      }
      Flags flags = new Flags(Integer.toUnsignedLong(in.getInt()));
      int challenge = in.getInt();
      return new OldChallenge(flags, challenge, Fields.text(in, in.remaining()));
    }

    @Override
    public byte[] encode() {
      byte[] text = Fields.latin1(name);
      return ByteBuffer.allocate(11 + text.length)
          .put((byte) 'n')
          .putShort((short) SendOldName.VERSION)
          .putInt((int) flags.bits())
          .putInt(challenge)
          .put(text)
          .array();
    }
  }

  /// What [SendOldName] had no room for; sent by A when B's challenge shows that B knows better.
  ///
  /// ```text
  /// +-----+----------------+--------------+
  /// | 'c' | flags high: 32 | creation: 32 |
  /// +-----+----------------+--------------+
  /// ```
  record Complement(int highFlags, int creation) implements HandshakeMessage {
    static Complement decode(byte[] message) {
      ByteBuffer in = Fields.start(message, 'c', 8, "complement");
      int highFlags = in.getInt();
      return new Complement(highFlags, in.getInt());
    }

    @Override
    public byte[] encode() {
      return ByteBuffer.allocate(9).put((byte) 'c').putInt(highFlags).putInt(creation).array();
    }
  }

  /// A's proof over B's challenge, and A's own challenge.
  ///
  /// ```text
  /// +-----+---------------+------------+
  /// | 'r' | challenge: 32 | digest: 16 |      digest: 16 bytes
  /// +-----+---------------+------------+
  /// ```
  record ChallengeReply(int challenge, byte[] digest) implements HandshakeMessage {
    static ChallengeReply decode(byte[] message) {
      ByteBuffer in = Fields.start(message, 'r', 4 + Digest.LENGTH, "challenge reply");
      int challenge = in.getInt();
      return new ChallengeReply(challenge, Fields.digest(in));
    }

    @Override
    public byte[] encode() {
      return ByteBuffer.allocate(5 + Digest.LENGTH)
          .put((byte) 'r')
          .putInt(challenge)
          .put(digest)
          .array();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof ChallengeReply that
          && challenge == that.challenge
          && Arrays.equals(digest, that.digest);
    }

    @Override
    public int hashCode() {
      return 31 * challenge + Arrays.hashCode(digest);
    }
  }

  /// B's proof over A's challenge. After it both speak in frames.
  ///
  /// ```text
  /// +-----+------------+
  /// | 'a' | digest: 16 |      digest: 16 bytes
  /// +-----+------------+
  /// ```
  record ChallengeAck(byte[] digest) implements HandshakeMessage {
    static ChallengeAck decode(byte[] message) {
      return new ChallengeAck(
          Fields.digest(Fields.start(message, 'a', Digest.LENGTH, "challenge acknowledgement")));
    }

    @Override
    public byte[] encode() {
      return ByteBuffer.allocate(1 + Digest.LENGTH).put((byte) 'a').put(digest).array();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof ChallengeAck that && Arrays.equals(digest, that.digest);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(digest);
    }
  }

  /// Reading of the parts that the messages share.
  final class Fields {
    private Fields() {}

    /// A cursor behind the tag, with at least `minimum` bytes to come.
    static ByteBuffer start(byte[] message, char tag, int minimum, String what) {
      if (message.length == 0) {
        throw new HandshakeException("empty message (expected: " + what + " '" + tag + "')");
      }
      if (message[0] != tag) {
        throw new HandshakeException(
            "message with tag %d (expected: %s '%c')".formatted(message[0] & 0xff, what, tag));
      }
      if (message.length < minimum + 1) {
        throw new HandshakeException(
            "%s of %d bytes (expected: at least %d)".formatted(what, message.length, minimum + 1));
      }
      return ByteBuffer.wrap(message, 1, message.length - 1);
    }

    static String name(ByteBuffer in, String what) {
      int length = Short.toUnsignedInt(in.getShort());
      if (length > in.remaining()) {
        throw new HandshakeException(
            "%s announces %d bytes of node name, %d follow"
                .formatted(what, length, in.remaining()));
      }
      return text(in, length);
    }

    static String text(ByteBuffer in, int length) {
      byte[] bytes = new byte[length];
      in.get(bytes);
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    static byte[] digest(ByteBuffer in) {
      byte[] bytes = new byte[Digest.LENGTH];
      in.get(bytes);
      return bytes;
    }

    /// A peer's text for a log line: quoted, short, without control characters.
    static String shown(String text) {
      String start = text.length() > 64 ? text.substring(0, 64) + "..." : text;
      return '"' + start.replaceAll("[\\p{Cntrl}\\x80-\\x9f]", "?") + '"';
    }

    static byte[] latin1(String text) {
      return text.getBytes(StandardCharsets.ISO_8859_1);
    }
  }
}
