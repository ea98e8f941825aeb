package io.jergon.node.remote;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.node.DeadLetter.Cause;
import io.jergon.node.ProcessName;
import io.jergon.node.channel.Connection;
import io.jergon.node.control.AltactMessage;
import io.jergon.node.control.ControlMessage;
import io.jergon.node.control.SendMessage;
import io.jergon.node.handshake.DistributionFlag;
import io.jergon.node.process.DeadLetters;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/// Messages for nodes to which a connection is being made. When it comes up they are forgotten;
/// when it never does, each is a dead letter, for nobody has got it.
///
/// A sender puts its message in after it was queued, and looks at the connection then; the
/// connection's state changes before its event. So whichever comes last deals with the message, and
/// taking out the connection's list lets it be dealt with once.
///
/// Of one connection so many messages are remembered; of more than that only the bytes are told, by
/// the event of the failure.
final class EarlyMessages {
  private static final int MAX_PER_CONNECTION = 1_000;

  private record Early(ControlMessage message, Term payload) {}

  private final ConcurrentMap<Connection, List<Early>> waiting = new ConcurrentHashMap<>();

  /// A message was queued on a connection.
  void queued(Connection connection, ControlMessage message, Term payload, DeadLetters dead) {
    waiting.compute(
        connection,
        (key, list) -> {
          List<Early> early = list == null ? new ArrayList<>() : list;
          if (early.size() < MAX_PER_CONNECTION) {
            early.add(new Early(message, payload));
          }
          return early;
        });
    if (connection.neverCameUp()) {
      failed(connection, dead);
    } else if (!connection.isConnecting()) {
      up(connection, dead);
    }
  }

  /// The connection is up: what was queued is on its way, but for messages to aliases, if the peer
  /// knows none.
  void up(Connection connection, DeadLetters dead) {
    List<Early> sent = waiting.remove(connection);
    if (sent == null || connection.flags().has(DistributionFlag.ALIAS)) {
      return;
    }
    for (Early early : sent) {
      if (early.message() instanceof AltactMessage altact && altact.to() instanceof Ref) {
        report(connection.peerAtom(), early.message(), early.payload(), dead, Cause.INEXPRESSIBLE);
      }
    }
  }

  /// The connection never came up.
  void failed(Connection connection, DeadLetters dead) {
    List<Early> lost = waiting.remove(connection);
    if (lost != null) {
      Atom node = connection.peerAtom();
      lost.forEach(e -> report(node, e.message(), e.payload(), dead, Cause.NO_CONNECTION));
    }
  }

  /// Makes a message that a node cannot get a dead letter. Links, monitors and the like are none:
  /// whoever made them is told.
  static void report(
      Atom node, ControlMessage message, @Nullable Term payload, DeadLetters dead, Cause cause) {
    if (payload == null) {
      return;
    }
    switch (message) {
      case SendMessage.Send(Pid from, Pid to, _) -> dead.add(from, to, payload, cause);
      case SendMessage.SendToName(Pid from, Atom to, _) ->
          dead.add(from, new ProcessName(to, node), payload, cause);
      case SendMessage.SendToAlias(Pid from, Ref to, _) -> dead.add(from, to, payload, cause);
      case AltactMessage altact when !altact.exit() ->
          dead.add(altact.from(), altact.to(), payload, cause);
      case ControlMessage _ -> {}
    }
  }
}
