package io.jergon.examples;

import io.jergon.behaviour.CallResult;
import io.jergon.behaviour.Cast;
import io.jergon.behaviour.ChildSpec;
import io.jergon.behaviour.GenServer;
import io.jergon.behaviour.Reply;
import io.jergon.behaviour.Supervisor;
import io.jergon.behaviour.SupervisorSpec;
import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.etf.Term;
import io.jergon.node.Node;
import io.jergon.node.Self;
import io.jergon.node.gen.From;
import java.time.Duration;

/// A supervisor starts its child again when it dies.
public final class SupervisorExample {
  private SupervisorExample() {}

  public static void main(String[] arguments) {
    try (Node node = Node.builder("jvm@127.0.0.1").cookie("secret").start()) {
      System.out.println(run(node));
    }
  }

  /// A server that takes its own process in its constructor, and tells somebody that it is up.
  static final class Worker implements GenServer<Term, Cast<Worker>> {
    private final Self self;

    Worker(Self self, Pid observer) {
      this.self = self;
      self.send(observer, self.pid());
    }

    @Override
    public CallResult handleCall(Term request, From from) {
      return Reply.of(self.pid());
    }
  }

  static String run(Node node) {
    return node.inProcess(self -> {
      Supervisor.start(
          node,
          "worker_sup",
          SupervisorSpec.oneForOne()
              .intensity(3, Duration.ofSeconds(5))
              .child(ChildSpec.server("worker", own -> new Worker(own, self.pid()))));
      Pid first = (Pid) self.receive();
      self.exit(first, Atom.KILL);
      Pid second = (Pid) self.receive(); // from the worker that took its place
      return first.equals(second) ? "the same worker" : "a new worker";
    });
  }
}
