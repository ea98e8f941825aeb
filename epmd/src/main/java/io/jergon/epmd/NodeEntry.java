package io.jergon.epmd;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// What EPMD knows about one node: the short name, the TCP port where it listens, and the versions
/// of the distribution protocol that it speaks.
///
/// ```java
/// var entry = NodeEntry.hidden("jvm", 40123);   // the node jvm@thishost listens on port 40123
/// ```
///
/// The type, protocol and extra bytes are opaque to EPMD; it returns them as they were registered.
/// A name is the part before the `@`.
///
/// @param name 1 to 255 code points, at most 1020 bytes in UTF-8, no NUL
/// @param port TCP port, 0 to 65535
/// @param type 77 for a normal node, 72 for a hidden one, up to 255
/// @param protocol 0 for TCP over IPv4, up to 255
/// @param highVersion highest distribution version, 6 since OTP 23, up to 65535
/// @param lowVersion lowest distribution version, 5 for a node that also talks to OTP before 25
/// @param extra at most 1020 bytes, copied
/// @since 0.1
@SuppressWarnings("ArrayRecordComponent") // copied in, copied out, compared by content
public record NodeEntry(
    String name, int port, int type, int protocol, int highVersion, int lowVersion, byte[] extra) {

  /// The type of a node that other nodes see in `nodes()`; every BEAM node registers with it.
  public static final int NORMAL = 77; // 'M', ALIVE2_REQ

  /// The type of a hidden node, such as a C node.
  public static final int HIDDEN = 72; // 'H', ALIVE2_REQ

  /// The version of the handshake with NAME_MESSAGE_6 (OTP 23).
  private static final int VERSION_6 = 6;

  /// The version of the handshake before OTP 23.
  private static final int VERSION_5 = 5;

  private static final int MAX_NAME_CODE_POINTS = 255;
  private static final int MAX_EXTRA_BYTES = 1020;

  /// Checks every field and copies `extra`.
  ///
  /// @throws IllegalArgumentException if a field is out of its bounds
  public NodeEntry {
    var problem = nameProblem(name);
    if (problem == null) {
      problem = extraProblem(extra.length);
    }
    if (problem != null) {
      throw new IllegalArgumentException(problem);
    }
    checkRange("port", port, 0xFFFF);
    checkRange("type", type, 0xFF);
    checkRange("protocol", protocol, 0xFF);
    checkRange("highVersion", highVersion, 0xFFFF);
    checkRange("lowVersion", lowVersion, 0xFFFF);
    extra = extra.clone();
  }

  /// An ordinary TCP node of versions 5 and 6 and type [#NORMAL].
  public static NodeEntry normal(String name, int port) {
    return new NodeEntry(name, port, NORMAL, 0, VERSION_6, VERSION_5, new byte[0]);
  }

  /// An ordinary TCP node of versions 5 and 6 and type [#HIDDEN].
  public static NodeEntry hidden(String name, int port) {
    return new NodeEntry(name, port, HIDDEN, 0, VERSION_6, VERSION_5, new byte[0]);
  }

  /// Returns a copy of the extra bytes.
  @Override
  public byte[] extra() {
    return extra.clone();
  }

  /// Returns the highest distribution version that this node and a peer of the given versions both
  /// speak, or nothing if there is none.
  public OptionalInt commonVersion(int peerHigh, int peerLow) {
    int best = Math.min(highVersion, peerHigh);
    return best >= lowVersion && best >= peerLow ? OptionalInt.of(best) : OptionalInt.empty();
  }

  /// Says what makes `name` no name that a server accepts, or null if nothing does.
  static @Nullable String nameProblem(String name) {
    if (name.isEmpty()) {
      return "node name: empty (expected: 1 to 255 characters)";
    }
    if (name.indexOf('\0') >= 0) {
      return "node name: contains a NUL character";
    }
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
      return "node name: contains an unpaired surrogate";
    }
    int codePoints = name.codePointCount(0, name.length());
    if (codePoints > MAX_NAME_CODE_POINTS) {
      return "node name: " + codePoints + " characters (expected: 1 to 255)";
    }
    return null;
  }

  /// Says what makes `length` no length of extra bytes that a server accepts, or null.
  static @Nullable String extraProblem(int length) {
    return length > MAX_EXTRA_BYTES
        ? "extra: " + length + " bytes (expected: at most " + MAX_EXTRA_BYTES + ")"
        : null;
  }

  private static void checkRange(String field, int value, int max) {
    if (value < 0 || value > max) {
      throw new IllegalArgumentException(field + ": " + value + " (expected: 0 to " + max + ")");
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NodeEntry that
        && name.equals(that.name)
        && port == that.port
        && type == that.type
        && protocol == that.protocol
        && highVersion == that.highVersion
        && lowVersion == that.lowVersion
        && Arrays.equals(extra, that.extra);
  }

  @Override
  public int hashCode() {
    return 31 * name.hashCode() + port;
  }

  @Override
  public String toString() {
    return "NodeEntry[name=%s, port=%d, type=%d, protocol=%d, versions=%d..%d, extra=%s]"
        .formatted(
            name, port, type, protocol, lowVersion, highVersion, HexFormat.of().formatHex(extra));
  }
}
