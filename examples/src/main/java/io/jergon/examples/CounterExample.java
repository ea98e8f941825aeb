package io.jergon.examples;

import io.jergon.behaviour.GenServer;
import io.jergon.behaviour.ServerRef;
import io.jergon.node.Node;

/// Starts a [Counter] on a node, and calls it from Java.
///
/// Leave it running and call it from Erlang, too:
///
/// ```
/// $ erl -name me@127.0.0.1 -setcookie secret
/// 1> gen_server:call({counter, 'jvm@127.0.0.1'}, {add, 40}).
/// 42
/// ```
public final class CounterExample {
  private CounterExample() {}

  public static void main(String[] arguments) throws InterruptedException {
    try (Node node = Node.builder("jvm@127.0.0.1").cookie("secret").start()) {
      System.out.println("the counter says " + run(node));
      Thread.currentThread().join(); // until Ctrl-C
    }
  }

  static long run(Node node) {
    ServerRef<Counter> counter = GenServer.start(node, "counter", Counter::new);
    counter.cast(new Counter.Reset());
    long now = counter.call(new Counter.Add(2));
    return now;
  }
}
