package io.jergon.node.handshake;

import static io.jergon.node.handshake.DistributionFlag.ALIAS;
import static io.jergon.node.handshake.DistributionFlag.ALTACT_SIG;
import static io.jergon.node.handshake.DistributionFlag.BIG_CREATION;
import static io.jergon.node.handshake.DistributionFlag.BIG_SEQTRACE_LABELS;
import static io.jergon.node.handshake.DistributionFlag.BIT_BINARIES;
import static io.jergon.node.handshake.DistributionFlag.DIST_HDR_ATOM_CACHE;
import static io.jergon.node.handshake.DistributionFlag.DIST_MONITOR;
import static io.jergon.node.handshake.DistributionFlag.DIST_MONITOR_NAME;
import static io.jergon.node.handshake.DistributionFlag.EXIT_PAYLOAD;
import static io.jergon.node.handshake.DistributionFlag.EXPORT_PTR_TAG;
import static io.jergon.node.handshake.DistributionFlag.EXTENDED_PIDS_PORTS;
import static io.jergon.node.handshake.DistributionFlag.EXTENDED_REFERENCES;
import static io.jergon.node.handshake.DistributionFlag.FRAGMENTS;
import static io.jergon.node.handshake.DistributionFlag.FUN_TAGS;
import static io.jergon.node.handshake.DistributionFlag.HANDSHAKE_23;
import static io.jergon.node.handshake.DistributionFlag.MANDATORY_25_DIGEST;
import static io.jergon.node.handshake.DistributionFlag.MAP_TAG;
import static io.jergon.node.handshake.DistributionFlag.NATIVE_RECORDS;
import static io.jergon.node.handshake.DistributionFlag.NEW_FLOATS;
import static io.jergon.node.handshake.DistributionFlag.NEW_FUN_TAGS;
import static io.jergon.node.handshake.DistributionFlag.PUBLISHED;
import static io.jergon.node.handshake.DistributionFlag.SEND_SENDER;
import static io.jergon.node.handshake.DistributionFlag.SMALL_ATOM_TAGS;
import static io.jergon.node.handshake.DistributionFlag.SPAWN;
import static io.jergon.node.handshake.DistributionFlag.UNICODE_IO;
import static io.jergon.node.handshake.DistributionFlag.UNLINK_ID;
import static io.jergon.node.handshake.DistributionFlag.UTF8_ATOMS;
import static io.jergon.node.handshake.DistributionFlag.V4_NC;

import java.util.ArrayList;
import java.util.List;

/// A set of distribution flags, as the 64 bits of the handshake.
///
/// ```java
/// Flags chosen = Flags.BRING_UP.chosenWith(peerOffer);
/// List<DistributionFlag> missing = peerOffer.missing(Flags.MANDATORY_26);   // [V4_NC, UNLINK_ID]
/// ```
///
/// Immutable. Bits without a [DistributionFlag] are kept but mean nothing here.
///
/// @param bits the flags of erl_dist_protocol, "Distribution Flags"
public record Flags(long bits) {
  /// No flag.
  public static final Flags NONE = new Flags(0);

  /// What this node wants of every peer: `0x070F94`, all that terms and control messages cannot do
  /// without. OTP 22 and later have it; OTP 23 itself wants no more than `0x050184` of it.
  public static final Flags LEAST =
      of(
          EXTENDED_REFERENCES,
          FUN_TAGS,
          NEW_FUN_TAGS,
          EXTENDED_PIDS_PORTS,
          EXPORT_PTR_TAG,
          BIT_BINARIES,
          NEW_FLOATS,
          UTF8_ATOMS,
          MAP_TAG,
          BIG_CREATION);

  /// What OTP 25 wants of every peer: `0x01070F94`.
  public static final Flags MANDATORY_25 = LEAST.with(HANDSHAKE_23);

  /// What OTP 26 and later want of every peer: `0x4_03070F94`.
  public static final Flags MANDATORY_26 = MANDATORY_25.with(UNLINK_ID, V4_NC);

  /// What a node of OTP 25 can do, without the atom cache and fragments: frames are passed through.
  /// `0xD_075F5FBC`.
  public static final Flags BRING_UP =
      MANDATORY_26.with(
          MANDATORY_25_DIGEST,
          DIST_MONITOR,
          DIST_MONITOR_NAME,
          UNICODE_IO,
          SMALL_ATOM_TAGS,
          SEND_SENDER,
          BIG_SEQTRACE_LABELS,
          EXIT_PAYLOAD,
          SPAWN,
          ALIAS);

  /// What this node offers, all that OTP 29 does: `0x6D_07DF7FBC`; hidden, see
  /// [#published(boolean)].
  public static final Flags OFFER =
      BRING_UP.with(DIST_HDR_ATOM_CACHE, FRAGMENTS, ALTACT_SIG, NATIVE_RECORDS);

  /// The set of these flags.
  public static Flags of(DistributionFlag... flags) {
    return NONE.with(flags);
  }

  /// This set and these flags.
  public Flags with(DistributionFlag... flags) {
    long sum = bits;
    for (DistributionFlag flag : flags) {
      sum |= flag.mask();
    }
    return new Flags(sum);
  }

  /// This set without these flags.
  public Flags without(DistributionFlag... flags) {
    return new Flags(bits & ~of(flags).bits);
  }

  /// This set, offering to be visible to all nodes, or not (hidden).
  public Flags published(boolean visible) {
    return visible ? with(PUBLISHED) : without(PUBLISHED);
  }

  /// Whether the flag is set.
  public boolean has(DistributionFlag flag) {
    return (bits & flag.mask()) != 0;
  }

  /// What both sides can do: the flags of the connection.
  public Flags chosenWith(Flags peer) {
    return new Flags(expanded().bits & peer.expanded().bits);
  }

  /// The flags of `required` that this set lacks, in the order of their bits; empty if none.
  /// [DistributionFlag#MANDATORY_25_DIGEST] stands for all of [#MANDATORY_25].
  public List<DistributionFlag> missing(Flags required) {
    long lacking = required.bits & ~expanded().bits;
    List<DistributionFlag> names = new ArrayList<>();
    for (DistributionFlag flag : DistributionFlag.values()) {
      if ((lacking & flag.mask()) != 0) {
        names.add(flag);
      }
    }
    return List.copyOf(names);
  }

  /// The bits with the digest flag spelled out.
  Flags expanded() {
    return has(MANDATORY_25_DIGEST) ? new Flags(bits | MANDATORY_25.bits) : this;
  }

  /// The lower half, all that the old opening message has room for.
  Flags low() {
    return new Flags(bits & 0xffff_ffffL);
  }

  /// The bits in hexadecimal, `0xD075F5FBC`.
  @Override
  public String toString() {
    return "0x" + Long.toHexString(bits).toUpperCase(java.util.Locale.ROOT);
  }
}
