package io.jergon.interop;

import static io.jergon.interop.Place.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jergon.behaviour.Call;
import io.jergon.behaviour.Cast;
import io.jergon.behaviour.GenServer;
import io.jergon.behaviour.ServerRef;
import io.jergon.etf.Atom;
import io.jergon.etf.Binary;
import io.jergon.etf.IntegerTerm;
import io.jergon.etf.ListTerm;
import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.etf.TermEncoder;
import io.jergon.etf.Tuple;
import io.jergon.node.Exit;
import io.jergon.node.Node;
import io.jergon.node.ProcessName;
import io.jergon.node.RpcException;
import io.jergon.testkit.ErlangNode;
import io.jergon.testkit.RandomTerms;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Java calls servers and functions in a real Erlang node.
class JavaCallsIT {

  /// The protocol of the Erlang counter of demo_reference.
  interface Counter {}

  record Add(long n) implements Call<Counter, Long> {}

  record Get() implements Call<Counter, Long> {}

  record Sleep(long ms) implements Call<Counter, Term> {}

  record Crash() implements Call<Counter, Term> {}

  record Reset() implements Cast<Counter> {}

  private static final Duration LONG = Duration.ofSeconds(30);

  private static Place place;
  private static Node node;
  private static ErlangNode erl;
  private static ServerRef<Counter> counter;

  @BeforeAll
  static void start() {
    place = Place.erlang();
    node = place.node();
    erl = place.erl();
    counter = GenServer.ref(node, "counter", erl.name(), Counter.class);
  }

  @AfterAll
  static void stop() {
    place.close();
  }

  private static ProcessName named(String name) {
    return ProcessName.of(name, erl.name());
  }

  /// Servers of OTP 23 and other implementations do not know aliases.
  @Test
  void call_serverRepliesToThePid_returnsItAndALateOneIsNowhere() {
    erl.eval(
        """
        Old = spawn(fun Loop() -> receive
            {'$gen_call', {Pid, Tag}, late} -> Pid ! {Tag, early}, Pid ! {Tag, late}, Loop();
            {'$gen_call', {Pid, Tag}, X} -> Pid ! {Tag, X}, Loop() end end),
        register(old, Old)\
        """);
    node.inProcess(self -> {
      assertThat(self.call(named("old"), Atom.of("hi"), LONG)).isEqualTo(Atom.of("hi"));
      assertThat(self.call(named("old"), Atom.of("late"), LONG)).isEqualTo(Atom.of("early"));
      assertThat(place.settled(self)).isEmpty();
      return null;
    });
  }

  @Test
  void message_thatLooksLikeAReply_isAMessage() {
    node.inProcess(self -> {
      Ref alias = self.alias();
      erl.bindExternal("Alias", TermEncoder.encode(alias));
      erl.bindExternal("To", TermEncoder.encode(self.pid()));
      erl.eval("To ! {[alias | Alias], message}");
      assertThat(place.settled(self))
          .containsExactly(
              Tuple.of(ListTerm.improper(List.of(Atom.of("alias")), alias), Atom.of("message")));
      return null;
    });
  }

  @Test
  void ping_erlang_pongsBothWays() {
    assertThat(node.ping(erl.name())).isTrue();
    assertThat(erl.eval("net_adm:ping('java@127.0.0.1')")).isEqualTo("pong");
    assertThat(node.nodes()).containsExactly(erl.name());
  }

  @Test
  void ping_nobody_isFalseSoon() {
    assertThat(node.ping("nobody@127.0.0.1")).isFalse();
  }

  @Test
  void call_typed_byName() {
    counter.cast(new Reset());
    assertThat(counter.call(new Add(40))).isEqualTo(40);
    assertThat(counter.call(new Add(2), SOON)).isEqualTo(42);
    assertThat(counter.call(new Get())).isEqualTo(42);
  }

  @Test
  void call_typed_byPid() {
    Pid pid = (Pid) Place.term(erl, "whereis(counter)");
    ServerRef<Counter> byPid = ServerRef.of(node, pid, Counter.class);
    byPid.cast(new Reset());
    assertThat(byPid.call(new Add(7))).isEqualTo(7);
  }

  @Test
  void call_terms_untyped() {
    Term request = Term.parse("{put, #{k => [1, 2.5, <<\"x\">>]}, {v, 'ä'}}");
    assertThat(node.call(named("kv"), request, SOON)).isEqualTo(Atom.OK);
    assertThat(node.call(named("kv"), Term.parse("{get, #{k => [1, 2.5, <<\"x\">>]}}"), SOON))
        .isEqualTo(Term.parse("{ok, {v, 'ä'}}"));
  }

