package io.jergon.cmd.demo;

import io.jergon.behaviour.CallResult;
import io.jergon.behaviour.GenServer;
import io.jergon.behaviour.Reply;
import io.jergon.behaviour.Result;
import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import io.jergon.node.ProcessName;
import io.jergon.node.Self;
import io.jergon.node.gen.From;

/// Sends back what it gets: a server of raw terms, for messages that no type describes.
///
/// ```
/// gen_server:call({echo, Node}, X)             X
/// gen_server:cast({echo, Node}, {To, X})       sends X to To: a pid, an alias, a name or {Name, Node}
/// {echo, Node} ! {From, X}                     sends {echo, X} to From, a pid
/// ```
///
/// Anything else is ignored.
public final class Echo implements GenServer<Term, Term> {
  private static final Atom ECHO = Atom.of("echo");

  private final Self self;

  Echo(Self self) {
    this.self = self;
  }

  @Override
  public CallResult handleCall(Term request, From from) {
    return Reply.of(request);
  }

  @Override
  public Result handleCast(Term request) {
    if (request instanceof Tuple pair && pair.arity() == 2) {
      forward(pair.get(0), pair.get(1));
    }
    return Result.noReply();
  }

  private void forward(Term to, Term message) {
    switch (to) {
      case Pid pid -> self.send(pid, message);
      case Ref alias -> self.send(alias, message);
      case Atom name -> self.send(ProcessName.of(name.name(), self.node().name()), message);
      case Tuple t
          when t.arity() == 2 && t.get(0) instanceof Atom name && t.get(1) instanceof Atom node ->
          self.send(new ProcessName(name, node), message);
      default -> {}
    }
  }

  @Override
  public Result handleInfo(Object message) {
    if (message instanceof Tuple pair && pair.arity() == 2 && pair.get(0) instanceof Pid from) {
      self.send(from, Tuple.of(ECHO, pair.get(1)));
    }
    return Result.noReply();
  }
}
