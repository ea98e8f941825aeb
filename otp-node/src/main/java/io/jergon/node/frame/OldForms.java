package io.jergon.node.frame;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.etf.TermForms;
import io.jergon.node.control.AltactMessage;
import io.jergon.node.control.ControlMessage;
import io.jergon.node.control.ExitMessage.Exit;
import io.jergon.node.control.ExitMessage.ExitWithReason;
import io.jergon.node.control.ExitMessage.LinkExit;
import io.jergon.node.control.ExitMessage.LinkExitWithReason;
import io.jergon.node.control.LinkMessage.Unlink;
import io.jergon.node.control.LinkMessage.UnlinkId;
import io.jergon.node.control.MonitorMessage;
import io.jergon.node.control.MonitorMessage.MonitorExit;
import io.jergon.node.control.MonitorMessage.MonitorExitWithReason;
import io.jergon.node.control.SendMessage.Send;
import io.jergon.node.control.SendMessage.SendAnonymously;
import io.jergon.node.control.SendMessage.SendToAlias;
import io.jergon.node.control.SendMessage.SendToName;
import io.jergon.node.control.SpawnMessage;
import io.jergon.node.frame.OutboundFrame.Addressed;
import io.jergon.node.handshake.DistributionFlag;
import io.jergon.node.handshake.Flags;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Turns today's control messages into what a peer without some flags understands, as Erlang does
/// for frames that it queued before it knew the peer.
///
/// ```text
///   peer lacks      SEND_SENDER     EXIT_PAYLOAD             ALIAS, DIST_MONITOR, SPAWN
///   22 -> 2, 23 -> 12               24 -> 3, 26 -> 8,        33, 19 to 21 and 28, 29 to 32:
///                                   28 -> 21 and so on       nothing is sent
///
///   peer lacks      ALTACT_SIG
///   37 to an alias  33; nothing, if it is an exit signal
///   37 to others    22, 26, 6
///
///   peer lacks      UNLINK_ID
///   35 -> 4         there is no acknowledgement then
/// ```
final class OldForms {
  private static final Atom INEXPRESSIBLE = Atom.of("inexpressible");

  private OldForms() {}

  /// The message for a peer with these flags, the same one if it understands it; null if it cannot
  /// be told.
  static @Nullable Addressed fitting(Addressed message, Flags flags) {
    Term payload = message.payload();
    return switch (message.control()) {
      case AltactMessage altact when !flags.has(DistributionFlag.ALTACT_SIG) ->
          withoutAltact(altact, payload, flags);
      case Send send when !flags.has(DistributionFlag.SEND_SENDER) ->
          new Addressed(new SendAnonymously(send.to(), send.token()), payload);
      case UnlinkId unlink when !flags.has(DistributionFlag.UNLINK_ID) ->
          new Addressed(new Unlink(unlink.from(), unlink.to()), null);
      case SendToAlias _ when !flags.has(DistributionFlag.ALIAS) -> null;
      case MonitorMessage _ when !flags.has(DistributionFlag.DIST_MONITOR) -> null;
      case SpawnMessage _ when !flags.has(DistributionFlag.SPAWN) -> null;
      case ControlMessage _ when !flags.has(DistributionFlag.EXIT_PAYLOAD) ->
          reasonInTuple(message);
      default -> message;
    };
  }

  /// A peer without priority has nobody who could have asked for it. Its aliases take messages, and
  /// no exit signals.
  private static @Nullable Addressed withoutAltact(
      AltactMessage altact, @Nullable Term payload, Flags flags) {
    Pid from = altact.from();
    Term token = altact.token();
    ControlMessage plain =
        switch (altact.to()) {
          case Ref alias -> altact.exit() ? null : new SendToAlias(from, alias, token);
          case Pid to -> altact.exit() ? new Exit(from, to, token) : new Send(from, to, token);
          case Atom name -> altact.exit() ? null : new SendToName(from, name, token);
          default -> null;
        };
    return plain == null ? null : fitting(new Addressed(plain, payload), flags);
  }

  private static Addressed reasonInTuple(Addressed message) {
    return switch (message.control()) {
      case LinkExit exit ->
          withoutPayload(
              new LinkExitWithReason(exit.from(), exit.to(), exit.token(), payload(message)));
      case Exit exit ->
          withoutPayload(
              new ExitWithReason(exit.from(), exit.to(), exit.token(), payload(message)));
      case MonitorExit exit ->
          withoutPayload(
              new MonitorExitWithReason(exit.from(), exit.to(), exit.ref(), payload(message)));
      default -> message;
    };
  }

  /// What terms a peer with these flags can have.
  static TermForms terms(Flags flags) {
    if (!flags.has(DistributionFlag.V4_NC)) {
      return TermForms.OTP_23;
    }
    return flags.has(DistributionFlag.NATIVE_RECORDS) ? TermForms.ALL : TermForms.WITHOUT_RECORDS;
  }

  /// What to say instead of an end whose reason the peer cannot have: it must be told of the end.
  /// Null for other messages.
  static @Nullable Addressed withoutReason(Addressed message) {
    return switch (message.control()) {
      case LinkExit _, Exit _, MonitorExit _ -> new Addressed(message.control(), INEXPRESSIBLE);
      case LinkExitWithReason e ->
          withoutPayload(new LinkExitWithReason(e.from(), e.to(), e.token(), INEXPRESSIBLE));
      case ExitWithReason e ->
          withoutPayload(new ExitWithReason(e.from(), e.to(), e.token(), INEXPRESSIBLE));
      case MonitorExitWithReason e ->
          withoutPayload(new MonitorExitWithReason(e.from(), e.to(), e.ref(), INEXPRESSIBLE));
      default -> null;
    };
  }

  private static Addressed withoutPayload(ControlMessage control) {
    return new Addressed(control, null);
  }

  private static Term payload(Addressed message) {
    return Objects.requireNonNull(message.payload());
  }
}
