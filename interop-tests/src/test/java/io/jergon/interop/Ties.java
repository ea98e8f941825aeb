package io.jergon.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jergon.behaviour.GenServer;
import io.jergon.etf.Atom;
import io.jergon.etf.Binary;
import io.jergon.etf.IntegerTerm;
import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.etf.TermEncoder;
import io.jergon.etf.Tuple;
import io.jergon.node.DownMessage;
import io.jergon.node.Exit;
import io.jergon.node.ExitMessage;
import io.jergon.node.Node;
import io.jergon.node.ProcessName;
import io.jergon.node.Self;
import io.jergon.testkit.ErlangNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// What is between a Jergon node in this JVM and a real Erlang node, and what becomes of it when
/// the network is bad: links, monitors and calls, each resolved once, and traffic, in order. [#tie]
/// may be called again when all of the last time is resolved.
final class Ties {
  private static final Duration LONG = Duration.ofSeconds(60);

  enum Dials {
    JERGON,
    ERLANG
  }

  private final Node node;
  private final ErlangNode erl;

  /// Starts on both what is needed.
  Ties(Node node, ErlangNode erl) {
    this.node = node;
    this.erl = erl;
    if (node.whereis("echo").isEmpty()) {
      GenServer.start(node, "echo", Place.TermEcho::new);
    }
    Place.prepare(erl);
    fresh();
  }

  /// Gives the Erlang node an empty mailbox and no binding but `N`.
  void fresh() {
    erl.forget();
    erl.eval("jergon_suite:flush(), N = '" + node.name() + "'");
  }

  void dial(Dials dials) {
    if (dials == Dials.JERGON) {
      assertThat(node.ping(erl.name())).isTrue();
    } else {
      assertThat(erl.eval("net_adm:ping(N)")).isEqualTo("pong");
    }
  }

  /// What the two sides are told, each once.
  record Told(
      CompletableFuture<List<Object>> java, List<Object> expected, CompletableFuture<Term> call) {}

