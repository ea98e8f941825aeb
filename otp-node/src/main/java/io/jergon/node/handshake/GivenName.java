package io.jergon.node.handshake;

import io.jergon.node.name.NodeName;
import java.util.Locale;
import java.util.random.RandomGenerator;

/// A name that one node gives another, which started without (flag NAME_ME, OTP 23), and which of
/// its bearers this one is.
///
/// @param name `CUEUW63O6JI8@host`: 64 random bits in base 36, and the host that the peer is on
/// @param creation what the peer's pids carry; 4 and up
public record GivenName(NodeName name, int creation) {
  private static final int FIRST_CREATION = 4; // 0 is a wild card, 1 to 3 are of old nodes

  /// A name that nobody had before.
  ///
  /// @throws IllegalArgumentException if `host` is none
  public static GivenName fresh(String host, RandomGenerator random) {
    String live = Long.toUnsignedString(random.nextLong(), 36).toUpperCase(Locale.ROOT);
    return new GivenName(
        NodeName.of(live + "@" + host), random.nextInt(FIRST_CREATION, Integer.MAX_VALUE));
  }

  /// The same name for the next node.
  public GivenName next() {
    int next = creation + 1;
    return new GivenName(
        name, Integer.compareUnsigned(next, FIRST_CREATION) < 0 ? FIRST_CREATION : next);
  }
}
