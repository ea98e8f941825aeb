package io.jergon.node.kernel;

import io.jergon.etf.Atom;
import io.jergon.etf.ListTerm;
import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import io.jergon.node.RpcException;
import io.jergon.node.process.LocalNode;
import io.jergon.node.process.LocalProcess;
import io.jergon.node.scheduling.Pending;
import io.jergon.node.signal.RemoteSignals;
import io.jergon.node.signal.Signals;
import io.jergon.node.trace.TraceToken;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `erpc:call/5` to another node: spawns `erpc:execute_call/4` there with a monitor, and reads the
/// result off the exit reason.
///
/// Source: `erpc.erl`, OTP 23 to 29; see [Functions] for the other side.
public final class RemoteCall extends Pending<Object> implements SpawnRequester {
  private static final Atom ERPC = Atom.of("erpc");
  private static final Atom EXECUTE_CALL = Atom.of("execute_call");

  private record Down(Term reason) {}

  private record Refused(Term error) {}

  private final LocalProcess caller;
  private volatile @Nullable Pid running;

  private RemoteCall(LocalProcess caller) {
    this.caller = caller;
  }

  /// Calls a function on another node and waits for its result.
  ///
  /// @throws RpcException when it raised, or could not be run
  public static Term call(
      LocalProcess caller,
      Atom host,
      Atom module,
      Atom function,
      List<Term> arguments,
      Duration timeout) {
    LocalNode node = caller.node();
    RemoteCall call = new RemoteCall(caller);
    Ref request = node.newRef();
    Ref res = node.newRef();
    Mfa execute =
        new Mfa(ERPC, EXECUTE_CALL, List.of(res, module, function, ListTerm.of(arguments)));
    Signals signals = node.signals();
    signals.spawn(
        call,
        host,
        request,
        new RemoteSignals.SpawnParameters(caller.groupLeader(), execute, false, true));
    return switch (caller.await(call, timeout)) {
      case null -> {
        if (!signals.abandonSpawn(caller.pid(), host, request)) {
          call.stopWatching(request);
        }
        throw new RpcException(Atom.ERROR, Tuple.of(ERPC, Atom.TIMEOUT));
      }
      case Refused(Term error) -> throw new RpcException(Atom.ERROR, Tuple.of(ERPC, error));
      case Down(Term reason) -> result(res, reason);
      case Object other -> throw new AssertionError(other);
    };
  }

  private static Term result(Ref res, Term reason) {
    if (reason instanceof Tuple t
        && t.arity() >= 3
        && t.get(0).equals(res)
        && t.get(1) instanceof Atom kind) {
      if (kind.is("return")) {
        return t.get(2);
      }
      throw new RpcException(kind, t.get(2));
    }
    if (reason.equals(Atom.NOCONNECTION)) {
      throw new RpcException(Atom.ERROR, Tuple.of(ERPC, reason));
    }
    throw new RpcException(Atom.of("exit"), Tuple.of(Atom.of("signal"), reason));
  }

  /// The function runs on, and nobody is interested in its end any more.
  private void stopWatching(Ref request) {
    Pid pid = running;
    if (pid != null) {
      caller.node().signals().demonitor(caller.pid(), pid, request);
    }
  }

  @Override
  public void spawned(Pid pid, @Nullable TraceToken token) {
    running = pid;
  }

  @Override
  public void refused(Term error) {
    complete(new Refused(error));
  }

  @Override
  public Pid pid() {
    return caller.pid();
  }

  @Override
  public void down(Ref monitor, Term object, Term reason) {
    complete(new Down(reason));
  }
}
