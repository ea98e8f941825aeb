package io.jergon.node.call;

import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import io.jergon.node.DeadLetter.Cause;
import io.jergon.node.process.CallInProgress;
import io.jergon.node.process.LocalProcess;
import io.jergon.node.scheduling.Pending;
import io.jergon.node.signal.AliasTarget;
import io.jergon.node.signal.Watcher;
import io.jergon.node.trace.TraceToken;
import io.jergon.node.trace.Traced;
import org.jspecify.annotations.Nullable;

/// A call that waits for its reply, or for word that the server is gone.
///
/// The reply comes straight to it, or as a message to its alias; never through the mailbox, so that
/// a late one leaves no trace.
final class PendingCall extends Pending<Object>
    implements Watcher, AliasTarget, CallInProgress.Caller {

  /// The server ended, or was not there.
  record Down(Term reason) {}

  private static final Object ENDED = new Object();

  private final LocalProcess caller;
  private volatile @Nullable Ref ref; // made when somebody needs it: within a node nobody does

  PendingCall(LocalProcess caller) {
    this.caller = caller;
  }

  /// The monitor's reference, which is the alias as well.
  Ref ref() {
    Ref made = ref;
    return made == null ? makeRef() : made;
  }

  private synchronized Ref makeRef() {
    Ref made = ref;
    if (made == null) {
      made = caller.node().newCallRef();
      ref = made;
    }
    return made;
  }

  @Override
  public Pid pid() {
    return caller.pid();
  }

  void reply(Object value) {
    LocalProcess server = caller.node().current();
    if (server != null) {
      server.checkAlive(); // the dead do not reply
    }
    answer(server == null ? null : server.pid(), caller.node().signals().traced(value));
  }

  private void answer(@Nullable Pid server, Object value) {
    if (!complete(value)) {
      caller.node().deadLetters().add(server, pid(), value, Cause.LATE_REPLY);
    }
  }

  /// Nobody waits any more, whether it was answered or not.
  void end() {
    complete(ENDED); // first: an alias that is made from now on ends at once
    Ref alias = ref;
    if (alias != null) {
      caller.node().signals().unalias(alias);
    }
  }

  Ref activateAlias() {
    Ref alias = ref();
    caller.node().signals().alias(alias, this);
    if (isDone()) {
      caller.node().signals().unalias(alias);
    }
    return alias;
  }

  /// A reply through the alias: `{Tag, Reply}`. Anything else sent to it is dropped.
  @Override
  public void deliver(Ref alias, Object message, boolean priority) {
    switch (message) {
      case Tuple t when t.arity() == 2 -> answer(null, t.get(1));
      case Traced(Tuple t, TraceToken token) when t.arity() == 2 ->
          answer(null, new Traced(t.get(1), token));
      default -> {}
    }
  }

  /// A call's alias is for the reply; an exit signal through it means nothing.
  @Override
  public void exit(Pid from, Ref alias, Term reason, boolean priority) {}

  @Override
  public void down(Ref monitor, Term object, Term reason) {
    serverEnded(reason);
  }

  @Override
  public void serverEnded(Term reason) {
    complete(new Down(reason));
  }
}