  @Test
  void cast_echo_sendsBack() {
    assertThat(
            node.<Object>inProcess(self -> {
              self.cast(named("echo"), Tuple.of(self.pid(), Atom.of("surprise")));
              return self.receive(SOON).orElse("nothing");
            }))
        .isEqualTo(Atom.of("surprise"));
  }

  @Test
  void send_info_isAnswered() {
    assertThat(
            node.<Object>inProcess(self -> {
              self.send(named("echo"), Tuple.of(self.pid(), Atom.of("hi")));
              return self.receive(SOON).orElse("nothing");
            }))
        .isEqualTo(Term.parse("{echo, hi}"));
  }

  @Test
  void call_missingName_isNoprocBeforeItsTimeout() {
    node.connect(erl.name());
    Exit exit = catchThrowableOfType(Exit.class, () -> node.call(named("nobody"), Atom.OK, LONG));
    assertThat(exit.reason()).isEqualTo(Atom.NOPROC);
  }

  @Test
  void call_deadPid_isNoprocBeforeItsTimeout() {
    Pid dead = (Pid) Place.term(erl, "element(1, spawn_monitor(fun() -> ok end))");
    erl.eval("receive {'DOWN', _, _, _, _} -> ok end");
    Exit exit = catchThrowableOfType(Exit.class, () -> node.call(dead, Atom.OK, LONG));
    assertThat(exit.reason()).isEqualTo(Atom.NOPROC);
  }

  @Test
  void call_missingNode_isNoconnectionBeforeItsTimeout() {
    Exit exit =
        catchThrowableOfType(
            Exit.class, () -> node.call(ProcessName.of("x", "nobody@127.0.0.1"), Atom.OK, LONG));
    assertThat(exit.reason()).isEqualTo(Atom.NOCONNECTION);
  }

  @Test
  void call_serverCrashes_hasItsReason() {
    Exit exit = catchThrowableOfType(Exit.class, () -> counter.call(new Crash(), LONG));
    assertThat(exit.reason()).isEqualTo(Term.parse("{demo_crash, counter}"));
    erl.eval("jergon_suite:counter_back(node())");
  }

  @Test
  void call_timedOut_lateReplyIsNowhere() {
    List<Object> late =
        node.inProcess(self -> {
          Exit exit =
              catchThrowableOfType(
                  Exit.class,
                  () ->
                      self.call(
                          named("counter"), Term.parse("{sleep, 300}"), Duration.ofMillis(50)));
          assertThat(exit.reason()).isEqualTo(Atom.TIMEOUT);
          // The counter answers this one after it has answered the late one.
          self.call(named("counter"), Atom.of("get"), SOON);
          return place.settled(self);
        });
    assertThat(late).isEmpty();
  }

