package io.jergon.node.remote;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import io.jergon.node.DeadLetter.Cause;
import io.jergon.node.ProcessName;
import io.jergon.node.call.ReplyTag;
import io.jergon.node.channel.Connection;
import io.jergon.node.channel.DistributionEvents;
import io.jergon.node.control.AltactMessage;
import io.jergon.node.control.ControlMessage;
import io.jergon.node.control.ExitMessage;
import io.jergon.node.control.GroupLeaderMessage;
import io.jergon.node.control.LinkMessage;
import io.jergon.node.control.MonitorMessage;
import io.jergon.node.control.ProtocolException;
import io.jergon.node.control.SendMessage;
import io.jergon.node.control.SpawnMessage;
import io.jergon.node.handshake.DistributionFlag;
import io.jergon.node.handshake.HandshakeFailure;
import io.jergon.node.kernel.Functions;
import io.jergon.node.kernel.SpawnRequester;
import io.jergon.node.name.NodeName;
import io.jergon.node.process.LocalNode;
import io.jergon.node.process.LocalProcess;
import io.jergon.node.trace.TraceToken;
import io.jergon.node.trace.Traced;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Control messages from other nodes, as signals to processes of this one.
///
/// Everything here runs on the connection's event loop, in the order of arrival, and never waits.
/// What a peer may get wrong is decided as BEAM nodes do (see the table in `docs/protocol.md`): a
/// message for nobody is dropped, a link or monitor of nobody is answered with `noproc`, a breach
/// of the protocol is a [ProtocolException], which closes the connection.
final class InboundSignals implements DistributionEvents {
  private static final Atom NOTSUP = Atom.of("notsup");

  private final LocalNode local;
  private final Peers peers;
  private final NodeMonitors nodeMonitors;
  private final SpawnServer spawns;

  InboundSignals(LocalNode local, Peers peers, NodeMonitors nodeMonitors, Functions functions) {
    this.local = local;
    this.peers = peers;
    this.nodeMonitors = nodeMonitors;
    this.spawns = new SpawnServer(local, peers, functions);
  }

  @Override
  public void nodeUp(Connection connection) {
    nodeMonitors.up(connection);
    Peer peer = peers.find(connection.peerAtom());
    if (peer != null && !connection.flags().has(DistributionFlag.SPAWN)) {
      peer.spawnRequests().forEach(request -> notsup(peer, request));
    }
  }

  /// A peer before OTP 23 is asked for processes in vain.
  private static void notsup(Peer peer, Ref request) {
    Peer.Monitor pending = peer.removeMonitor(request);
    if (pending != null && pending.watcher() instanceof SpawnRequester requester) {
      requester.refused(NOTSUP);
    }
  }

  /// A message could not be told to the peer, for a term in it that its release does not have. What
  /// it would have made ends as if the node were out of reach.
  void untold(Atom node, ControlMessage message) {
    switch (message) {
      case LinkMessage.Link(Pid from, Pid to) -> {
        removeLink(from, to);
        LocalProcess process = local.process(from);
        if (process != null) {
          process.linkLost(to);
        }
      }
      case MonitorMessage.Monitor(_, _, Ref ref) -> endMonitor(node, ref);
      case SpawnMessage.SpawnRequest request -> endMonitor(node, request.requestId());
      case ControlMessage _ -> {}
    }
  }

  private void endMonitor(Atom node, Ref ref) {
    Peer peer = peers.find(node);
    Peer.Monitor monitor = peer == null ? null : peer.removeMonitor(ref);
    if (monitor != null) {
      monitor.watcher().down(ref, monitor.object(), Atom.NOCONNECTION);
    }
  }

  @Override
  public void nodeDown(NodeName peer, Connection connection, Term reason) {
    unreachable(peer.atom());
    nodeMonitors.down(connection, reason);
  }

  @Override
  public void connectFailed(NodeName peer, Connection connection, HandshakeFailure failure) {
    unreachable(peer.atom());
  }

