package io.jergon.node.control;

import io.jergon.etf.IntegerTerm;
import io.jergon.etf.Pid;
import io.jergon.etf.Term;
import io.jergon.etf.TermOutput;
import java.math.BigInteger;

/// Links between processes of two nodes (erl_dist_protocol, "Link Protocol").
///
/// ```text
///   A: link(B)       LINK ------->          both are linked
///   A: unlink(B)     UNLINK_ID 7 ->         A ignores exits of B from now on
///                    <- UNLINK_ID_ACK 7     before anything else that B sends to A
/// ```
public sealed interface LinkMessage extends ControlMessage {
  /// The process that links or unlinks, on the sending node.
  Pid from();

  /// The process at the other end of the link, on the receiving node.
  Pid to();

  @Override
  default boolean hasPayload() {
    return false;
  }

  /// LINK, 1 `{1, From, To}`.
  record Link(Pid from, Pid to) implements LinkMessage {
    @Override
    public int operation() {
      return Operation.LINK;
    }

    @Override
    public void encode(TermOutput out) {
      ControlTuple.write(out, operation(), from, to);
    }
  }

  /// UNLINK, 4 `{4, From, To}`: how nodes before OTP 23.3 unlinked. Decoded so that the receiver
  /// can say what it got; a peer with UNLINK_ID never sends it.
  record Unlink(Pid from, Pid to) implements LinkMessage {
    @Override
    public int operation() {
      return Operation.UNLINK;
    }

    @Override
    public void encode(TermOutput out) {
      ControlTuple.write(out, operation(), from, to);
    }
  }

  /// UNLINK_ID, 35 `{35, Id, From, To}`. Flag UNLINK_ID, OTP 23.3.
  ///
  /// @param id from 1 to 2^64-1, as an unsigned number
  record UnlinkId(long id, Pid from, Pid to) implements LinkMessage {
    /// Checks the id.
    public UnlinkId {
      requireId(id);
    }

    @Override
    public int operation() {
      return Operation.UNLINK_ID;
    }

    @Override
    public void encode(TermOutput out) {
      ControlTuple.write(out, operation(), unsigned(id), from, to);
    }
  }

  /// UNLINK_ID_ACK, 36 `{36, Id, From, To}`: `from` acknowledges. Flag UNLINK_ID, OTP 23.3.
  ///
  /// @param id the id of the UNLINK_ID
  record UnlinkIdAck(long id, Pid from, Pid to) implements LinkMessage {
    /// Checks the id.
    public UnlinkIdAck {
      requireId(id);
    }

    @Override
    public int operation() {
      return Operation.UNLINK_ID_ACK;
    }

    @Override
    public void encode(TermOutput out) {
      ControlTuple.write(out, operation(), unsigned(id), from, to);
    }
  }

  private static void requireId(long id) {
    if (id == 0) {
      throw new IllegalArgumentException("unlink id: 0 (expected: 1 to 2^64-1)");
    }
  }

  private static Term unsigned(long id) {
    return id > 0 ? IntegerTerm.of(id) : IntegerTerm.of(new BigInteger(Long.toUnsignedString(id)));
  }
}
