package io.jergon.node.signal;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import io.jergon.node.DeadLetter.Cause;
import io.jergon.node.Exit;
import io.jergon.node.NodeType;
import io.jergon.node.ProcessBody;
import io.jergon.node.ProcessName;
import io.jergon.node.SpawnOptions;
import io.jergon.node.kernel.Functions;
import io.jergon.node.kernel.Mfa;
import io.jergon.node.kernel.SpawnRequester;
import io.jergon.node.process.LocalNode;
import io.jergon.node.process.LocalProcess;
import io.jergon.node.trace.TraceToken;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Routes signals: to a process of this node at once, to another node through [RemoteSignals].
///
/// **Order.** A signal to a local process is delivered, and one to another node enqueued, before
/// the method returns. So all that one thread sends to one process arrives in the order sent,
/// whatever the kinds of the signals and however the process was addressed.
///
/// A pid with this node's name and another creation is a process of an earlier life of this node:
/// dead, whatever its numbers.
///
/// Source: Erlang reference manual, "Processes", "Signals".
public final class Signals {
  private final LocalNode node;
  private final RemoteSignals remote;
  private final ConcurrentMap<Ref, AliasTarget> aliases = new ConcurrentHashMap<>();
  private final ConcurrentMap<Ref, SpawnRequester> spawnRequests = new ConcurrentHashMap<>();
  private final AtomicLong unlinkIds = new AtomicLong();

  // Set before the first token is in a mailbox: whoever has a token sees it.
  private boolean tracing;

  /// Routes for a node.
  public Signals(LocalNode node, RemoteSignals remote) {
    this.node = node;
    this.remote = remote;
  }

  /// The way to other nodes.
  public RemoteSignals remote() {
    return remote;
  }

  /// From now on there may be trace tokens. Until then nobody looks for one.
  public void traces() {
    tracing = true;
  }

  /// What the current process sends, with its trace token if it has one.
  public Object traced(Object message) {
    LocalProcess sender = tracing ? node.current() : null;
    return sender == null ? message : sender.traced(message);
  }

  /// The trace token for a signal of the current process; null if there is none.
  public @Nullable TraceToken token() {
    LocalProcess sender = tracing ? node.current() : null;
    return sender == null ? null : sender.nextToken();
  }

  /// Sends a message to a pid.
  public void send(Pid from, Pid to, Object message) {
    Objects.requireNonNull(message, "message");
    if (isLocal(to.node())) {
      LocalProcess process = node.process(to);
      if (process != null) {
        process.send(from, traced(message));
      } else {
        node.deadLetters().add(from, to, message, Cause.NO_PROCESS);
      }
    } else {
      remote.send(from, to, traced(message));
    }
  }

  /// Sends a message to a registered name.
  public void send(Pid from, ProcessName to, Object message) {
    Objects.requireNonNull(message, "message");
    if (isLocal(to.node())) {
      LocalProcess process = node.registry().whereis(to.name());
      if (process != null) {
        process.send(from, traced(message));
      } else {
        node.deadLetters().add(from, to, message, Cause.NO_NAME);
      }
    } else {
      remote.send(from, to, traced(message));
    }
  }

  /// Sends a message to an alias.
  public void send(Pid from, Ref alias, Object message, boolean priority) {
    Objects.requireNonNull(message, "message");
    if (isLocal(alias.node())) {
      deliverToAlias(from, alias, traced(message), priority);
    } else {
      remote.send(from, alias, traced(message), priority);
    }
  }

  /// Delivers a message to an alias of this node. Never waits.
  ///
  /// @param from null when the sender is not known
  public void deliverToAlias(@Nullable Pid from, Ref alias, Object message, boolean priority) {
    AliasTarget target = aliases.get(alias);
    if (target == null) {
      node.deadLetters().add(from, alias, message, Cause.NO_ALIAS);
    } else {
      target.deliver(alias, message, priority);
    }
  }

  /// `exit/3` through an alias. Nodes before OTP 28 cannot be told, as in Erlang.
  public void exit(Pid from, Ref alias, Term reason, boolean priority) {
    if (isLocal(alias.node())) {
      exitHere(from, alias, reason, priority);
    } else {
      remote.exit(from, alias, reason, priority);
    }
  }

