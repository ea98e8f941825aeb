package io.jergon.node.remote;

import io.jergon.etf.Atom;
import io.jergon.etf.ListTerm;
import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import io.jergon.node.NodeType;
import io.jergon.node.ProcessName;
import io.jergon.node.control.AltactMessage;
import io.jergon.node.control.ControlMessage;
import io.jergon.node.control.ExitMessage;
import io.jergon.node.control.GroupLeaderMessage;
import io.jergon.node.control.LinkMessage;
import io.jergon.node.control.MonitorMessage;
import io.jergon.node.control.SendMessage;
import io.jergon.node.control.SpawnMessage;
import io.jergon.node.handshake.DistributionFlag;
import io.jergon.node.kernel.Mfa;
import io.jergon.node.kernel.SpawnRequester;
import io.jergon.node.process.LocalNode;
import io.jergon.node.process.LocalProcess;
import io.jergon.node.signal.RemoteSignals;
import io.jergon.node.signal.Watcher;
import io.jergon.node.trace.TraceToken;
import io.jergon.node.trace.Traced;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Signals to other nodes, as control messages.
///
/// A message, a link, a monitor and a spawn connect to the node if need be. What only ends
/// something (an exit through a link, an unlink, a demonitor) does not: with the connection gone it
/// is over already.
///
/// A link or a monitor is remembered before it is sent, so that whatever happens to the connection
/// resolves it.
final class OutboundSignals implements RemoteSignals {
  private static final Atom LINK = Atom.of("link");
  private static final Atom MONITOR = Atom.of("monitor");
  private static final Atom NOTSUP = Atom.of("notsup");

  /// The way to the peers' connections.
  interface Wire {
    /// Sends, connecting first if need be; waits while the connection is busy.
    void send(Atom node, ControlMessage message, @Nullable Term payload);

    /// Sends if there is a connection.
    void sendIfConnected(Atom node, ControlMessage message, @Nullable Term payload);

    /// Connects if need be; does not wait for it. What spans the connection is resolved if there
    /// will be none.
    void require(Atom node);

    /// Whether there is a connection that is up, to a peer without this flag.
    boolean lacks(Atom node, DistributionFlag flag);
  }

  private final LocalNode local;
  private final Peers peers;
  private final NodeMonitors nodeMonitors;
  private final Wire wire;

  OutboundSignals(LocalNode local, Peers peers, NodeMonitors nodeMonitors, Wire wire) {
    this.local = local;
    this.peers = peers;
    this.nodeMonitors = nodeMonitors;
    this.wire = wire;
  }

  @Override
  public void send(Pid from, Pid to, Object message) {
    wire.send(to.node(), new SendMessage.Send(from, to, Traced.token(message)), term(message));
  }

  @Override
  public void send(Pid from, ProcessName to, Object message) {
    wire.send(
        to.node(),
        new SendMessage.SendToName(from, to.name(), Traced.token(message)),
        term(message));
  }

  @Override
  public void send(Pid from, Ref alias, Object message, boolean priority) {
    wire.send(
        alias.node(),
        AltactMessage.toAlias(from, alias, priority, Traced.token(message)),
        term(message));
  }

  private Term term(Object message) {
    return local.node().toTerm(Traced.content(message));
  }

  @Override
  public void exit(Pid from, Pid to, Term reason) {
    wire.send(to.node(), new ExitMessage.Exit(from, to, null), reason);
  }

  private static @Nullable Term term(@Nullable TraceToken token) {
    return token == null ? null : token.toTerm();
  }

  @Override
  public void exit(Pid from, Ref alias, Term reason, boolean priority) {
    wire.send(alias.node(), AltactMessage.exitToAlias(from, alias, priority), reason);
  }

  @Override
  public void groupLeader(Pid from, Pid leader, Pid to) {
    wire.send(to.node(), new GroupLeaderMessage(leader, to, from), null);
  }

