package io.jergon.node.call;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.etf.Term;
import io.jergon.node.ProcessName;
import io.jergon.node.event.CallTimeoutEvent;
import io.jergon.node.gen.GenMessage;
import io.jergon.node.process.CallInProgress;
import io.jergon.node.process.LocalNode;
import io.jergon.node.process.LocalProcess;
import io.jergon.node.signal.Signals;
import java.time.Duration;

/// The caller's side of the gen protocol: call and cast, to servers here and elsewhere.
///
/// A call monitors the server, sends the request, and waits for whichever comes first: the reply,
/// the monitor's word that the server is gone, or the deadline. To a server here, [CallInProgress]
/// does what the monitor does elsewhere.
///
/// ```
/// here       GenMessage.Call, the request by reference; the reply comes back by reference
/// elsewhere  {'$gen_call', {Caller, [alias | Ref]}, Request}; the reply is sent to the alias Ref
/// ```
public final class Calls {
  private static final Atom CALLING_SELF = Atom.of("calling_self");

  private Calls() {}

  /// Calls a server by pid.
  ///
  /// @throws CallFailed see there
  public static Object call(LocalProcess caller, Pid server, Object request, Duration timeout) {
    return call(caller, server, server, request, timeout);
  }

  /// Calls a server by name.
  ///
  /// @throws CallFailed see there
  public static Object call(
      LocalProcess caller, ProcessName server, Object request, Duration timeout) {
    LocalNode node = caller.node();
    Signals signals = node.signals();
    if (node.isHere(server.node())) {
      LocalProcess process = node.registry().whereis(server.name());
      if (process == null) {
        throw failed(caller, Atom.NOPROC, server.name(), request, timeout);
      }
      return callHere(caller, process, server.name(), request, timeout);
    }
    PendingCall call = new PendingCall(caller);
    try {
      signals.monitor(call, server, call.ref());
      if (!call.isDone()) {
        signals.send(caller.pid(), server, message(node, call, server.node(), request));
      }
      return await(caller, call, server.toTerm(), request, timeout);
    } finally {
      signals.demonitor(caller.pid(), server.toTerm(), call.ref());
      call.end();
    }
  }

  /// @param called how the caller named the server
  private static Object call(
      LocalProcess caller, Pid server, Term called, Object request, Duration timeout) {
    LocalNode node = caller.node();
    if (node.isHere(server.node())) {
      LocalProcess process = node.process(server);
      if (process == null) {
        throw failed(caller, Atom.NOPROC, called, request, timeout);
      }
      return callHere(caller, process, called, request, timeout);
    }
    Signals signals = node.signals();
    PendingCall call = new PendingCall(caller);
    try {
      signals.monitor(call, server, call.ref());
      if (!call.isDone()) {
        signals.send(caller.pid(), server, message(node, call, server.node(), request));
      }
      return await(caller, call, called, request, timeout);
    } finally {
      signals.demonitor(caller.pid(), server, call.ref());
      call.end();
    }
  }

  @SuppressWarnings("ReferenceEquality") // a process is itself
  private static Object callHere(
      LocalProcess caller, LocalProcess server, Term called, Object request, Duration timeout) {
    if (server == caller) {
      throw failed(caller, CALLING_SELF, called, request, timeout);
    }
    PendingCall call = new PendingCall(caller);
    CallInProgress inProgress = server.callBegins(call);
    if (inProgress == null) {
      throw failed(caller, Atom.NOPROC, called, request, timeout);
    }
    try {
      server.send(
          caller.pid(),
          caller.node().signals().traced(new GenMessage.Call(new WaitingFrom(call), request)));
      return await(caller, call, called, request, timeout);
    } finally {
      server.callEnds(inProgress);
      call.end();
    }
  }

  private static Object message(LocalNode node, PendingCall call, Atom host, Object request) {
    return forHost(node, host, new GenMessage.Call(new WaitingFrom(call), request));
  }

  private static Object await(
      LocalProcess caller, PendingCall call, Term server, Object request, Duration timeout) {
    return switch (caller.await(call, timeout)) {
      case null -> {
        CallTimeoutEvent.emit(caller.pid(), server, timeout);
        throw failed(caller, Atom.TIMEOUT, server, request, timeout);
      }
      case PendingCall.Down(Term reason) -> throw failed(caller, reason, server, request, timeout);
      case Object reply -> caller.received(reply);
    };
  }

  private static CallFailed failed(
      LocalProcess caller, Term reason, Term server, Object request, Duration timeout) {
    return new CallFailed(reason, server, caller.node().shown(request), timeout);
  }

  /// Casts to a server by pid.
  public static void cast(LocalNode node, Pid from, Pid server, Object request) {
    node.signals().send(from, server, forHost(node, server.node(), new GenMessage.Cast(request)));
  }

  /// Casts to a server by name.
  public static void cast(LocalNode node, Pid from, ProcessName server, Object request) {
    node.signals().send(from, server, forHost(node, server.node(), new GenMessage.Cast(request)));
  }

  /// By reference to a server here, as a term to one elsewhere.
  private static Object forHost(LocalNode node, Atom host, GenMessage message) {
    return node.isHere(host) ? message : message.toTerm(node.node());
  }
}