  /// An exit signal through an alias of this node.
  public void exitHere(Pid from, Ref alias, Term reason, boolean priority) {
    AliasTarget target = aliases.get(alias);
    if (target != null) {
      target.exit(from, alias, reason, priority);
    }
  }

  /// Delivers a reply that came by the caller's pid to its call, or drops it when nobody waits any
  /// more.
  ///
  /// @param from null when the sender is not known
  /// @return false when the reference is that of another process's call
  public boolean deliverReply(@Nullable Pid from, Pid to, Ref call, Object message) {
    AliasTarget target = aliases.get(call);
    if (target == null) {
      node.deadLetters().add(from, to, message, Cause.LATE_REPLY);
      return true;
    }
    boolean caller = target.pid().equals(to);
    if (caller) {
      target.deliver(call, message, false);
    }
    return caller;
  }

  /// Spawn requests that are not answered yet. Each is, at the latest when the connection breaks.
  public ConcurrentMap<Ref, SpawnRequester> spawnRequests() {
    return spawnRequests;
  }

  /// Activates an alias.
  public void alias(Ref alias, AliasTarget target) {
    aliases.put(alias, target);
  }

  /// Deactivates an alias.
  public boolean unalias(Ref alias) {
    return aliases.remove(alias) != null;
  }

  /// How many aliases are active.
  public int aliasCount() {
    return aliases.size();
  }

  /// `exit/2`.
  public void exit(Pid from, Pid to, Term reason) {
    if (isLocal(to.node())) {
      LocalProcess process = node.process(to);
      if (process != null) {
        process.exitSignal(from, reason, token());
      }
    } else {
      remote.exit(from, to, reason);
    }
  }

  /// `group_leader/2`: gives a process another group leader.
  ///
  /// @throws Exit `badarg` when there is no such process on this node
  public void groupLeader(Pid from, Pid leader, Pid to) {
    if (isLocal(to.node())) {
      LocalProcess process = node.process(to);
      if (process == null) {
        throw new Exit(Atom.BADARG, new IllegalStateException("no process " + to));
      }
      process.groupLeader(leader);
    } else {
      remote.groupLeader(from, leader, to);
    }
  }

  /// The exit signal of a link.
  public void linkExit(Pid from, Pid to, Term reason) {
    linkExit(from, to, reason, null);
  }

  /// The exit signal of a link, with the trace token of the process that died.
  public void linkExit(Pid from, Pid to, Term reason, @Nullable TraceToken token) {
    if (isLocal(to.node())) {
      LocalProcess process = node.process(to);
      if (process != null) {
        process.linkExit(from, reason, token);
      }
    } else {
      remote.linkExit(from, to, reason, token);
    }
  }

  /// Links a process of this node to another process.
  public void link(LocalProcess process, Pid other) {
    if (other.equals(process.pid())) {
      return;
    }
    if (isLocal(other.node())) {
      LocalProcess peer = node.process(other);
      if (peer == null || !process.link(peer)) {
        process.linkToNobody(other);
      }
    } else if (process.link(other)) {
      remote.link(process.pid(), other);
      Term end = process.exitReason();
      if (end != null) {
        remote.linkExit(process.pid(), other, end, null); // its obituary may have been faster
      }
    }
  }

  /// Spawns a function, here or on another node.
  ///
  /// @param request names the request, and is the monitor's reference
  public void spawn(
      SpawnRequester requester, Atom host, Ref request, RemoteSignals.SpawnParameters how) {
    if (isLocal(host)) {
      spawnHere(requester, request, how);
    } else {
      remote.spawn(requester, host, request, how);
    }
  }

  private void spawnHere(SpawnRequester requester, Ref request, RemoteSignals.SpawnParameters how) {
    LocalProcess parent = node.process(requester.pid());
    if (parent == null) {
      return; // a dead process has no children
    }
    Mfa mfa = how.function();
    ProcessBody body =
        new Functions(node.node()).body(mfa.module(), mfa.function(), mfa.arguments());
    SpawnOptions options = SpawnOptions.DEFAULT.withGroupLeader(how.groupLeader());
    LocalProcess child;
    try {
      child = node.create(parent.pid(), options, body);
    } catch (Exit e) {
      requester.refused(e.reason());
      return;
    }
    if (how.link()) {
      parent.link(child);
    }
    if (how.monitor()) {
      child.watch(request, requester, child.pid());
    }
    TraceToken token = tracing && parent.equals(node.current()) ? parent.passTraceTo(child) : null;
    requester.spawned(child.pid(), token);
    if (parent.isDead()) {
      child.exitSignal(node.init(), Atom.KILL); // a dead process has no children
    }
    node.start(child);
  }