  /// Resolves every link and monitor between this node and another with `noconnection`.
  void unreachable(Atom node) {
    Peer ended = peers.remove(node);
    if (ended == null) {
      return;
    }
    Peer.Remains remains = ended.end();
    remains.watched().forEach((watch, process) -> process.unwatch(watch.watcher(), watch.ref()));
    remains
        .monitors()
        .forEach(
            (ref, monitor) -> monitor.watcher().down(ref, monitor.object(), Atom.NOCONNECTION));
    for (Peer.Link link : remains.links()) {
      LocalProcess process = local.process(link.local());
      if (process != null) {
        process.linkLost(link.remote());
      }
    }
    for (Peer.Link link : remains.unlinking()) {
      LocalProcess process = local.process(link.local());
      if (process != null) {
        process.forgetUnlinking(link.remote());
      }
    }
    remains.nodeMonitors().forEach((ref, watcher) -> watcher.down(ref, node, Atom.NOCONNECTION));
  }

  @Override
  public void received(Connection connection, ControlMessage message, @Nullable Term payload) {
    switch (message) {
      case SendMessage send -> send(send, required(payload));
      case LinkMessage link -> link(connection, link);
      case ExitMessage exit -> exit(exit, payload);
      case MonitorMessage monitor -> monitor(connection, monitor, payload);
      case SpawnMessage.SpawnRequest request ->
          spawns.spawn(connection, request, required(payload), token(request.token()));
      case SpawnMessage.SpawnReply reply -> spawnReply(connection, reply);
      case AltactMessage altact -> altact(altact, required(payload));
      case GroupLeaderMessage(Pid leader, Pid to, _) -> {
        LocalProcess process = find(to);
        if (process != null) {
          process.groupLeader(leader);
        }
      }
    }
  }

  private static Term required(@Nullable Term payload) {
    return Objects.requireNonNull(payload, "the channel checks that the payload is there");
  }

  /// Links, monitors and exits of a connection have one end here. A pid of an earlier life of this
  /// node will do: what is late is nobody's fault.
  private void requireHere(ControlMessage message, Term process) {
    if (process instanceof Pid pid && !local.isHere(pid.node())) {
      throw new ProtocolException(
          "control message %d to %s (expected: a pid of this node)"
              .formatted(message.operation(), pid));
    }
  }

  // ---- messages ----

  private void send(SendMessage send, Term payload) {
    TraceToken token = token(send.token());
    switch (send) {
      case SendMessage.Send(Pid from, Pid to, _) -> deliver(from, to, payload, token);
      case SendMessage.SendAnonymously(Pid to, _) -> deliver(null, to, payload, token);
      case SendMessage.SendToName(Pid from, Atom name, _) -> deliver(from, name, payload, token);
      case SendMessage.SendToAlias(Pid from, Ref alias, _) ->
          local.signals().deliverToAlias(from, alias, Traced.of(payload, token), false);
    }
  }

  /// A trace token that came with a message; null for none. One that is none, or is too long, is
  /// ignored.
  private @Nullable TraceToken token(@Nullable Term term) {
    TraceToken token = TraceToken.ofPeer(term);
    if (token != null) {
      local.signals().traces();
    }
    return token;
  }

  /// Only what comes through an alias can have priority: the receiver asked for it with the alias.
  private void altact(AltactMessage altact, Term payload) {
    Pid from = altact.from();
    boolean priority = altact.priority();
    TraceToken token = token(altact.token());
    switch (altact.to()) {
      case Ref alias when altact.exit() -> local.signals().exitHere(from, alias, payload, priority);
      case Ref alias ->
          local.signals().deliverToAlias(from, alias, Traced.of(payload, token), priority);
      case Atom name when altact.exit() ->
          exitSignal(from, local.registry().whereis(name), payload, token);
      case Atom name -> deliver(from, name, payload, token);
      case Pid to when altact.exit() -> exitSignal(from, find(to), payload, token);
      case Pid to -> deliver(from, to, payload, token);
      case Term other -> throw new ProtocolException("signal to " + other);
    }
  }