  @Override
  public void linkExit(Pid from, Pid to, Term reason, @Nullable TraceToken token) {
    Peer peer = peers.find(to.node());
    if (peer != null) {
      peer.removeLink(from, to);
    }
    wire.sendIfConnected(to.node(), new ExitMessage.LinkExit(from, to, term(token)), reason);
  }

  @Override
  public void link(Pid from, Pid to) {
    peers.update(to.node(), peer -> peer.addLink(from, to));
    wire.send(to.node(), new LinkMessage.Link(from, to), null);
  }

  @Override
  public void unlink(Pid from, Pid to, long id) {
    Peer peer = peers.find(to.node());
    boolean acknowledged =
        peer != null && peer.unlink(from, to) && !wire.lacks(to.node(), DistributionFlag.UNLINK_ID);
    wire.sendIfConnected(to.node(), new LinkMessage.UnlinkId(id, from, to), null);
    if (!acknowledged) {
      if (peer != null) {
        peer.unlinked(from, to);
      }
      LocalProcess process = local.process(from);
      if (process != null) {
        process.forgetUnlinking(to); // nobody will acknowledge it
      }
    }
  }

  @Override
  public void monitor(Watcher watcher, Atom node, Term object, Ref monitor) {
    peers.update(node, peer -> peer.addMonitor(monitor, watcher, object));
    wire.send(node, new MonitorMessage.Monitor(watcher.pid(), target(object), monitor), null);
  }

  @Override
  public void demonitor(Pid from, Atom node, Term object, Ref monitor) {
    Peer peer = peers.find(node);
    if (peer != null && peer.removeMonitor(monitor) != null) {
      wire.sendIfConnected(node, new MonitorMessage.Demonitor(from, target(object), monitor), null);
    }
  }

  /// On the wire a monitored name goes without its node.
  private static Term target(Term object) {
    return object instanceof Tuple name ? name.get(0) : object;
  }

  @Override
  public void monitorNode(Watcher watcher, Atom node, Ref monitor) {
    peers.update(node, peer -> peer.addNodeMonitor(monitor, watcher));
    wire.require(node);
  }

  @Override
  public void demonitorNode(Atom node, Ref monitor) {
    Peer peer = peers.find(node);
    if (peer != null) {
      peer.removeNodeMonitor(monitor);
    }
  }

  @Override
  public void monitorNodes(LocalProcess process, NodeType type) {
    nodeMonitors.add(process, type);
  }

  @Override
  public void demonitorNodes(Pid process, NodeType type) {
    nodeMonitors.remove(process, type);
  }

  @Override
  public void demonitorNodes(Pid process) {
    nodeMonitors.removeAll(process);
  }

  @Override
  public void spawn(SpawnRequester requester, Atom node, Ref request, SpawnParameters parameters) {
    peers.update(node, peer -> peer.addMonitor(request, requester, Atom.UNDEFINED));
    Mfa function = parameters.function();
    List<Term> options = new ArrayList<>(2);
    if (parameters.link()) {
      options.add(LINK);
    }
    if (parameters.monitor()) {
      options.add(MONITOR);
    }
    wire.send(
        node,
        new SpawnMessage.SpawnRequest(
            request,
            requester.pid(),
            parameters.groupLeader(),
            function.module(),
            function.function(),
            function.arguments().size(),
            ListTerm.of(options),
            spawnToken()),
        ListTerm.of(function.arguments()));
    Peer peer = peers.find(node);
    if (peer != null
        && wire.lacks(node, DistributionFlag.SPAWN)
        && peer.removeMonitor(request) != null) {
      requester.refused(NOTSUP);
    }
  }

  /// The request and its arguments count as two messages; the token is that of the second.
  private @Nullable Term spawnToken() {
    return local.signals().token() == null ? null : term(local.signals().token());
  }

  @Override
  public boolean abandonSpawn(Pid from, Atom node, Ref request) {
    Peer peer = peers.find(node);
    return peer != null && peer.abandonSpawn(request, new AbandonedSpawn(this, from, request));
  }
}