  /// Links, monitors by pid, name and node, and calls, in both directions.
  Told tie() throws Exception {
    fresh();
    Pid victim = (Pid) Place.term(erl, "Victim = spawn(fun() -> receive never -> ok end end)");
    Pid busy = (Pid) Place.term(erl, "Busy = spawn(fun() -> receive never -> ok end end)");
    Pid waiting = node.spawn(self -> self.receive(m -> false));
    CompletableFuture<List<Object>> told = new CompletableFuture<>();
    CompletableFuture<List<Object>> expected = new CompletableFuture<>();
    node.spawn(self -> {
      self.trapExit(true);
      self.link(victim);
      Ref byPid = self.monitor(victim);
      ProcessName name = ProcessName.of("echo", erl.name());
      Ref byName = self.monitor(name);
      self.call(name, Atom.of("sync"), LONG);
      expected.complete(
          List.of(
              new ExitMessage(victim, Atom.NOCONNECTION),
              new DownMessage(byPid, victim, Atom.NOCONNECTION),
              new DownMessage(byName, name.toTerm(), Atom.NOCONNECTION)));
      told.complete(told(self, 3));
    });
    CompletableFuture<Term> call = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            call.complete((Term) node.call(busy, Atom.of("wait"), Duration.ofMinutes(5)));
          } catch (Exit e) {
            call.complete(e.reason());
          }
        });
    erl.bindExternal("Waiting", TermEncoder.encode(waiting));
    erl.eval(
        """
        Main = self(),
        spawn(fun() ->
            process_flag(trap_exit, true),
            monitor_node(N, true),
            link(Waiting), monitor(process, Waiting), monitor(process, {echo, N}),
            Caller = spawn_monitor(fun() -> exit({caught, catch gen_server:call(Waiting, hi, infinity)}) end),
            sync = gen_server:call({echo, N}, sync, 60000),
            Main ! tied,
            Next = fun() -> receive M -> M after 60000 -> nothing end end,
            Told = [Next() || _ <- [exit, down, down, nodedown, call]],
            Rest = receive More -> More after 300 -> nothing end,
            Main ! {told, lists:sort([case T of
                {'EXIT', Waiting, R} -> {exit, R};
                {'DOWN', _, process, {echo, _}, R} -> {name, R};
                {'DOWN', _, process, _, {caught, {'EXIT', {R, _}}}} -> {call, R};
                {'DOWN', _, process, _, R} -> {pid, R};
                Other -> Other end || T <- Told]), Rest}
        end),
        receive tied -> ok end\
        """,
        LONG);
    assertThat(
            erl.eval(
                "jergon_suite:until(fun() -> process_info(Busy, message_queue_len) =:= {message_queue_len, 1} end)"))
        .isEqualTo("true");
    return new Told(told, expected.get(60, TimeUnit.SECONDS), call);
  }

  private static List<Object> told(Self self, int count) {
    List<Object> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      self.receive(LONG).ifPresent(all::add);
    }
    self.receive(Duration.ofMillis(300)).ifPresent(all::add); // nothing more
    return all;
  }

  /// Waits until all of it is resolved, as `noconnection`, and nothing twice.
  void assertToldOnce(Told told) throws Exception {
    assertJavaToldOnce(told);
    assertErlangToldOnce();
  }

  /// The half of it that Jergon is told.
  void assertJavaToldOnce(Told told) throws Exception {
    assertThat(told.java().get(90, TimeUnit.SECONDS))
        .containsExactlyInAnyOrderElementsOf(told.expected());
    assertThat(told.call().get(60, TimeUnit.SECONDS)).isEqualTo(Atom.NOCONNECTION);
  }

  private void assertErlangToldOnce() {
    assertThat(
            erl.eval(
                "receive {told, Told, Rest} -> {Told, Rest} after 90000 -> nothing end",
                Duration.ofSeconds(100)))
        .isEqualTo(
            "{[{call,{nodedown,'%s'}},{exit,noconnection},{name,noconnection},{nodedown,'%s'},{pid,noconnection}],nothing}"
                .formatted(node.name(), node.name()));
  }

  /// Dials until it succeeds, and calls both ways.
  void assertGoodAgain(Dials dials) {
    await()
        .atMost(LONG)
        .ignoreExceptions()
        .until(() -> {
          dial(dials);
          return true;
        });
    assertThat(node.call(ProcessName.of("echo", erl.name()), Atom.of("again"), LONG))
        .isEqualTo(Atom.of("again"));
    assertThat(erl.eval("gen_server:call({echo, N}, again)")).isEqualTo("again");
  }

  /// Numbered messages both ways, and calls.
  void assertTraffic(int messages, int size) throws Exception {
    fresh();
    CompletableFuture<Integer> received = new CompletableFuture<>();
    Pid here =
        node.spawn(self -> {
          for (int i = 0; i < messages; i++) {
            Tuple message = (Tuple) self.receive(LONG).orElseThrow();
            if (!message.get(0).equals(IntegerTerm.of(i))) {
              received.complete(i);
            }
          }
          received.complete(messages);
        });
    erl.bindExternal("Here", TermEncoder.encode(here));
    Pid there =
        (Pid)
            Place.term(
                erl,
                """
                Bytes = binary:copy(<<7>>, %d), Count = %d, Main = self(),
                spawn(fun() ->
                    spawn(fun() -> [Here ! {I, Bytes} || I <- lists:seq(0, Count - 1)] end),
                    Wrong = [I || I <- lists:seq(0, Count - 1), (receive {J, Bytes} -> J after 60000 -> nothing end) =/= I],
                    Main ! {wrong, Wrong}
                end)\
                """
                    .formatted(size, messages));
    Term bytes = Binary.wrap(filled(size));
    node.spawn(self -> {
      for (int i = 0; i < messages; i++) {
        self.send(there, Tuple.of(IntegerTerm.of(i), bytes));
      }
    });
    for (int i = 0; i < 5; i++) {
      assertThat(node.call(ProcessName.of("echo", erl.name()), IntegerTerm.of(i), LONG))
          .isEqualTo(IntegerTerm.of(i));
    }
    assertThat(received.get(120, TimeUnit.SECONDS)).isEqualTo(messages);
    assertThat(
            erl.eval(
                "receive {wrong, Wrong} -> Wrong after 90000 -> nothing end",
                Duration.ofSeconds(100)))
        .isEqualTo("[]");
  }

  private static byte[] filled(int size) {
    byte[] bytes = new byte[size];
    Arrays.fill(bytes, (byte) 7);
    return bytes;
  }
}
