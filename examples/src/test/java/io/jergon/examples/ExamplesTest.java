package io.jergon.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.jergon.etf.Term;
import io.jergon.etf.TermEncoder;
import io.jergon.node.EpmdMode;
import io.jergon.node.Node;
import io.jergon.node.NodeBuilder;
import io.jergon.testkit.TestCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs the examples that need no Erlang.
class ExamplesTest {
  private Node node;

  @BeforeEach
  void start() {
    node = builder().start();
  }

  private static NodeBuilder builder() {
    return Node.builder("jvm@127.0.0.1").cookie("secret").epmd(EpmdMode.NONE);
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
  void codecExample_run_readsWhatItWrote(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("reading.etf");
    Instant at = Instant.ofEpochMilli(1_700_000_000_000L);
    var reading = new CodecExample.Reading("attic", 21.5, at);
    assertThat(CodecExample.run(file, reading)).isEqualTo(reading);
    assertThat(CodecExample.describe(Files.readAllBytes(file))).isEqualTo("21.5 degrees");
    byte[] tuple = TermEncoder.encode(Term.parse("{rain,today}"));
    assertThat(CodecExample.describe(tuple)).isEqualTo("something about rain");
    assertThat(CodecExample.sizeOfFile(TermEncoder.encode(Term.parse("<<1,2,3>>")))).isEqualTo(3);
    assertThat(CodecExample.sizeOfFile(Arrays.copyOf(tuple, 5))).isEqualTo(-1);
  }

  @Test
  void tlsExample_bothForms_start(@TempDir Path folder) {
    var issued = TestCertificates.in(folder).issue("node", "127.0.0.1");
    TlsExample.fromFile(builder(), issued.optionsFile()).start().close();
    TlsExample.fromPem(builder(), issued.certificate(), issued.key(), issued.authority())
        .start()
        .close();
  }

  @Test
  void deferredReplyExample_run_answersLater() {
    assertThat(DeferredReplyExample.run(node)).isEqualTo("rain in Bergen");
  }

  @Test
  void signalsExample_run_asksOvertakesAndSpawns() {
    assertThat(SignalsExample.run(node))
        .containsExactly("42", "urgent before ordinary", "runs: true");
  }
}
