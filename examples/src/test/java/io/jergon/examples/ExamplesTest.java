package io.jergon.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.jergon.node.EpmdMode;
import io.jergon.node.Node;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Runs the examples that need no Erlang.
class ExamplesTest {
  private Node node;

  @BeforeEach
  void start() {
    node = Node.builder("jvm@127.0.0.1").cookie("secret").epmd(EpmdMode.NONE).start();
  }

  @AfterEach
  void stop() {
    node.close();
  }

  @Test
  void counterExample_run_counts() {
    assertThat(CounterExample.run(node)).isEqualTo(2);
  }

  @Test
  void supervisorExample_run_replacesTheWorker() {
    assertThat(SupervisorExample.run(node)).isEqualTo("a new worker");
  }

  @Test
  void plainProcessExample_run_takesTheUrgentFirst() {
    assertThat(PlainProcessExample.run(node))
        .containsExactly(
            "first put out the fire", "then sweep", "then wash", "the worker is gone: done");
  }

  @Test
  void deferredReplyExample_run_answersLater() {
    assertThat(DeferredReplyExample.run(node)).isEqualTo("rain in Bergen");
  }
}
