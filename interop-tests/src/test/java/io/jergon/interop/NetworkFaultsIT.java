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
import io.jergon.node.EpmdMode;
import io.jergon.node.Exit;
import io.jergon.node.ExitMessage;
import io.jergon.node.Node;
import io.jergon.node.ProcessName;
import io.jergon.node.Self;
import io.jergon.testkit.Epmd;
import io.jergon.testkit.ErlangNode;
import io.jergon.testkit.RealErlang;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// A real Erlang node and a Jergon node with a bad network between them, whoever dialled. Whatever
/// breaks: every link, monitor and call across resolves once, on both sides, and when the network
/// is good again, so are the nodes.
class NetworkFaultsIT {
  private static final Duration TICK_TIME = Duration.ofSeconds(2);
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String ERL = "erl@127.0.0.1";
  private static final String JAVA = "java@127.0.0.1";

  enum Dials {
    JERGON,
    ERLANG
  }

  private Epmd erlangs;
  private Epmd javas;
  private Node node;
  private ErlangNode erl;
  private FaultProxy proxy;
  private @Nullable FaultProxy back;

  @BeforeEach
  void start() {
    RealErlang.require();
    erlangs = Epmd.start();
    javas = Epmd.start();
    node =
        Node.builder(JAVA)
            .cookie(Place.COOKIE)
            .epmd(EpmdMode.CLIENT)
            .epmdPort(javas.port())
            .listenAddress(InetAddress.getLoopbackAddress())
            .tickTime(TICK_TIME)
            .setupTime(Duration.ofSeconds(3))
            .start();
    GenServer.start(node, "echo", Place.TermEcho::new);
    node.register("waiting", node.spawn(self -> self.receive(m -> false)));
    erl =
        ErlangNode.builder(ERL)
            .cookie(Place.COOKIE)
            .epmdPort(erlangs.port())
            .arguments("-kernel", "net_ticktime", "2", "-kernel", "net_setuptime", "3")
            .start();
    for (String module :
        List.of("jergon_suite", "demo_reference_server", "demo_reference", "jergon_demo")) {
      erl.load(Place.class, module + ".erl");
    }
    erl.eval("demo_reference:start(), N = '" + JAVA + "'");
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable part :
        new @Nullable AutoCloseable[] {node, erl, proxy, back, erlangs, javas}) {
      if (part != null) {
        part.close();
      }
    }
  }

  /// Connects through the proxy.
  private void connect(Dials dials) {
    // The one who dials asks its own EPMD, which knows the proxy under the other's name.
    proxy =
        dials == Dials.JERGON
            ? new FaultProxy("erl", erlangs, javas)
            : new FaultProxy("java", javas, erlangs);
    dial(dials);
  }

  private void dial(Dials dials) {
    if (dials == Dials.JERGON) {
      assertThat(node.ping(ERL)).isTrue();
    } else {
      assertThat(erl.eval("net_adm:ping(N)")).isEqualTo("pong");
    }
  }

  // ---- what is tied, and what becomes of it ----

  /// What the two sides are told, each once.
  private record Told(
      CompletableFuture<List<Object>> java, List<Object> expected, CompletableFuture<Term> call) {}

  private Told tie() throws Exception {
    Pid victim = (Pid) Place.term(erl, "Victim = spawn(fun() -> receive never -> ok end end)");
    CompletableFuture<List<Object>> told = new CompletableFuture<>();
    CompletableFuture<List<Object>> expected = new CompletableFuture<>();
    node.spawn(self -> {
      self.trapExit(true);
      self.link(victim);
      Ref byPid = self.monitor(victim);
      ProcessName name = ProcessName.of("echo", ERL);
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
            call.complete(
                (Term)
                    node.call(
                        ProcessName.of("counter", ERL),
                        Term.parse("{sleep, 600000}"),
                        Duration.ofMinutes(5)));
          } catch (Exit e) {
            call.complete(e.reason());
          }
        });
    Pid waiting = node.whereis("waiting").orElseThrow();
    erl.bindExternal("Waiting", TermEncoder.encode(waiting));
    erl.eval(
        """
        Main = self(),
        spawn(fun() ->
            process_flag(trap_exit, true),
            monitor_node(N, true),
            link(Waiting), monitor(process, Waiting), monitor(process, {echo, N}),
            Caller = spawn_monitor(fun() -> exit({caught, catch gen_server:call({waiting, N}, hi, infinity)}) end),
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
                "jergon_suite:until(fun() -> process_info(whereis(counter), current_function) =:= {current_function, {timer, sleep, 1}} end)"))
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

  private void assertToldOnce(Told told) throws Exception {
    assertThat(told.java().get(90, TimeUnit.SECONDS))
        .containsExactlyInAnyOrderElementsOf(told.expected());
    assertThat(told.call().get(60, TimeUnit.SECONDS)).isEqualTo(Atom.NOCONNECTION);
    assertErlangToldOnce();
  }

  private void assertErlangToldOnce() {
    assertThat(
            erl.eval(
                "receive {told, Told, Rest} -> {Told, Rest} after 90000 -> nothing end",
                Duration.ofSeconds(100)))
        .isEqualTo(
            "{[{call,{nodedown,'%s'}},{exit,noconnection},{name,noconnection},{nodedown,'%s'},{pid,noconnection}],nothing}"
                .formatted(JAVA, JAVA));
  }

  private void assertGoodAgain(Dials dials) {
    await()
        .atMost(LONG)
        .ignoreExceptions()
        .until(() -> {
          dial(dials);
          return true;
        });
    assertThat(node.call(ProcessName.of("echo", ERL), Atom.of("again"), LONG))
        .isEqualTo(Atom.of("again"));
    assertThat(erl.eval("gen_server:call({echo, N}, again)")).isEqualTo("again");
  }

  // ---- faults ----

  enum Fault {
    /// Both ends keep an open socket, and hear nothing more.
    HALF_OPEN {
      @Override
      void happens(FaultProxy proxy) {
        proxy.hold();
      }
    },
    ONE_WAY_TO_THE_DIALLED {
      @Override
      void happens(FaultProxy proxy) {
        proxy.holdToTarget();
      }
    },
    ONE_WAY_TO_THE_DIALLER {
      @Override
      void happens(FaultProxy proxy) {
        proxy.holdFromTarget();
      }
    },
    RESET {
      @Override
      void happens(FaultProxy proxy) {
        proxy.reset();
      }
    };

    abstract void happens(FaultProxy proxy);
  }

  static Stream<Arguments> faults() {
    return Stream.of(Fault.values())
        .flatMap(fault -> Stream.of(Dials.values()).map(dials -> Arguments.of(fault, dials)));
  }

  @ParameterizedTest(name = "{0}, {1} dialled")
  @MethodSource("faults")
  void network_breaks_everythingAcrossIsResolvedOnceAndComesAgain(Fault fault, Dials dials)
      throws Exception {
    connect(dials);
    Told told = tie();

    fault.happens(proxy);

    assertToldOnce(told);
    proxy.heal();
    assertGoodAgain(dials);
  }

  @ParameterizedTest
  @EnumSource
  void network_isCutAndNobodyGetsThrough_diallingFailsUntilItHeals(Dials dials) throws Exception {
    connect(dials);
    Told told = tie();

    proxy.hold();
    assertToldOnce(told);
    if (dials == Dials.JERGON) {
      assertThat(node.ping(ERL)).isFalse();
    } else {
      assertThat(erl.eval("net_adm:ping(N)")).isEqualTo("pang");
    }
    proxy.heal();
    assertGoodAgain(dials);
  }

  // ---- slow networks, over which all works ----

  /// Numbered messages both ways, and calls.
  private void assertTraffic(int messages, int size) throws Exception {
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
      assertThat(node.call(ProcessName.of("echo", ERL), IntegerTerm.of(i), LONG))
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

  @ParameterizedTest
  @EnumSource
  void network_late200Milliseconds_everythingArrives(Dials dials) throws Exception {
    proxy = null;
    connect(dials);
    proxy.delay(Duration.ofMillis(200));
    assertTraffic(500, 10_000);
    assertThat(proxy.connections()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void network_oneByteAtATime_everythingArrives(Dials dials) throws Exception {
    connect(dials);
    proxy.oneByOne(true);
    assertTraffic(100, 500);
    assertThat(proxy.connections()).isEqualTo(1);
  }

  /// Each is at work on its own connection when the other one's comes in.
  @Test
  void network_late_bothDialAtOnce_oneConnectionIsLeft() throws Exception {
    proxy = new FaultProxy("erl", erlangs, javas);
    back = new FaultProxy("java", javas, erlangs);
    for (FaultProxy each : List.of(proxy, back)) {
      each.delay(Duration.ofMillis(100));
    }
    for (int round = 0; round < 5; round++) {
      CompletableFuture<Boolean> ping = CompletableFuture.supplyAsync(() -> node.ping(ERL));
      assertThat(erl.eval("net_adm:ping(N)", LONG)).isEqualTo("pong");
      assertThat(ping.get(60, TimeUnit.SECONDS)).isTrue();
      assertTraffic(50, 100);
      await()
          .atMost(LONG)
          .untilAsserted(() -> assertThat(proxy.connections() + back.connections()).isEqualTo(1));
      node.disconnect(ERL);
      assertThat(erl.eval("jergon_suite:until(fun() -> nodes(connected) =:= [] end)"))
          .isEqualTo("true");
    }
  }
}
