package io.jergon.node.control;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.etf.Term;
import io.jergon.node.control.MonitorMessage.Demonitor;
import io.jergon.node.control.MonitorMessage.Monitor;
import io.jergon.node.control.MonitorMessage.MonitorExit;
import io.jergon.node.control.MonitorMessage.MonitorExitWithReason;
import io.jergon.node.control.SpawnMessage.SpawnReply;
import io.jergon.node.control.SpawnMessage.SpawnRequest;

/// Checks that a peer speaks for itself: links, monitors, spawns and their ends come from processes
/// of the node at the other end of the connection. Erlang closes the connection otherwise, and so
/// do we. Messages and `exit/2` only mention their sender; they are not checked.
///
/// The incarnation (creation) is not compared, as in Erlang.
public final class Origin {
  private Origin() {}

  /// Checks a message that came from `peer`.
  ///
  /// @throws ProtocolException if it speaks for a process of another node
  public static void check(ControlMessage message, Atom peer) {
    switch (message) {
      case SendMessage _, AltactMessage _, GroupLeaderMessage _ -> {}
      case ExitMessage exit -> {
        if (exit instanceof ExitMessage.LinkExit
            || exit instanceof ExitMessage.LinkExitWithReason) {
          requireNode(exit.from(), peer, message);
        }
      }
      case LinkMessage link -> requireNode(link.from(), peer, message);
      case Monitor monitor -> requireNode(monitor.from(), peer, message);
      case Demonitor demonitor -> requireNode(demonitor.from(), peer, message);
      case MonitorExit exit -> requireNode(exit.from(), peer, message);
      case MonitorExitWithReason exit -> requireNode(exit.from(), peer, message);
      case SpawnRequest request -> {
        requireNode(request.from(), peer, message);
        if (!request.requestId().node().equals(peer)) {
          throw foreign("the request", request.requestId(), peer, message);
        }
      }
      case SpawnReply reply -> requireNode(reply.result(), peer, message);
    }
  }

  /// A registered name has no node, it is always the peer's.
  private static void requireNode(Term process, Atom peer, ControlMessage message) {
    if (process instanceof Pid pid && !pid.node().equals(peer)) {
      throw foreign("the sender", pid, peer, message);
    }
  }

  private static ProtocolException foreign(
      String what, Term process, Atom peer, ControlMessage message) {
    return new ProtocolException(
        "control message %d: %s %s is not of %s"
            .formatted(message.operation(), what, process, peer));
  }
}