  @Test
  void call_fromPlainThreads_concurrently() throws InterruptedException {
    var threads = new Thread[50];
    var wrong = new java.util.concurrent.ConcurrentLinkedQueue<Object>();
    for (int i = 0; i < threads.length; i++) {
      int id = i;
      threads[i] =
          Thread.ofVirtual()
              .start(() -> {
                for (int n = 0; n < 50; n++) {
                  Term request = Tuple.of(IntegerTerm.of(id), IntegerTerm.of(n));
                  if (!node.call(named("echo"), request, LONG).equals(request)) {
                    wrong.add(request);
                  }
                }
              });
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void call_fromErlangToJava_andBackWithin() {
    // A Java server that calls Erlang in its handler: neither side waits for the other's
    // connection.
    GenServer.start(node, "relay", Relay::new);
    assertThat(erl.eval("gen_server:call({relay, 'java@127.0.0.1'}, {forward, #{a => 1}})"))
        .isEqualTo("#{a => 1}");
  }

  static final class Relay implements GenServer<Term, Term> {
    @Override
    public io.jergon.behaviour.CallResult handleCall(Term request, io.jergon.node.gen.From from) {
      return io.jergon.behaviour.Reply.of(
          (Term) node.call(named("echo"), ((Tuple) request).get(1), SOON));
    }
  }

  @Test
  void rpc_erlangFunctions_answer() {
    assertThat(node.rpc(erl.name(), "lists", "reverse", List.of(Term.parse("[1, 2, 3]")), SOON))
        .isEqualTo(Term.parse("[3, 2, 1]"));
    assertThat(node.rpc(erl.name(), "erlang", "node", List.of(), SOON))
        .isEqualTo(Atom.of(erl.name()));
  }

  @Test
  void rpc_raises_hasKindAndReason() {
    assertThatExceptionOfType(RpcException.class)
        .isThrownBy(() -> node.rpc(erl.name(), "no_module", "f", List.of(), SOON))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(Atom.ERROR))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Atom.of("undef")));
    assertThatExceptionOfType(RpcException.class)
        .isThrownBy(
            () -> node.rpc(erl.name(), "erlang", "exit", List.of(Term.parse("{a, b}")), SOON))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(Atom.of("exit")))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Term.parse("{a, b}")));
    assertThatExceptionOfType(RpcException.class)
        .isThrownBy(() -> node.rpc(erl.name(), "erlang", "throw", List.of(Atom.of("ball")), SOON))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(Atom.of("throw")));
    assertThatExceptionOfType(RpcException.class)
        .isThrownBy(() ->
            node.rpc(
                erl.name(), "timer", "sleep", List.of(IntegerTerm.of(2000)), Duration.ofMillis(50)))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Term.parse("{erpc, timeout}")));
  }

  @Test
  void bigTerms_toErlangAndBack_areEqual() {
    var bytes = new byte[16 * 1024 * 1024];
    new java.util.Random(1).nextBytes(bytes);
    Term big = Tuple.of(Binary.wrap(bytes), ListTerm.chars("x".repeat(100_000)));
    assertThat(node.call(named("echo"), big, LONG).equals(big)).isTrue();
  }

  @Test
  void connectAtOnce_fromBothSides_50Rounds_everyCallIsAnswered() throws Exception {
    // The JVM's name sorts after Erlang's, so its attempt wins; `aaa` sorts before, so Erlang's
    // wins.
    try (var smaller = Place.jergon("aaa@127.0.0.1", place.epmdPort())) {
      GenServer.start(smaller, "echo", Place.TermEcho::new);
      for (Node ours : List.of(node, smaller)) {
        for (int round = 0; round < 50; round++) {
          ours.disconnect(erl.name());
          erl.eval(
              "true = jergon_suite:until(fun() -> not lists:member('"
                  + ours.name()
                  + "', nodes(hidden)) end)");
          String theirs =
              "catch gen_server:call({echo, '" + ours.name() + "'}, " + round + ", 10000)";
          var answer = CompletableFuture.supplyAsync(() -> erl.eval(theirs));
          Term request = IntegerTerm.of(round);
          assertThat(ours.call(named("echo"), request, LONG))
              .as("round %d", round)
              .isEqualTo(request);
          assertThat(answer.get(20, TimeUnit.SECONDS)).as("round %d", round).isEqualTo(round + "");
        }
      }
    }
  }

  @Test
  void textOfTerms_isReadByErlang() {
    RandomTerms terms = RandomTerms.seeded();
    System.out.println("JavaCallsIT texts: -Dseed=" + terms.seed());
    for (int i = 0; i < 300; i++) {
      Atom atom = terms.atom();
      Term term =
          Tuple.of(
              atom,
              terms.integer(),
              ListTerm.of(atom),
              ListTerm.chars(atom.name()),
              Binary.utf8(atom.name()));
      assertThat(Place.term(erl, term.toString()))
          .as("text %d of -Dseed=%d: %s", i, terms.seed(), term)
          .isEqualTo(term);
    }
  }

  @Test
  void traffic_120ProcessesEachSide_answersAndOrderAreRight() throws Exception {
    erl.load(JavaCallsIT.class, "jergon_traffic.erl");
    erl.eval(
        "Self = self(), spawn(fun() -> Self ! {calls, jergon_traffic:calls('java@127.0.0.1', 120, 50)} end)");
    var wrong = new java.util.concurrent.ConcurrentLinkedQueue<Object>();
    var left = new java.util.concurrent.CountDownLatch(120);
    List<Pid> loops =
        ((ListTerm) Place.term(erl, "[jergon_victim:start() || _ <- lists:seq(1, 120)]"))
            .elements().stream().map(Pid.class::cast).toList();
    for (int i = 0; i < 120; i++) {
      node.spawn(self -> {
        for (int n = 0; n < 10; n++) {
          for (Pid loop : loops) {
            self.send(loop, Tuple.of(self.pid(), IntegerTerm.of(n)));
          }
        }
        var next = new java.util.HashMap<Term, Integer>();
        for (int n = 0; n < 10 * loops.size(); n++) {
          var answer = (Tuple) self.receive(LONG).orElse(Tuple.EMPTY);
          if (answer.arity() != 2) {
            wrong.add("missing after " + n);
            break;
          }
          int expected = next.merge(answer.get(0), 1, Integer::sum) - 1;
          if (!answer.get(1).equals(IntegerTerm.of(expected))) {
            wrong.add(answer + " (expected: " + expected + ")");
          }
        }
        left.countDown();
      });
    }
    assertThat(left.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(wrong).isEmpty();
    assertThat(erl.eval("receive {calls, Wrong} -> Wrong end", Duration.ofMinutes(1)))
        .isEqualTo("[]");
  }
}
