package io.jergon.node.handshake;

/// One capability bit of the handshake. Each constant cites the OTP release that brought it; all
/// are listed in erl_dist_protocol, "Distribution Flags".
///
/// ```java
/// peerFlags.has(DistributionFlag.SPAWN);   // may we send SPAWN_REQUEST?
/// ```
///
/// Bits that are missing here are obsolete or internal to the Erlang emulator; they are never
/// offered and are ignored when a peer offers them.
public enum DistributionFlag {
  /// The node wants to be seen by all others: in `nodes()`, global, pg. Before R9.
  PUBLISHED(0),
  /// References of more than one word. R9; mandatory since R9.
  EXTENDED_REFERENCES(2),
  /// Monitors between nodes (control messages 19 to 21). Before R9.
  DIST_MONITOR(3),
  /// Funs have a tag of their own. R9; mandatory since 25.
  FUN_TAGS(4),
  /// Monitors of registered names. Before R9.
  DIST_MONITOR_NAME(5),
  /// NEW_FUN_EXT. R9; mandatory since 21.
  NEW_FUN_TAGS(7),
  /// Pids and ports of full width. R9; mandatory since R10.
  EXTENDED_PIDS_PORTS(8),
  /// EXPORT_EXT, `fun M:F/A`. R13; mandatory since 25.
  EXPORT_PTR_TAG(9),
  /// BIT_BINARY_EXT. R13; mandatory since 25.
  BIT_BINARIES(10),
  /// NEW_FLOAT_EXT. R14; mandatory since 25.
  NEW_FLOATS(11),
  /// I/O requests carry an encoding. R13.
  UNICODE_IO(12),
  /// Distribution header with the atom cache. R13.
  DIST_HDR_ATOM_CACHE(13),
  /// SMALL_ATOM_EXT. R14.
  SMALL_ATOM_TAGS(14),
  /// Atoms in UTF-8. R16; mandatory since 20.
  UTF8_ATOMS(16),
  /// MAP_EXT. 17; mandatory since 25.
  MAP_TAG(17),
  /// Creations of 32 bits. 19; mandatory since 23.
  BIG_CREATION(18),
  /// Sends name the sender (control messages 22 and 23). 21.
  SEND_SENDER(19),
  /// Any term as the label of a trace token. 21.
  BIG_SEQTRACE_LABELS(20),
  /// Exit reasons travel as payload (control messages 24 to 28). 22.
  EXIT_PAYLOAD(22),
  /// Large messages are cut into fragments. 22.
  FRAGMENTS(23),
  /// This handshake, version 6. 23; mandatory since 25.
  HANDSHAKE_23(24),
  /// Unlinking with ids (control messages 35 and 36). 23.3; mandatory since 26.
  UNLINK_ID(25),
  /// Stands for all flags that OTP 25 made mandatory. 25.
  MANDATORY_25_DIGEST(26),
  /// Spawn requests (control messages 29 to 32). 23.
  SPAWN(32),
  /// "I have no name: give me one." 23.
  NAME_ME(33),
  /// Pids and ports of 64 bits, references of 5 words. 24; mandatory since 26.
  V4_NC(34),
  /// Process aliases (control messages 33 and 34). 24.
  ALIAS(35),
  /// Alternative actions: priority and alias signals (control message 37). 28.
  ALTACT_SIG(37),
  /// RECORD_EXT. 29.
  NATIVE_RECORDS(38);

  private final int bit;

  DistributionFlag(int bit) {
    this.bit = bit;
  }

  /// The flag as a number with one bit set.
  public long mask() {
    return 1L << bit;
  }
}