  /// Nobody waits for a spawned function any more.
  ///
  /// @return false when its answer has come already
  public boolean abandonSpawn(Pid from, Atom host, Ref request) {
    return !isLocal(host) && remote.abandonSpawn(from, host, request);
  }

  /// Takes a link of a process of this node away.
  public void unlink(LocalProcess process, Pid other) {
    if (isLocal(other.node())) {
      LocalProcess peer = node.process(other);
      if (peer == null) {
        process.unlink(other);
      } else {
        process.unlink(peer);
      }
    } else {
      long id = unlinkIds.incrementAndGet();
      if (process.unlinkRemote(other, id)) {
        remote.unlink(process.pid(), other, id);
      }
    }
  }

  /// Watches a pid; the watcher gets `noproc` at once when there is no such process.
  public void monitor(Watcher watcher, Pid other, Ref monitor) {
    if (isLocal(other.node())) {
      LocalProcess process = node.process(other);
      if (process == null || !process.watch(monitor, watcher, other)) {
        watcher.down(monitor, other, Atom.NOPROC);
      }
    } else {
      remote.monitor(watcher, other.node(), other, monitor);
    }
  }

  /// Watches a registered name; the watcher gets `noproc` at once when nobody has it.
  ///
  /// @return the process found, when the name is on this node
  public @Nullable LocalProcess monitor(Watcher watcher, ProcessName other, Ref monitor) {
    Term object = other.toTerm();
    if (isLocal(other.node())) {
      LocalProcess process = node.registry().whereis(other.name());
      if (process == null || !process.watch(monitor, watcher, object)) {
        watcher.down(monitor, object, Atom.NOPROC);
        return null;
      }
      return process;
    }
    remote.monitor(watcher, other.node(), object, monitor);
    return null;
  }

  /// Stops watching.
  ///
  /// @param object what was watched: a pid, `{Name, Node}`, or a node
  public void demonitor(Pid watcher, Term object, Ref monitor) {
    switch (object) {
      case Pid pid when isLocal(pid.node()) -> unwatch(node.process(pid), watcher, monitor);
      case Pid pid -> remote.demonitor(watcher, pid.node(), pid, monitor);
      case Atom other -> remote.demonitorNode(other, monitor);
      case Tuple name when name.get(1) instanceof Atom host ->
          demonitorName(watcher, host, name, monitor);
      case Term other -> throw new IllegalArgumentException("not monitored: " + other);
    }
  }

  /// Watches a node; the watcher is told when it cannot be reached any more. This node is always
  /// reached.
  public void monitorNode(Watcher watcher, Atom other, Ref monitor) {
    if (!isLocal(other)) {
      remote.monitorNode(watcher, other, monitor);
    }
  }

  /// Tells a process of nodes that come and go.
  public void monitorNodes(LocalProcess process, NodeType type) {
    remote.monitorNodes(process, type);
    if (!process.monitoringNodes()) {
      demonitorNodes(process.pid()); // its obituary may have been faster
    }
  }

  /// Stops telling a process of nodes of a type.
  public void demonitorNodes(Pid process, NodeType type) {
    remote.demonitorNodes(process, type);
  }

  /// Stops telling a process of nodes.
  public void demonitorNodes(Pid process) {
    remote.demonitorNodes(process);
  }

  private void demonitorName(Pid watcher, Atom host, Tuple name, Ref monitor) {
    if (!isLocal(host)) {
      remote.demonitor(watcher, host, name, monitor);
    } else if (name.get(0) instanceof Atom n) {
      unwatch(node.registry().whereis(n), watcher, monitor);
    }
  }

  private static void unwatch(@Nullable LocalProcess process, Pid watcher, Ref monitor) {
    if (process != null) {
      process.unwatch(watcher, monitor);
    }
  }

  private boolean isLocal(Atom nodeName) {
    return node.isHere(nodeName);
  }
}
