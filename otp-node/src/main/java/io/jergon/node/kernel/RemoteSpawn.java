package io.jergon.node.kernel;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.node.Exit;
import io.jergon.node.process.LocalProcess;
import io.jergon.node.scheduling.Pending;
import io.jergon.node.signal.RemoteSignals;
import io.jergon.node.signal.Signals;
import io.jergon.node.trace.TraceToken;
import io.jergon.node.trace.Traced;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// `spawn/4`, `spawn_link/4` and `spawn_monitor/4` of a function on another node: sends the request
/// and waits for the new process's pid.
///
/// The monitor, if one is asked for, has the request's reference. From the reply on it is the
/// caller's own.
///
/// Source: erl_dist_protocol, `SPAWN_REQUEST`, OTP 23.
public final class RemoteSpawn extends Pending<Object> implements SpawnRequester {

  /// A node that does not answer within this time is treated as out of reach.
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final Atom ABANDONED = Atom.of("abandoned");

  private record Refused(Term error) {}

  private final LocalProcess caller;
  private final Ref request;
  private final boolean link;
  private final boolean monitor;

  /// Set before the pid.
  private @Nullable TraceToken token;

  private RemoteSpawn(LocalProcess caller, boolean link, boolean monitor) {
    this.caller = caller;
    this.request = caller.node().newRef();
    this.link = link;
    this.monitor = monitor;
  }

  /// A new process, and its monitor if one was asked for.
  public record Spawned(Pid pid, Ref request) {}

  /// Spawns and waits.
  ///
  /// @throws Exit with the node's error, or `noconnection`
  public static Spawned spawn(
      LocalProcess caller, Atom host, Mfa function, boolean link, boolean monitor) {
    RemoteSpawn spawn = new RemoteSpawn(caller, link, monitor);
    Signals signals = caller.node().signals();
    signals.spawn(
        spawn,
        host,
        spawn.request,
        new RemoteSignals.SpawnParameters(caller.groupLeader(), function, link, monitor));
    return switch (caller.await(spawn, PATIENCE)) {
      case Pid pid ->
          new Spawned((Pid) caller.received(Traced.of(pid, spawn.token)), spawn.request);
      case Refused(Term error) -> throw new Exit(error);
      case null -> {
        signals.abandonSpawn(caller.pid(), host, spawn.request);
        throw new Exit(Atom.TIMEOUT);
      }
      case Object other -> throw new AssertionError(other);
    };
  }

  @Override
  public Pid pid() {
    return caller.pid();
  }

  @Override
  public void spawned(Pid pid, @Nullable TraceToken traced) {
    token = traced;
    if (link && !caller.link(pid)) {
      caller.node().signals().linkExit(caller.pid(), pid, Atom.NOPROC); // died meanwhile
    }
    if (monitor && !caller.monitoring(request, pid)) {
      caller.node().signals().demonitor(caller.pid(), pid, request);
    }
    if (!complete(pid)) {
      undo(pid);
    }
  }

  /// The reply came when the caller had given up, and before it could say so.
  private void undo(Pid pid) {
    Signals signals = caller.node().signals();
    if (link && caller.unlink(pid)) {
      signals.linkExit(caller.pid(), pid, ABANDONED);
    }
    if (monitor && caller.demonitor(request) != null) {
      signals.demonitor(caller.pid(), pid, request);
    }
  }

  @Override
  public void refused(Term error) {
    complete(new Refused(error));
  }

  /// Before the reply: the node is out of reach. After it: the monitor's word.
  @Override
  public void down(Ref ref, Term object, Term reason) {
    if (!complete(new Refused(reason))) {
      caller.down(ref, object, reason);
    }
  }
}
