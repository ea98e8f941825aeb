package io.jergon.interop;

import static io.jergon.interop.Place.SOON;
import static io.jergon.interop.Place.term;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jergon.etf.Atom;
import io.jergon.etf.ListTerm;
import io.jergon.etf.Pid;
import io.jergon.etf.RecordTerm;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.etf.TermEncoder;
import io.jergon.etf.Tuple;
import io.jergon.node.DeadLetter;
import io.jergon.node.DownMessage;
import io.jergon.node.EpmdMode;
import io.jergon.node.ExitMessage;
import io.jergon.node.Node;
import io.jergon.node.ProcessName;
import io.jergon.node.SpawnOptions;
import io.jergon.observer.ErlangFunctions;
import io.jergon.testkit.Epmd;
import io.jergon.testkit.ErlangNode;
import io.jergon.testkit.RealErlang;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Real OTP 23.2, the oldest there is here: no aliases, no unlinks with an acknowledgement, no wide
/// pids and references. What the newer releases do with it too, the other tests show when they run
/// with `-Djergon.erl=erl23`.
class OldReleaseIT {
  private static final String NODE = "java@127.0.0.1";
  private static final String ERL = "erl@127.0.0.1";
  private static final Term WHY = Term.parse("{why, [1.5]}");

  private static final ConcurrentLinkedQueue<DeadLetter> DEAD = new ConcurrentLinkedQueue<>();
  private static Epmd epmd;
  private static Node node;
  private static ErlangNode erl;

  @BeforeAll
  static void start() {
    Path old =
        RealErlang.releasesSince23().stream()
            .filter(erl -> erl.endsWith("erl23"))
            .findFirst()
            .orElse(null);
    assumeTrue(
        old != null,
        "no erl23: config/otp-releases.sh installs it, and -Djergon.erl must not name another one");
    epmd = Epmd.start();
    node =
        Wire.under(
                Node.builder(NODE)
                    .cookie(Place.COOKIE)
                    .epmd(EpmdMode.CLIENT)
                    .epmdPort(epmd.port())
                    .listenAddress(InetAddress.getLoopbackAddress())
                    .onDeadLetter(DEAD::add))
            .start();
    node.functions().offer("old", "twice", 1, (_, args) -> ListTerm.of(args.get(0), args.get(0)));
    ErlangFunctions.offerTo(node);
    node.functions()
        .offer(
            "jergon_old",
            "waits",
            0,
            (self, _) -> {
              self.receive(Atom.of("stop")::equals);
              return Atom.OK;
            });
    node.functions()
        .offer(
            "old",
            "ends",
            1,
            (self, args) -> {
              throw self.exit(args.get(0));
            });
    erl =
        Wire.under(ErlangNode.builder(ERL).cookie(Place.COOKIE).epmdPort(epmd.port()).erl(old))
            .start();
    erl.load(OldReleaseIT.class, "jergon_suite.erl");
    erl.load(OldReleaseIT.class, "jergon_victim.erl");
    erl.load("-module(jergon_old). -export([waits/0]). waits() -> receive stop -> ok end.");
  }

  @BeforeEach
  void forget() {
    erl.forget();
  }

  @AfterAll
  static void stop() {
    if (node != null) {
      assertThat(node.connections()).hasSize(1);
      node.close();
      erl.close();
      epmd.close();
    }
  }

