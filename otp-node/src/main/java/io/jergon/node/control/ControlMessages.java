package io.jergon.node.control;

import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import io.jergon.node.control.ExitMessage.Exit;
import io.jergon.node.control.ExitMessage.ExitWithReason;
import io.jergon.node.control.ExitMessage.LinkExit;
import io.jergon.node.control.ExitMessage.LinkExitWithReason;
import io.jergon.node.control.LinkMessage.Link;
import io.jergon.node.control.LinkMessage.Unlink;
import io.jergon.node.control.LinkMessage.UnlinkId;
import io.jergon.node.control.LinkMessage.UnlinkIdAck;
import io.jergon.node.control.MonitorMessage.Demonitor;
import io.jergon.node.control.MonitorMessage.Monitor;
import io.jergon.node.control.MonitorMessage.MonitorExit;
import io.jergon.node.control.MonitorMessage.MonitorExitWithReason;
import io.jergon.node.control.SendMessage.Send;
import io.jergon.node.control.SendMessage.SendAnonymously;
import io.jergon.node.control.SendMessage.SendToAlias;
import io.jergon.node.control.SendMessage.SendToName;
import io.jergon.node.control.SpawnMessage.SpawnReply;
import io.jergon.node.control.SpawnMessage.SpawnRequest;

/// Reads control messages from terms.
///
/// ```java
/// ControlMessage message = ControlMessages.decode(TermDecoder.DEFAULT.decode(input));
/// ```
///
/// Total: any term gives a message or a [ProtocolException] that says what is wrong with it.
/// Whether the pids in it are whose they have to be is for [Origin] and the receiver.
public final class ControlMessages {
  private ControlMessages() {}

