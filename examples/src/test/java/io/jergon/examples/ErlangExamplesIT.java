package io.jergon.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.jergon.node.Node;
import io.jergon.testkit.ErlangNode;
import io.jergon.testkit.FreePort;
import io.jergon.testkit.RealErlang;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Runs the examples that talk to Erlang against a real one.
class ErlangExamplesIT {
  private static Node node;
  private static ErlangNode erl;

  @BeforeAll
  static void start() {
    RealErlang.require();
    int epmdPort = FreePort.pick();
    node = Node.builder("jvm@127.0.0.1").cookie("secret").epmdPort(epmdPort).start();
    erl = ErlangNode.builder("erl@127.0.0.1").cookie("secret").epmdPort(epmdPort).start();
  }

  @AfterAll
  static void stop() {
    if (erl != null) {
      erl.close();
    }
    if (node != null) {
      node.close();
    }
  }

  @Test
  void counterExample_calledFromErlang_goesOnCounting() {
    CounterExample.run(node);
    assertThat(erl.eval("gen_server:call({counter, 'jvm@127.0.0.1'}, {add, 40})")).isEqualTo("42");
  }

  @Test
  void typedCallExample_bankRuns_readsItsAnswer() {
    erl.load(ErlangExamplesIT.class, "bank.erl");
    erl.eval("{ok, _} = bank:start()");
    assertThat(TypedCallExample.run(node, erl.name())).isEqualTo("joe has 30");
  }

  @Test
  void typedCallExample_noSuchNode_saysNoconnection() {
    assertThat(TypedCallExample.run(node, "nobody@127.0.0.1")).isEqualTo("no answer: noconnection");
  }

  @Test
  void rpcExample_bothWays_answer() {
    RpcExample.offer(node);
    assertThat(erl.eval("erpc:call('jvm@127.0.0.1', greeter, hello, [<<\"Joe\">>])"))
        .isEqualTo("<<\"Hello Joe\">>");
    assertThat(RpcExample.call(node, erl.name())).isEqualTo("[1,2,3]");
  }
}