  private static Pid victim() {
    return (Pid) term(erl, "jergon_victim:start()");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void ping_whoeverDials_isAnswered(boolean erlDials) {
    node.disconnect(ERL);
    await().atMost(SOON).until(() -> erl.eval("nodes(hidden)").equals("[]"));
    if (erlDials) {
      assertThat(erl.eval("net_adm:ping('" + NODE + "')")).isEqualTo("pong");
    } else {
      assertThat(node.ping(ERL)).isTrue();
    }
    assertThat(erl.eval("nodes(hidden)")).isEqualTo("['" + NODE + "']");
  }

  @Test
  void calls_bothWays_areAnswered() {
    assertThat(erl.eval("rpc:call('" + NODE + "', old, twice, [#{a => <<1:3>>}])"))
        .isEqualTo("[#{a => <<1:3>>},#{a => <<1:3>>}]");
    assertThat(erl.eval("erpc:call('" + NODE + "', old, twice, [x])")).isEqualTo("[x,x]");
    assertThat(node.rpc(ERL, "lists", "reverse", List.of(Term.parse("[1, 2]")), SOON))
        .isEqualTo(Term.parse("[2, 1]"));
  }

  @Test
  void spawn_bothWays_linksAndMonitors() {
    assertThat(
            erl.eval(
                """
                {Pid, Ref} = spawn_opt('java@127.0.0.1', old, twice, [1], [monitor]),
                receive {'DOWN', Ref, process, Pid, Reason} -> {node(Pid), Reason} end\
                """))
        .isEqualTo("{'java@127.0.0.1',normal}");
    assertThat(
            node.<List<Object>>inProcess(self -> {
              var spawned =
                  self.spawnMonitor(SpawnOptions.DEFAULT, ERL, "erlang", "exit", List.of(WHY));
              return List.of(
                  self.receive(SOON).orElseThrow(),
                  new DownMessage(spawned.monitor(), spawned.pid(), WHY));
            }))
        .satisfies(seen -> assertThat(seen.get(0)).isEqualTo(seen.get(1)));
  }

  @Test
  void oldSpawn_throughNetKernel_answersWithThePidAndLinks() {
    assertThat(
            erl.eval(
                """
                process_flag(trap_exit, true),
                N = {net_kernel, 'java@127.0.0.1'}, GL = group_leader(),
                P1 = gen_server:call(N, {spawn, old, twice, [1], GL}),
                P2 = gen_server:call(N, {spawn_link, old, ends, [linked], GL}),
                P3 = gen_server:call(N, {spawn_opt, old, ends, [opt], [{priority, low}], link, GL}),
                R = [receive {'EXIT', P, Why} -> Why after 5000 -> nothing end || P <- [P2, P3]],
                process_flag(trap_exit, false),
                {[node(P) || P <- [P1, P2, P3]], R}\
                """))
        .isEqualTo("{['java@127.0.0.1','java@127.0.0.1','java@127.0.0.1'],[linked,opt]}");
  }

  /// Each option, and each that is none, is asked of the `net_kernel` of either node.
  @Test
  void oldSpawn_options_areTakenAsErlangTakesThem() {
    erl.eval(
        """
        process_flag(trap_exit, true),
        Asked = fun(Node, Options, Link) ->
            Kernel = rpc:call(Node, erlang, whereis, [net_kernel]),
            Call = {spawn_opt, jergon_old, waits, [], Options, Link, group_leader()},
            case gen_server:call({net_kernel, Node}, Call) of
                Pid when is_pid(Pid) ->
                    Named = fun(K) when K =:= Kernel -> net_kernel; (S) when S =:= self() -> me end,
                    Info = fun(Item) -> element(2, rpc:call(Node, erlang, process_info, [Pid, Item])) end,
                    Shown = [Info(Item) || Item <- [priority, min_heap_size, min_bin_vheap_size, fullsweep_after]],
                    Tied = {lists:map(Named, Info(links)), lists:map(Named, Info(monitored_by))},
                    Pid ! stop,
                    {Tied, Shown, receive {'EXIT', Pid, Why} -> Why after 300 -> silence end,
                        Kernel =:= rpc:call(Node, erlang, whereis, [net_kernel])};
                Other -> Other
            end
        end,
        Both = fun(Options, Link) ->
            [There, Here] = [Asked(N, Options, Link) || N <- ['java@127.0.0.1', node()]],
            case There of Here -> Here; _ -> {There, Here} end
        end\
        """);
    Term shown = Term.parse("[normal, 233, 46422, 65535]");
    assertThat(both("[], no_link")).isEqualTo(tied("[]", "[]", shown, "silence"));
    assertThat(both("[], link")).isEqualTo(tied("[me]", "[]", shown, "normal"));
    assertThat(both("[monitor], link")).isEqualTo(tied("[me]", "[net_kernel]", shown, "normal"));
    assertThat(both("[link, {priority, low}], no_link"))
        .isEqualTo(tied("[net_kernel]", "[]", Term.parse("[low, 233, 46422, 65535]"), "silence"));
    assertThat(
            both(
                "[{min_heap_size, 500}, {min_bin_vheap_size, 50000}, {fullsweep_after, 65543}], link"))
        .isEqualTo(tied("[me]", "[]", Term.parse("[normal, 610, 75113, 7]"), "normal"));
    for (String none : List.of("[{priority, bogus}]", "[bogus]", "x", "[monitor | x]")) {
      assertThat(both(none + ", link")).as(none).isEqualTo(Term.parse("{'EXIT', {badarg, []}}"));
    }
  }

  private static Term both(String arguments) {
    return term(erl, "Both(" + arguments + ")");
  }

  private static Term tied(String links, String watchers, Term shown, String end) {
    return Tuple.of(
        Tuple.of(Term.parse(links), Term.parse(watchers)), shown, Atom.of(end), Atom.TRUE);
  }

  @Test
  void oldSpawn_ofWhatIsNoFunction_diesOfBadarg() {
    assertThat(
            erl.eval(
                """
                process_flag(trap_exit, true),
                Ends = [begin
                    P = gen_server:call({net_kernel, N}, {spawn_link, M, F, A, L}),
                    receive {'EXIT', P, {Why, _}} -> Why; {'EXIT', P, Why} -> Why after 5000 -> nothing end
                end || N <- ['java@127.0.0.1', node()], {M, F, A, L} <- [{"x", f, [], self()}, {m, 1, [], self()},
                    {m, f, x, self()}, {m, f, [1|2], self()}, {m, f, [], x}, {m, f, [], self()}]],
                process_flag(trap_exit, false),
                Ends\
                """))
        .isEqualTo(
            "[badarg,badarg,badarg,badarg,badarg,undef,badarg,badarg,badarg,badarg,badarg,undef]");
  }

  @Test
  void links_madeAndTakenAwayByBoth_breakOnceOrNotAtAll() {
    node.inProcess(self -> {
      self.trapExit(true);
      for (int round = 0; round < 20; round++) {
        Pid victim = victim();
        self.link(victim);
        self.unlink(victim); // UNLINK (4): nobody acknowledges it
        if (round % 2 == 0) {
          self.send(victim, Tuple.of(Atom.of("link"), self.pid()));
          self.send(victim, Tuple.of(Atom.of("unlink"), self.pid()));
          self.send(victim, Tuple.of(self.pid(), WHY)); // done, before we link anew
          assertThat(self.receive(SOON)).contains(Tuple.of(victim, WHY));
        }
        if (round % 4 < 2) {
          self.link(victim);
        }
        Ref monitor = self.monitor(victim);
        self.send(victim, Tuple.of(Atom.of("exit"), WHY));
        var down = new DownMessage(monitor, victim, WHY);
        assertThat(self.receive(down::equals, SOON)).contains(down);
        if (round % 4 < 2) {
          var exit = new ExitMessage(victim, WHY);
          assertThat(self.receive(exit::equals, SOON)).contains(exit);
        }
        assertThat(Place.all(self)).isEmpty();
      }
      return true;
    });
  }

  @Test
  void linkOfThePeer_afterAnUnlink_holds() {
    node.inProcess(self -> {
      self.trapExit(true);
      Pid victim = victim();
      self.link(victim);
      self.unlink(victim);
      self.send(victim, Tuple.of(Atom.of("link"), self.pid()));
      self.send(victim, Tuple.of(Atom.of("exit"), WHY));
      assertThat(self.receive(SOON)).contains(new ExitMessage(victim, WHY));
      return true;
    });
  }

  @Test
  void exitsAndMonitors_fromErlang_comeInTheOldForms() {
    Pid pid =
        node.spawn(self -> {
          self.trapExit(true);
          Object first = self.receive();
          throw self.exit(((ExitMessage) first).reason());
        });
    erl.bindExternal("P", TermEncoder.encode(pid));

    assertThat(
            erl.eval(
                "R = monitor(process, P), exit(P, {a, [b]}), receive {'DOWN', R, process, P, W} -> W end"))
        .isEqualTo("{a,[b]}");
    assertThat(
            erl.eval(
                "R2 = monitor(process, {nobody, node(P)}), receive {'DOWN', R2, _, N2, W2} -> {N2, W2} end"))
        .isEqualTo("{{nobody,'java@127.0.0.1'},noproc}");
  }

  /// Each would make the peer close the connection.
  @Test
  void termsThatItCannotHave_areDeadLettersAndTheConnectionStays() {
    Atom third = Atom.of("third@127.0.0.1");
    List<Term> wide =
        List.of(
            Pid.of(third, 1 << 20, 1, 7),
            Ref.of(third, 7, 1, 2, 3, 4, 5),
            RecordTerm.of(
                Atom.of("m"), Atom.of("r"), true, List.of(Atom.of("f")), List.of(Atom.OK)));
    DEAD.clear();
    erl.eval("register(inbox, self())");
    node.inProcess(self -> {
      for (Term term : wide) {
        self.send(ProcessName.of("inbox", ERL), ListTerm.of(term));
      }
      self.send(ProcessName.of("inbox", ERL), Pid.of(third, 5, 1, 7));
      return true;
    });

    assertThat(erl.eval("receive P0 when is_pid(P0) -> unregister(inbox), node(P0) end"))
        .isEqualTo("'third@127.0.0.1'");
    assertThat(DEAD)
        .extracting(DeadLetter::message)
        .isEqualTo(wide.stream().map(ListTerm::of).toList());
    assertThat(DEAD).allMatch(letter -> letter.cause() == DeadLetter.Cause.INEXPRESSIBLE);
  }

  @Test
  void exitReasonThatItCannotHave_isTold() {
    Ref wide = Ref.of(Atom.of(NODE), 7, 1, 2, 3, 4, 5);
    Pid pid =
        node.spawn(self -> {
          self.receive();
          throw self.exit(wide);
        });
    erl.bindExternal("W", TermEncoder.encode(pid));

    assertThat(
            erl.eval(
                "RW = monitor(process, W), W ! go, receive {'DOWN', RW, process, _, Y} -> Y end"))
        .isEqualTo("inexpressible");
  }

  @Test
  void longMessages_bothWays_areWhole() {
    node.functions().offer("old", "size", 1, (_, args) -> args.get(0));
    assertThat(
            erl.eval(
                "B = crypto:strong_rand_bytes(3000000), rpc:call('"
                    + NODE
                    + "', old, size, [B]) =:= B"))
        .isEqualTo("true");
  }
}
