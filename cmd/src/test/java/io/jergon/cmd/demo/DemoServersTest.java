package io.jergon.cmd.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jergon.behaviour.GenServer;
import io.jergon.behaviour.ServerRef;
import io.jergon.etf.Atom;
import io.jergon.etf.IntegerTerm;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import io.jergon.node.EpmdMode;
import io.jergon.node.Exit;
import io.jergon.node.Node;
import io.jergon.node.ProcessName;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The demo's servers, called from Java.
class DemoServersTest {
  private static final Duration SOON = Duration.ofSeconds(5);

  private Node node;
  private ServerRef<Counter> counter;

  @BeforeEach
  void start() {
    node = DemoNode.start(Node.builder("d@127.0.0.1").cookie("c").epmd(EpmdMode.NONE));
    counter = GenServer.ref(node, "counter", node.name(), Counter.class);
  }

  @AfterEach
  void stop() {
    node.close();
  }

  @Test
  void counter_typedCalls_count() {
    assertThat(counter.call(new Counter.Add(BigInteger.TWO))).isEqualTo(BigInteger.TWO);
    counter.cast(new Counter.Reset());
    assertThat(counter.call(new Counter.Get())).isZero();
  }

  @Test
  void counter_sleeping_answersOthersMeanwhile() {
    var sleeper =
        CompletableFuture.supplyAsync(
            () -> counter.call(new Counter.Sleep(300), SOON), Thread::startVirtualThread);
    assertThat(counter.call(new Counter.Get())).isZero();
    assertThat(sleeper).isNotDone();
    assertThat(sleeper.join()).isEqualTo(Atom.OK);
  }

  @Test
  void counter_crash_restartsAtZero() {
    counter.call(new Counter.Add(BigInteger.TEN));
    assertThatThrownBy(() -> counter.call(new Counter.Crash()))
        .isInstanceOfSatisfying(
            Exit.class, e -> assertThat(e.reason()).isEqualTo(Term.parse("{demo_crash, counter}")));
    Awaitility.await().until(() -> node.whereis("counter").isPresent());
    assertThat(counter.call(new Counter.Get())).isZero();
  }

  @Test
  void demoSup_givesUp_echoAndKvStay() {
    while (node.whereis("demo_sup").isPresent()) {
      node.whereis("counter").ifPresent(pid -> node.exit(pid, Atom.KILL));
    }
    assertThat(counter.pid()).isEmpty();
    assertThat(node.call(ProcessName.of("echo", node.name()), Atom.OK, SOON)).isEqualTo(Atom.OK);
    assertThat(GenServer.ref(node, "kv", node.name(), Kv.class).call(new Kv.Size())).isZero();
  }

  @Test
  void kv_typedCalls_keepTermsApart() {
    ServerRef<Kv> kv = GenServer.ref(node, "kv", node.name(), Kv.class);
    Term one = IntegerTerm.of(1);
    assertThat(kv.call(new Kv.Put(one, Atom.of("int")))).isEqualTo(Atom.OK);
    assertThat(kv.call(new Kv.Get(one))).isEqualTo(new Kv.Ok(Atom.of("int")));
    assertThat(kv.call(new Kv.Get(Term.parse("1.0")))).isEqualTo(new Kv.NotFound());
    assertThat(kv.call(new Kv.Delete(one))).isEqualTo(Atom.OK);
    assertThat(kv.call(new Kv.Size())).isZero();
  }

  @Test
  void echo_castAndMessage_answer() {
    Optional<Object> answers =
        node.inProcess(self -> {
          ProcessName echo = ProcessName.of("echo", node.name());
          self.cast(echo, Tuple.of(self.pid(), Atom.of("forwarded")));
          Object first = self.receive();
          self.send(echo, Tuple.of(self.pid(), Atom.of("hi")));
          return Optional.of(Tuple.of((Term) first, (Term) self.receive()));
        });
    assertThat(answers).contains(Term.parse("{forwarded, {echo, hi}}"));
  }
}
