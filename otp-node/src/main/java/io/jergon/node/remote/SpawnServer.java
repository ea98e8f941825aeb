package io.jergon.node.remote;

import io.jergon.etf.Atom;
import io.jergon.etf.ListTerm;
import io.jergon.etf.Pid;
import io.jergon.etf.Term;
import io.jergon.node.Exit;
import io.jergon.node.SpawnOptions;
import io.jergon.node.channel.Connection;
import io.jergon.node.control.ProtocolException;
import io.jergon.node.control.SpawnMessage.SpawnReply;
import io.jergon.node.control.SpawnMessage.SpawnRequest;
import io.jergon.node.kernel.Functions;
import io.jergon.node.process.LocalNode;
import io.jergon.node.process.LocalProcess;
import io.jergon.node.process.ProcessFlags;
import io.jergon.node.process.WireSpawnOptions;
import io.jergon.node.quota.Share;
import io.jergon.node.trace.SequentialTrace;
import io.jergon.node.trace.TraceToken;
import org.jspecify.annotations.Nullable;

/// Answers spawn requests: makes the process, its link and its monitor, sends the reply, and only
/// then lets the process run, so that the reply comes before any signal of it.
///
/// Source: erl_dist_protocol, "New Ctrlmessages for Erlang/OTP 23", `SPAWN_REQUEST`.
final class SpawnServer {
  private static final Atom BADOPT = Atom.of("badopt");
  private static final Atom SYSTEM_LIMIT = Atom.of("system_limit");

  private final LocalNode local;
  private final Peers peers;
  private final Functions functions;

  SpawnServer(LocalNode local, Peers peers, Functions functions) {
    this.local = local;
    this.peers = peers;
    this.functions = functions;
  }

  /// @param token the trace token of the request, or null
  void spawn(
      Connection connection, SpawnRequest request, Term payload, @Nullable TraceToken token) {
    if (!(payload instanceof ListTerm arguments)
        || !arguments.isProper()
        || arguments.size() != request.arity()) {
      throw new ProtocolException(
          "spawn request with arity "
              + request.arity()
              + " and other arguments (expected: a list of as many)");
    }
    Pid from = request.from();
    WireSpawnOptions options = WireSpawnOptions.of(request.options()).orElse(null);
    if (options == null) {
      connection.send(new SpawnReply(request.requestId(), from, 0, BADOPT, null), null);
      return;
    }
    Share share = connection.lastingShare();
    long bytes = Share.PROCESS + connection.inflow().messageBytes();
    if (!share.take(bytes)) {
      connection.send(new SpawnReply(request.requestId(), from, 0, SYSTEM_LIMIT, null), null);
      return;
    }
    LocalProcess process;
    try {
      process =
          local.create(
              request.from(),
              SpawnOptions.DEFAULT.withGroupLeader(request.groupLeader()),
              functions.body(request.module(), request.function(), arguments.elements()),
              () -> share.give(bytes));
    } catch (Exit | IllegalStateException e) {
      share.give(bytes);
      connection.send(new SpawnReply(request.requestId(), from, 0, SYSTEM_LIMIT, null), null);
      return;
    }
    ProcessFlags.atStart(process, options.flags());
    int flags = 0;
    if (options.link()) {
      flags |= SpawnReply.LINKED;
      process.link(from);
      peers.update(from.node(), peer -> peer.addLink(process.pid(), from));
    }
    if (options.monitor()) {
      flags |= SpawnReply.MONITORED;
      RemoteWatcher watcher =
          new RemoteWatcher(peers, connection, from, process.pid(), process.pid());
      process.watch(request.requestId(), watcher, process.pid());
      peers.update(from.node(), peer -> peer.addWatched(from, request.requestId(), process));
    }
    Term tokenBack = token == null ? null : inherit(process, token);
    connection.send(
        new SpawnReply(request.requestId(), from, flags, process.pid(), tokenBack), null);
    local.start(process);
  }

  /// The token that goes with the reply.
  private static @Nullable Term inherit(LocalProcess process, TraceToken token) {
    SequentialTrace.Spawned spawned = SequentialTrace.spawned(token, process.pid());
    process.inherit(spawned.trace());
    TraceToken reply = spawned.reply();
    return reply == null ? null : reply.toTerm();
  }
}
