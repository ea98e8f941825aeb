package io.jergon.node.signal;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.node.NodeType;
import io.jergon.node.ProcessName;
import io.jergon.node.kernel.Mfa;
import io.jergon.node.kernel.SpawnRequester;
import io.jergon.node.process.LocalProcess;
import io.jergon.node.trace.TraceToken;
import org.jspecify.annotations.Nullable;

/// Signals on their way to other nodes; the wire's implementation is in `io.jergon.node.remote`.
///
/// A message may be [Traced]. Every method may be called by any thread. Signals from one thread to
/// one node keep their order. When the node cannot be reached, messages and exits are dropped, and
/// links and monitors are answered with `noconnection`.
public interface RemoteSignals {

  /// A message to a pid.
  void send(Pid from, Pid to, Object message);

  /// A message to a registered name.
  void send(Pid from, ProcessName to, Object message);

  /// A message to an alias.
  ///
  /// @param priority whether it may overtake others, if the peer knows of that (OTP 28)
  void send(Pid from, Ref alias, Object message, boolean priority);

  /// An exit signal, `exit/2`. Without a trace token: that is how BEAM nodes send it.
  void exit(Pid from, Pid to, Term reason);

  /// An exit signal through an alias, `exit/3`. A peer before OTP 28 gets nothing.
  void exit(Pid from, Ref alias, Term reason, boolean priority);

  /// Another group leader for a process.
  void groupLeader(Pid from, Pid leader, Pid to);

  /// The exit signal of a link.
  ///
  /// @param token the trace token of the process that exits, or null
  void linkExit(Pid from, Pid to, Term reason, @Nullable TraceToken token);

  /// Makes a link.
  void link(Pid from, Pid to);

  /// Takes a link away; the peer will acknowledge the id.
  void unlink(Pid from, Pid to, long id);

  /// Watches a remote process.
  ///
  /// @param object a pid or `{Name, Node}`
  void monitor(Watcher watcher, Atom node, Term object, Ref monitor);

  /// Stops watching a remote process.
  void demonitor(Pid from, Atom node, Term object, Ref monitor);

  /// Watches a node, connecting to it if need be: the watcher is told `noconnection` once.
  void monitorNode(Watcher watcher, Atom node, Ref monitor);

  /// Stops watching a node.
  void demonitorNode(Atom node, Ref monitor);

  /// Tells a process of connections that come up and go down.
  ///
  /// @throws IllegalArgumentException if nodes of that type do not
  void monitorNodes(LocalProcess process, NodeType type);

  /// Stops telling a process of nodes of a type.
  ///
  /// @throws IllegalArgumentException if nodes of that type do not come and go
  void demonitorNodes(Pid process, NodeType type);

  /// Stops telling a process of nodes.
  void demonitorNodes(Pid process);

  /// What to spawn, and how.
  record SpawnParameters(Pid groupLeader, Mfa function, boolean link, boolean monitor) {}

  /// Spawns a function on another node.
  ///
  /// @param request names the request, and is the monitor's reference
  void spawn(SpawnRequester requester, Atom node, Ref request, SpawnParameters parameters);

  /// Nobody waits for a spawned function any more: what link and monitor it has will be undone.
  ///
  /// @return false when its answer has come already
  boolean abandonSpawn(Pid from, Atom node, Ref request);
}
