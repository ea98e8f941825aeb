package io.jergon.node.call;

import io.jergon.etf.Pid;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import io.jergon.node.gen.From;
import java.util.Objects;

/// A caller on this node, which waits for the value itself.
record WaitingFrom(PendingCall call) implements From {

  @Override
  public Pid pid() {
    return call.pid();
  }

  @Override
  public void reply(Object value) {
    call.reply(Objects.requireNonNull(value, "reply")); // else it would be no end of the wait
  }

  @Override
  public Term toTerm() {
    return Tuple.of(pid(), ReplyTag.of(call.activateAlias()));
  }
}
