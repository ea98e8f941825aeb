package io.jergon.node.kernel;

import io.jergon.etf.Atom;
import io.jergon.etf.ListTerm;
import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import io.jergon.node.Behaviour;
import io.jergon.node.DownMessage;
import io.jergon.node.Monitored;
import io.jergon.node.ProcessName;
import io.jergon.node.Self;
import io.jergon.node.SpawnOptions;
import io.jergon.node.gen.GenMessage;
import io.jergon.node.kernel.Functions.Outcome;
import io.jergon.node.quota.Share;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// `rex`: the server of the old `rpc` forms. OTP 23 and later call through `erpc`, but
/// `rpc:block_call`, `erl_call`, `ei_rpc` and JInterface still come here.
///
/// ```
/// call  {call | block_call, M, F, Args, GroupLeader}    -> Value | {badrpc, {'EXIT', Reason}}
/// cast  {cast, M, F, Args, GroupLeader}
/// info  {From, {call, M, F, Args, GroupLeader}}         -> From ! {rex, Value}
/// info  {From, features_request}                        -> From ! {features_reply, Node, [erpc]}
/// info  {From, {sbcast, Name, Msg}}                     -> From ! {rex, Node, Node | {nonexisting_name, Name}}
/// info  {From, {send, Name, Msg}}                       -> Name ! {From, Msg}
/// ```
///
/// Each function runs in a process of its own, so a slow one holds up nobody.
///
/// Source: `rpc.erl`, OTP 23 to 29.
public final class Rex implements Behaviour {
  private static final Atom REX = Atom.of("rex");
  private static final Atom BADRPC = Atom.of("badrpc");
  private static final Atom EXIT = Atom.of("EXIT");
  private static final Atom FEATURES_REPLY = Atom.of("features_reply");
  private static final Atom ERPC = Atom.of("erpc");
  private static final Atom NONEXISTING_NAME = Atom.of("nonexisting_name");

  private static final Atom SYSTEM_LIMIT = Atom.of("system_limit");

  private final Functions functions;
  private final Share share;
  private final Map<Ref, Consumer<Term>> unanswered = new HashMap<>();

  /// A server for the functions of a node.
  ///
  /// @param share bounds the processes that it starts; when that is all used, the answer is the
  ///   reason `system_limit`
  public Rex(Functions functions, Share share) {
    this.functions = functions;
    this.share = share;
  }

  @Override
  public void receive(Self self, Object message) {
    switch (GenMessage.of(self, message).orElse(null)) {
      case GenMessage.Call(var from, var request) -> {
        application(request, "call", "block_call").ifPresent(mfa -> run(self, mfa, from::reply));
      }
      case GenMessage.Cast(var request) -> {
        application(request, "cast", "cast").ifPresent(mfa -> run(self, mfa, value -> {}));
      }
      case GenMessage.SystemRequest _ -> {}
      case null -> {
        if (message instanceof DownMessage(Ref monitor, _, Term reason)) {
          ended(monitor, reason);
        } else if (message instanceof Tuple t && t.arity() == 2 && t.get(0) instanceof Pid from) {
          raw(self, from, t.get(1));
        }
      }
    }
  }

  private void raw(Self self, Pid from, Term request) {
    Atom here = Atom.of(self.node().name());
    Optional<Tuple> call = application(request, "call", "call");
    if (call.isPresent()) {
      run(self, call.get(), value -> self.node().send(from, Tuple.of(REX, value)));
    } else if (request instanceof Atom a && a.is("features_request")) {
      self.send(from, Tuple.of(FEATURES_REPLY, here, ListTerm.of(ERPC)));
    } else if (request instanceof Tuple t
        && t.arity() == 3
        && t.get(0) instanceof Atom label
        && t.get(1) instanceof Atom name) {
      ProcessName to = new ProcessName(name, here);
      if (label.is("send")) {
        self.send(to, Tuple.of(from, t.get(2)));
      } else if (label.is("sbcast")) {
        boolean known = self.node().whereis(name.name()).isPresent();
        self.send(to, t.get(2));
        self.send(from, Tuple.of(REX, here, known ? here : Tuple.of(NONEXISTING_NAME, name)));
      }
    }
  }

  private static Optional<Tuple> application(Object request, String label, String otherLabel) {
    return request instanceof Tuple t
            && t.arity() == 5
            && t.get(0) instanceof Atom a
            && (a.is(label) || a.is(otherLabel))
        ? Optional.of(t)
        : Optional.empty();
  }

  private void run(Self self, Tuple mfa, Consumer<Term> reply) {
    if (!share.take(Share.PROCESS)) {
      reply.accept(badrpc(SYSTEM_LIMIT));
      return;
    }
    SpawnOptions options =
        mfa.get(4) instanceof Pid leader
            ? SpawnOptions.DEFAULT.withGroupLeader(leader)
            : SpawnOptions.DEFAULT;
    Monitored running =
        self.spawnMonitor(
            options,
            child -> {
              try {
                reply.accept(
                    value(functions.applyTerms(child, mfa.get(1), mfa.get(2), mfa.get(3))));
              } finally {
                share.give(Share.PROCESS);
              }
            });
    unanswered.put(running.monitor(), reply);
  }

  /// A function's process ended: `normal` when it has answered, anything else when it could not.
  private void ended(Ref monitor, Term reason) {
    Consumer<Term> reply = unanswered.remove(monitor);
    if (reply != null && !reason.equals(Atom.NORMAL)) {
      reply.accept(badrpc(reason));
    }
  }

  private static Term value(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Returned(Term value) -> value;
      case Outcome.Exited(Term reason) -> badrpc(reason);
      case Outcome.Failed(Term reason, Term stack) -> badrpc(Tuple.of(reason, stack));
      case Outcome.Threw(Term value, _) -> value; // as `catch apply(M, F, A)` would
    };
  }

  private static Term badrpc(Term reason) {
    return Tuple.of(BADRPC, Tuple.of(EXIT, reason));
  }
}