  /// Reads one message.
  ///
  /// @throws ProtocolException if the term is no control message that a peer may send us
  public static ControlMessage decode(Term term) {
    if (!(term instanceof Tuple tuple) || tuple.arity() == 0) {
      throw new ProtocolException(
          "control message " + ControlFields.shown(term) + " (expected: a tuple)");
    }
    ControlFields in = new ControlFields(tuple);
    return switch (in.operation()) {
      case Operation.LINK -> {
        in.arity("LINK", 3);
        yield new Link(in.pid(1), in.pid(2));
      }
      case Operation.SEND -> {
        in.arity("SEND", 3);
        yield new SendAnonymously(in.pid(2), null);
      }
      case Operation.SEND_TT -> {
        in.arity("SEND_TT", 4);
        yield new SendAnonymously(in.pid(2), in.term(3));
      }
      case Operation.EXIT -> {
        in.arity("EXIT", 4);
        yield new LinkExitWithReason(in.pid(1), in.pid(2), null, in.term(3));
      }
      case Operation.EXIT_TT -> {
        in.arity("EXIT_TT", 5);
        yield new LinkExitWithReason(in.pid(1), in.pid(2), in.term(3), in.term(4));
      }
      case Operation.UNLINK -> {
        in.arity("UNLINK", 3);
        yield new Unlink(in.pid(1), in.pid(2));
      }
      case Operation.REG_SEND -> {
        in.arity("REG_SEND", 4);
        yield new SendToName(in.pid(1), in.atom(3), null);
      }
      case Operation.REG_SEND_TT -> {
        in.arity("REG_SEND_TT", 5);
        yield new SendToName(in.pid(1), in.atom(3), in.term(4));
      }
      case Operation.GROUP_LEADER -> {
        in.arity("GROUP_LEADER", 3);
        yield new GroupLeaderMessage(in.pid(1), in.pid(2));
      }
      case Operation.EXIT2 -> {
        in.arity("EXIT2", 4);
        yield new ExitWithReason(in.pid(1), in.pid(2), null, in.term(3));
      }
      case Operation.EXIT2_TT -> {
        in.arity("EXIT2_TT", 5);
        yield new ExitWithReason(in.pid(1), in.pid(2), in.term(3), in.term(4));
      }
      case Operation.MONITOR_P -> {
        in.arity("MONITOR_P", 4);
        yield new Monitor(in.pid(1), in.pidOrAtom(2), in.ref(3));
      }
      case Operation.DEMONITOR_P -> {
        in.arity("DEMONITOR_P", 4);
        yield new Demonitor(in.pid(1), in.pidOrAtom(2), in.ref(3));
      }
      case Operation.MONITOR_P_EXIT -> {
        in.arity("MONITOR_P_EXIT", 5);
        yield new MonitorExitWithReason(in.pidOrAtom(1), in.pid(2), in.ref(3), in.term(4));
      }
      case Operation.SEND_SENDER -> {
        in.arity("SEND_SENDER", 3);
        yield new Send(in.pid(1), in.pid(2), null);
      }
      case Operation.SEND_SENDER_TT -> {
        in.arity("SEND_SENDER_TT", 4);
        yield new Send(in.pid(1), in.pid(2), in.term(3));
      }
      case Operation.PAYLOAD_EXIT -> {
        in.arity("PAYLOAD_EXIT", 3);
        yield new LinkExit(in.pid(1), in.pid(2), null);
      }
      case Operation.PAYLOAD_EXIT_TT -> {
        in.arity("PAYLOAD_EXIT_TT", 4);
        yield new LinkExit(in.pid(1), in.pid(2), in.term(3));
      }
      case Operation.PAYLOAD_EXIT2 -> {
        in.arity("PAYLOAD_EXIT2", 3);
        yield new Exit(in.pid(1), in.pid(2), null);
      }
      case Operation.PAYLOAD_EXIT2_TT -> {
        in.arity("PAYLOAD_EXIT2_TT", 4);
        yield new Exit(in.pid(1), in.pid(2), in.term(3));
      }
      case Operation.PAYLOAD_MONITOR_P_EXIT -> {
        in.arity("PAYLOAD_MONITOR_P_EXIT", 4);
        yield new MonitorExit(in.pidOrAtom(1), in.pid(2), in.ref(3));
      }
      case Operation.SPAWN_REQUEST -> {
        in.arity("SPAWN_REQUEST", 6);
        yield spawnRequest(in, false);
      }
      case Operation.SPAWN_REQUEST_TT -> {
        in.arity("SPAWN_REQUEST_TT", 7);
        yield spawnRequest(in, true);
      }
      case Operation.SPAWN_REPLY -> {
        in.arity("SPAWN_REPLY", 5);
        yield new SpawnReply(in.ref(1), in.pid(2), in.small(3), in.pidOrAtom(4), null);
      }
      case Operation.SPAWN_REPLY_TT -> {
        in.arity("SPAWN_REPLY_TT", 6);
        yield new SpawnReply(in.ref(1), in.pid(2), in.small(3), in.pidOrAtom(4), in.term(5));
      }
      case Operation.ALIAS_SEND -> {
        in.arity("ALIAS_SEND", 3);
        yield new SendToAlias(in.pid(1), in.ref(2), null);
      }
      case Operation.ALIAS_SEND_TT -> {
        in.arity("ALIAS_SEND_TT", 4);
        yield new SendToAlias(in.pid(1), in.ref(2), in.term(3));
      }
      case Operation.UNLINK_ID -> {
        in.arity("UNLINK_ID", 4);
        yield new UnlinkId(in.unlinkId(1), in.pid(2), in.pid(3));
      }
      case Operation.UNLINK_ID_ACK -> {
        in.arity("UNLINK_ID_ACK", 4);
        yield new UnlinkIdAck(in.unlinkId(1), in.pid(2), in.pid(3));
      }
      case Operation.ALTACT_SIG_SEND -> altact(in);
      default ->
          throw new ProtocolException(
              "control message with the unknown operation " + in.operation());
    };
  }

  private static AltactMessage altact(ControlFields in) {
    in.arityFrom("ALTACT_SIG_SEND", 4);
    int flags = in.flags(1);
    boolean exit = (flags & AltactMessage.EXIT) != 0;
    boolean priority = (flags & AltactMessage.PRIORITY) != 0;
    Term to =
        switch (flags & (AltactMessage.ALIAS | AltactMessage.NAME)) {
          case 0 -> in.pid(3);
          case AltactMessage.ALIAS -> in.ref(3);
          case AltactMessage.NAME -> in.atom(3);
          default -> throw in.wrong(1, "flags of an alias or of a name");
        };
    if ((flags & AltactMessage.TOKEN) == 0) {
      return new AltactMessage(exit, priority, in.pid(2), to, null);
    }
    in.arityFrom("ALTACT_SIG_SEND with a token", 5);
    return new AltactMessage(exit, priority, in.pid(2), to, in.term(4));
  }

  private static SpawnRequest spawnRequest(ControlFields in, boolean token) {
    ControlFields start = in.tuple(4, 3);
    return new SpawnRequest(
        in.ref(1),
        in.pid(2),
        in.pid(3),
        start.atom(0),
        start.atom(1),
        start.small(2),
        in.term(5),
        token ? in.term(6) : null);
  }
}
