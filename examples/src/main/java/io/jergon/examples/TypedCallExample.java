package io.jergon.examples;

import io.jergon.behaviour.GenServer;
import io.jergon.behaviour.ServerRef;
import io.jergon.node.Exit;
import io.jergon.node.Node;
import java.time.Duration;

/// Calls a `gen_server` in Erlang with records, and gets records back.
public final class TypedCallExample {
  private TypedCallExample() {}

  /// @param arguments the name of an Erlang node where `bank:start()` was called
  public static void main(String[] arguments) {
    try (Node node = Node.builder("jvm@127.0.0.1").cookie("secret").start()) {
      System.out.println(run(node, arguments[0]));
    }
  }

  static String run(Node node, String bankNode) {
    ServerRef<Bank> bank = GenServer.ref(node, "bank", bankNode, Bank.class);
    bank.cast(new Bank.CloseAccount("joe"));
    try {
      bank.call(new Bank.Deposit("joe", 100));
      return switch (bank.call(new Bank.Withdraw("joe", 70), Duration.ofSeconds(1))) {
        case Bank.Ok(long balance) -> "joe has " + balance;
        case Bank.Error(var reason) -> "joe gets nothing: " + reason;
      };
    } catch (Exit e) { // noproc, noconnection, timeout, or what the bank died of
      return "no answer: " + e.reason();
    }
  }
}
