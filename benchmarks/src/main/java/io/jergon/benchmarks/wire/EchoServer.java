package io.jergon.benchmarks.wire;

import io.jergon.behaviour.CallResult;
import io.jergon.behaviour.GenServer;
import io.jergon.behaviour.Reply;
import io.jergon.behaviour.Result;
import io.jergon.etf.Atom;
import io.jergon.etf.Binary;
import io.jergon.etf.IntegerTerm;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import io.jergon.node.gen.From;

/// `echo_1` to `echo_120` and `sink`: what [Measure] says, for callers of any kind.
///
/// ```text
///   call count      how many messages were numbered 1, 2, 3 and so on since the last such call,
///                   or out_of_order
///   call Binary     ok
///   call Other      Other
///   N, {N, _}       a message with its number
/// ```
final class EchoServer implements GenServer<Term, Term> {
  static final Atom COUNT = Atom.of("count");
  static final Atom OUT_OF_ORDER = Atom.of("out_of_order");
  private static final Atom OK = Atom.of("ok");

  private long count;
  private boolean outOfOrder;

  @Override
  public CallResult handleCall(Term request, From from) {
    if (request instanceof Binary) {
      return Reply.of(OK);
    }
    if (!request.equals(COUNT)) {
      return Reply.of(request);
    }
    Term counted = outOfOrder ? OUT_OF_ORDER : IntegerTerm.of(count);
    count = 0;
    outOfOrder = false;
    return Reply.of(counted);
  }

  @Override
  public Result handleInfo(Object message) {
    Object number = message instanceof Tuple numbered ? numbered.get(0) : message;
    count++;
    outOfOrder |= !(number instanceof IntegerTerm n) || n.longValue() != count;
    return Result.noReply();
  }
}