  private void deliver(Pid from, Atom name, Term payload, @Nullable TraceToken token) {
    LocalProcess process = local.registry().whereis(name);
    if (process != null) {
      process.deliver(from, Traced.of(payload, token));
    } else {
      ProcessName to = new ProcessName(name, local.currentName());
      local.deadLetters().add(from, to, payload, Cause.NO_NAME);
    }
  }

  private void deliver(@Nullable Pid from, Pid to, Term payload, @Nullable TraceToken token) {
    Ref alias = replyAlias(payload);
    if (alias != null && local.signals().deliverReply(from, to, alias, Traced.of(payload, token))) {
      return;
    }
    LocalProcess process = find(to);
    if (process != null) {
      process.deliver(from, Traced.of(payload, token));
    } else {
      local.deadLetters().add(from, to, payload, Cause.NO_PROCESS);
    }
  }

  /// A server without aliases replies to the caller's pid, with the tag that names the alias. Such
  /// a reply is for the call, not for the mailbox, and when it is late, for nobody. Any other alias
  /// in a message is the message's own business.
  private @Nullable Ref replyAlias(Term payload) {
    if (!(payload instanceof Tuple reply) || reply.arity() != 2) {
      return null;
    }
    Ref alias = ReplyTag.alias(reply.get(0));
    return alias != null && local.isCallRef(alias) ? alias : null;
  }

  // ---- links ----

  private void link(Connection connection, LinkMessage link) {
    Pid from = link.from();
    Pid to = link.to();
    requireHere(link, to);
    LocalProcess process = find(to);
    switch (link) {
      case LinkMessage.Link _ -> {
        if (process != null && !connection.flags().has(DistributionFlag.UNLINK_ID)) {
          process.forgetUnlinking(from); // such a peer acknowledges nothing
        }
        peers.update(from.node(), peer -> peer.addLink(to, from));
        if (process == null || !process.linkFromRemote(from)) {
          removeLink(to, from);
          connection.send(new ExitMessage.LinkExit(to, from, null), Atom.NOPROC);
        } else {
          count(connection);
        }
      }
      case LinkMessage.UnlinkId(long id, _, _) -> {
        if (process != null) {
          process.unlink(from);
        }
        removeLink(to, from);
        connection.send(new LinkMessage.UnlinkIdAck(id, to, from), null);
      }
      case LinkMessage.UnlinkIdAck(long id, _, _) -> {
        if (process == null || process.unlinkAcknowledged(from, id)) {
          unlinked(to, from);
        }
      }
      case LinkMessage.Unlink _ -> {
        if (connection.flags().has(DistributionFlag.UNLINK_ID)) {
          throw new ProtocolException(
              "control message 4 (UNLINK) from a peer that negotiated UNLINK_ID");
        }
        if (process != null) {
          process.unlink(from);
        }
        removeLink(to, from);
      }
    }
  }

  private void count(Connection connection) {
    Peer peer = peers.find(connection.peerAtom());
    if (peer != null) {
      peer.count(connection.share());
    }
  }

  private void removeLink(Pid local, Pid remote) {
    Peer peer = peers.find(remote.node());
    if (peer != null) {
      peer.removeLink(local, remote);
    }
  }

  /// The peer has acknowledged an unlink. A link is there if a request for one crossed it.
  private void unlinked(Pid local, Pid remote) {
    Peer peer = peers.find(remote.node());
    if (peer != null) {
      peer.unlinked(local, remote);
      peer.removeLink(local, remote);
    }
  }

  // ---- exits ----

  private void exit(ExitMessage exit, @Nullable Term payload) {
    switch (exit) {
      case ExitMessage.LinkExit e -> linkExit(e, required(payload));
      case ExitMessage.LinkExitWithReason e -> linkExit(e, e.reason());
      case ExitMessage.Exit e -> {
        requireHere(e, e.to());
        exitSignal(e.from(), find(e.to()), required(payload), token(e.token()));
      }
      case ExitMessage.ExitWithReason e -> {
        requireHere(e, e.to());
        exitSignal(e.from(), find(e.to()), e.reason(), token(e.token()));
      }
    }
  }

