package io.jergon.cmd.demo;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import io.jergon.node.Exit;
import io.jergon.node.Node;
import io.jergon.node.OfferedFunctions;
import io.jergon.node.Self;
import java.math.BigInteger;
import java.time.Duration;

/// Module `jergon_demo`: the functions that the demo node offers to `rpc`, `erpc` and `spawn`.
///
/// ```
/// add(A, B)      the sum of two integers
/// echo(X)        X
/// whoami()       the node's name
/// sleep(Ms)      ok, after that many milliseconds
/// fail(Reason)   exits with the reason
/// echo_loop()    for spawn: answers {From, X} with {self(), X} until it gets stop
/// ```
final class DemoFunctions {
  private static final String MODULE = "jergon_demo";

  private DemoFunctions() {}

  static void offerTo(Node node) {
    OfferedFunctions functions = node.functions();
    functions.offer(
        MODULE,
        "add",
        2,
        (self, arguments) -> integer(self, arguments.get(0)).add(integer(self, arguments.get(1))));
    functions.offer(MODULE, "echo", 1, (self, arguments) -> arguments.get(0));
    functions.offer(MODULE, "whoami", 0, (self, arguments) -> Atom.of(self.node().name()));
    functions.offer(
        MODULE,
        "sleep",
        1,
        (self, arguments) -> {
          Thread.sleep(Duration.ofMillis(integer(self, arguments.get(0)).longValueExact()));
          return Atom.OK;
        });
    functions.offer(
        MODULE,
        "fail",
        1,
        (self, arguments) -> {
          throw new Exit(arguments.get(0));
        });
    functions.offer(MODULE, "echo_loop", 0, (self, arguments) -> echoLoop(self));
  }

  private static BigInteger integer(Self self, Term term) {
    return self.node().mapper().fromTerm(term, BigInteger.class);
  }

  private static Atom echoLoop(Self self) {
    while (true) {
      switch (self.receive()) {
        case Atom a when a.is("stop") -> {
          return Atom.OK;
        }
        case Tuple t when t.arity() == 2 && t.get(0) instanceof Pid from ->
            self.send(from, Tuple.of(self.pid(), t.get(1)));
        default -> {} // not for us
      }
    }
  }
}
