package io.jergon.node.kernel;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.node.MonitorOptions;
import io.jergon.node.SpawnReply;
import io.jergon.node.SpawnRequest;
import io.jergon.node.SpawnRequest.Reply;
import io.jergon.node.process.LocalProcess;
import io.jergon.node.signal.RemoteSignals;
import io.jergon.node.signal.Signals;
import io.jergon.node.trace.TraceToken;
import io.jergon.node.trace.Traced;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// `spawn_request/5`: a spawn whose answer comes as a message.
///
/// The answer and [#abandon] may come at once; who takes the request out of the node's table of
/// open requests has won.
///
/// Source: `erlang:spawn_request/5`, `spawn_request_abandon/1`, OTP 23.
public final class RequestedSpawn implements SpawnRequester {
  private static final Atom ABANDONED = Atom.of("abandoned");

  private final LocalProcess caller;
  private final Ref id;
  private final SpawnRequest request;

  private RequestedSpawn(LocalProcess caller, SpawnRequest request) {
    this.caller = caller;
    this.id = caller.node().newRef();
    this.request = request;
  }

  /// Sends the request.
  ///
  /// @return its reference
  public static Ref request(LocalProcess caller, SpawnRequest request) {
    RequestedSpawn spawn = new RequestedSpawn(caller, request);
    if (request.monitor().filter(MonitorOptions::priority).isPresent()) {
      caller.allowPriority();
    }
    Mfa function =
        new Mfa(Atom.of(request.module()), Atom.of(request.function()), request.arguments());
    RemoteSignals.SpawnParameters how =
        new RemoteSignals.SpawnParameters(
            caller.groupLeader(), function, request.link(), request.monitor().isPresent());
    Signals signals = caller.node().signals();
    request.monitor().ifPresent(options -> caller.aliasAhead(spawn.id, options));
    signals.spawnRequests().put(spawn.id, spawn);
    signals.spawn(spawn, Atom.of(request.node()), spawn.id, how);
    return spawn.id;
  }

  /// Forgets a request of a process; false when it is none, or was answered.
  public static boolean abandon(LocalProcess caller, Ref id) {
    Signals signals = caller.node().signals();
    boolean abandoned =
        signals.spawnRequests().get(id) instanceof RequestedSpawn spawn
            && spawn.caller.equals(caller)
            && spawn.settle();
    if (abandoned) {
      caller.unalias(id);
    }
    return abandoned;
  }

  /// True for the one who decides what becomes of the request.
  private boolean settle() {
    return caller.node().signals().spawnRequests().remove(id, this);
  }

  @Override
  public Pid pid() {
    return caller.pid();
  }

  @Override
  public void spawned(Pid child, @Nullable TraceToken token) {
    Signals signals = caller.node().signals();
    boolean wanted = settle();
    if (request.link() && !(wanted && caller.link(child))) {
      signals.linkExit(caller.pid(), child, wanted ? Atom.NOPROC : ABANDONED);
    }
    request
        .monitor()
        .filter(options -> !(wanted && caller.monitoring(id, child, withAliasThatIsLeft(options))))
        .ifPresent(options -> signals.demonitor(caller.pid(), child, id));
    if (wanted) {
      reply(child, Reply.SUCCESS_ONLY, answer -> Traced.of(answer, token));
    }
  }

  /// The alias may have been taken back before the answer came, and stays so.
  private MonitorOptions withAliasThatIsLeft(MonitorOptions options) {
    return caller.hasAlias(id) ? options : options.withoutAlias();
  }

  @Override
  public void refused(Term error) {
    if (settle()) {
      none(error);
    }
  }

  private void none(Term error) {
    caller.unalias(id);
    reply(error, Reply.ERROR_ONLY, Traced::ofNobody);
  }

  private void reply(Term result, Reply kind, UnaryOperator<Object> traced) {
    if (request.reply() == Reply.YES || request.reply() == kind) {
      SpawnReply reply = new SpawnReply(id, result);
      caller.deliver(
          null, traced.apply(request.replyTag().<Object>map(reply::toTerm).orElse(reply)));
    }
  }

  /// Before the answer: the node is out of reach. After it: the monitor's word.
  @Override
  public void down(Ref monitor, Term object, Term reason) {
    if (settle()) {
      none(reason);
    } else {
      caller.down(monitor, object, reason);
    }
  }
}