  private void linkExit(ExitMessage exit, Term reason) {
    Pid to = exit.to();
    if (!to.node().equals(local.name()) || to.creation() != local.creation()) {
      throw new ProtocolException("exit of a link to " + to + " (expected: a pid of this node)");
    }
    removeLink(to, exit.from());
    LocalProcess process = find(to);
    if (process != null) {
      process.linkExit(exit.from(), reason, token(exit.token()));
    }
  }

  private static void exitSignal(
      Pid from, @Nullable LocalProcess to, Term reason, @Nullable TraceToken token) {
    if (to != null) {
      to.exitSignal(from, reason, token);
    }
  }

  // ---- monitors ----

  private void monitor(Connection connection, MonitorMessage message, @Nullable Term payload) {
    switch (message) {
      case MonitorMessage.Monitor m -> {
        requireHere(m, m.target());
        watch(connection, m);
      }
      case MonitorMessage.Demonitor(Pid from, Term target, Ref ref) -> {
        requireHere(message, target);
        Peer peer = peers.find(from.node());
        LocalProcess process = peer == null ? null : peer.removeWatched(from, ref);
        if (process != null) {
          process.unwatch(from, ref);
        }
      }
      case MonitorMessage.MonitorExit(_, Pid to, Ref ref, _) -> {
        requireHere(message, to);
        down(connection, ref, required(payload));
      }
      case MonitorMessage.MonitorExitWithReason(_, Pid to, Ref ref, Term reason) -> {
        requireHere(message, to);
        down(connection, ref, reason);
      }
    }
  }

  private void watch(Connection connection, MonitorMessage.Monitor m) {
    LocalProcess process =
        switch (m.target()) {
          case Pid pid -> find(pid);
          case Atom name -> local.registry().whereis(name);
          case Term other -> throw new ProtocolException("monitor of " + other);
        };
    Pid pid = process == null ? null : process.pid();
    RemoteWatcher watcher = new RemoteWatcher(peers, connection, m.from(), m.target(), pid);
    if (process == null) {
      watcher.down(m.ref(), m.target(), Atom.NOPROC);
      return;
    }
    peers.update(m.from().node(), peer -> peer.addWatched(m.from(), m.ref(), process));
    if (!process.watch(m.ref(), watcher, m.target())) {
      watcher.down(m.ref(), m.target(), Atom.NOPROC);
    } else {
      count(connection);
    }
  }

  private void down(Connection connection, Ref ref, Term reason) {
    Peer peer = peers.find(connection.peerAtom());
    Peer.Monitor monitor = peer == null ? null : peer.removeMonitor(ref);
    if (monitor != null) {
      monitor.watcher().down(ref, monitor.object(), reason);
    }
  }

  // ---- spawn ----

  private void spawnReply(Connection connection, SpawnMessage.SpawnReply reply) {
    Ref request = reply.requestId();
    Peer peer = peers.find(connection.peerAtom());
    Peer.Monitor pending = peer == null ? null : peer.removeMonitor(request);
    if (peer == null
        || pending == null
        || !(pending.watcher() instanceof SpawnRequester requester)) {
      return; // nobody waits for it any more
    }
    switch (reply.result()) {
      case Pid pid -> {
        if (reply.linked()) {
          peer.addLink(requester.pid(), pid);
        }
        if (reply.monitored()) {
          peer.addMonitor(request, requester, pid);
        }
        requester.spawned(pid, token(reply.token()));
      }
      case Term error -> requester.refused(error);
    }
  }

  /// The living process of this node with that pid; a pid of another node or of an earlier life of
  /// this one is nobody's.
  private @Nullable LocalProcess find(Pid pid) {
    return local.isHere(pid.node()) ? local.process(pid) : null;
  }
}
