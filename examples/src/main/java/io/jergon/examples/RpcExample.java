package io.jergon.examples;

import io.jergon.etf.ListTerm;
import io.jergon.etf.Term;
import io.jergon.etf.mapping.TermMapper;
import io.jergon.node.Node;
import io.jergon.node.RpcException;
import java.time.Duration;
import java.util.List;

/// Offers a function to Erlang, and calls one there.
public final class RpcExample {
  private RpcExample() {}

  /// @param arguments the name of an Erlang node
  public static void main(String[] arguments) throws InterruptedException {
    try (Node node = Node.builder("jvm@127.0.0.1").cookie("secret").start()) {
      offer(node);
      System.out.println(call(node, arguments[0]));
      Thread.currentThread().join(); // until Ctrl-C; meanwhile Erlang may call greeter:hello/1
    }
  }

  /// From now on `erpc:call('jvm@127.0.0.1', greeter, hello, [<<"Joe">>])` answers `<<"Hello
  /// Joe">>`.
  static void offer(Node node) {
    TermMapper mapper = node.mapper();
    node.functions()
        .offer(
            "greeter",
            "hello",
            1,
            (self, arguments) -> "Hello " + mapper.fromTerm(arguments.get(0), String.class));
  }

  static String call(Node node, String erlang) {
    Term numbers = ListTerm.of(List.of(Term.parse("3"), Term.parse("1"), Term.parse("2")));
    try {
      Term sorted = node.rpc(erlang, "lists", "sort", List.of(numbers), Duration.ofSeconds(5));
      return sorted.toString();
    } catch (RpcException e) {
      return e.kind() + ": " + e.reason(); // error: undef, say
    }
  }
}
