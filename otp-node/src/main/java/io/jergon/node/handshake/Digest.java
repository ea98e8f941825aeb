package io.jergon.node.handshake;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// The proof that a node knows the cookie: `MD5(cookie ++ challenge)`, the challenge as the decimal
/// text of an unsigned 32-bit number (erl_dist_protocol, "Distribution Handshake").
///
/// ```java
/// Digest.of("secret", 1234567890).matches(received);
/// ```
///
/// The comparison takes the same time wherever the first difference is. MD5 is what the protocol
/// prescribes; use TLS where the network is not trusted. A cookie is Latin-1 text.
final class Digest {
  /// Bytes of a digest on the wire.
  static final int LENGTH = 16;

  private final byte[] bytes;

  private Digest(byte[] bytes) {
    this.bytes = bytes;
  }

  /// The digest of a cookie over a challenge (all 32 bits count, unsigned).
  static Digest of(String cookie, int challenge) {
    try {
      MessageDigest md5 = MessageDigest.getInstance("MD5");
      md5.update(cookie.getBytes(StandardCharsets.ISO_8859_1));
      md5.update(Integer.toUnsignedString(challenge).getBytes(StandardCharsets.US_ASCII));
      return new Digest(md5.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has MD5", e);
    }
  }

  /// Whether a peer's digest equals this one.
  boolean matches(byte[] other) {
    return MessageDigest.isEqual(bytes, other);
  }

  /// The 16 bytes for the wire.
  byte[] toByteArray() {
    return bytes.clone();
  }
}
