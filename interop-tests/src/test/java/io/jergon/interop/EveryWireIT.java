package io.jergon.interop;

import static io.jergon.interop.Place.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jergon.cmd.demo.DemoNode;
import io.jergon.etf.Atom;
import io.jergon.etf.ListTerm;
import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.etf.TermEncoder;
import io.jergon.interop.Ties.Dials;
import io.jergon.node.DownMessage;
import io.jergon.node.EpmdMode;
import io.jergon.node.Exit;
import io.jergon.node.ExitMessage;
import io.jergon.node.Node;
import io.jergon.node.ProcessName;
import io.jergon.node.Self;
import io.jergon.node.SpawnReply;
import io.jergon.node.SpawnRequest;
import io.jergon.testkit.Epmd;
import io.jergon.testkit.ErlangNode;
import io.jergon.testkit.RandomTerms;
import io.jergon.testkit.RealErlang;
import io.jergon.testkit.TestCertificates;
import io.jergon.testkit.TestCertificates.Issued;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What nodes do to each other, once each: over TCP and over TLS, with every release of Erlang,
/// whoever dialled. The other classes go into the corners of it, over the wire that [Wire] says and
/// with the machine's Erlang.
@ParameterizedClass(name = "{0}, TLS: {1}")
@MethodSource("wires")
class EveryWireIT {
  private static final String ERL = "erl@127.0.0.1";

  @TempDir private static Path folder;

  private static Epmd epmd;
  private static Node node;
  private static ErlangNode erl;
  private static Ties ties;

  static Stream<Arguments> wires() {
    return Releases.each()
        .flatMap(erl -> Stream.of(false, true).map(tls -> Arguments.of(erl, tls)));
  }

  EveryWireIT(Path release, boolean tls) {}

  @BeforeParameterizedClassInvocation
  static void start(Path release, boolean tls) {
    RealErlang.require();
    epmd = Epmd.start();
    var javas =
        Node.builder("java@127.0.0.1")
            .cookie(Place.COOKIE)
            .epmd(EpmdMode.CLIENT)
            .epmdPort(epmd.port())
            .listenAddress(InetAddress.getLoopbackAddress());
    var erls = ErlangNode.builder(ERL).erl(release).cookie(Place.COOKIE).epmdPort(epmd.port());
    if (tls) {
      Issued certificate = TestCertificates.in(folder).issue("node", "127.0.0.1");
      javas.tls(certificate.config());
      erls.tls(certificate.optionsFile());
    }
    node = DemoNode.start(javas);
    erl = erls.start();
    ties = new Ties(node, erl);
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    Closing.all(node, erl, epmd);
  }

  /// A connection that this side made.
  private static void dial(Dials dials) {
    node.disconnect(ERL);
    ties.fresh();
    assertThat(erl.eval("jergon_suite:until(fun() -> nodes(connected) =:= [] end)"))
        .isEqualTo("true");
    ties.dial(dials);
  }

  private static Object next(Self self) {
    return self.receive(SOON).orElseThrow(() -> new AssertionError("no message"));
  }

  @ParameterizedTest
  @EnumSource
  void ping_andNodes_seeEachOther(Dials dials) {
    dial(dials);
    assertThat(node.ping(ERL)).isTrue();
    assertThat(erl.eval("{net_adm:ping(N), nodes(hidden)}")).isEqualTo("{pong,['java@127.0.0.1']}");
    assertThat(node.nodes()).containsExactly(ERL);
  }

  @ParameterizedTest
  @EnumSource
  void calls_areAnsweredOrFailAsTheyShould(Dials dials) {
    dial(dials);
    assertThat(node.call(ProcessName.of("echo", ERL), Atom.of("hi"), SOON))
        .isEqualTo(Atom.of("hi"));
    assertThatThrownBy(() -> node.call(ProcessName.of("nobody", ERL), Atom.of("hi"), SOON))
        .isInstanceOfSatisfying(Exit.class, e -> assertThat(e.reason()).isEqualTo(Atom.NOPROC));
    assertThat(
            erl.eval(
                """
                {gen_server:call({counter, N}, {add, 2}) - gen_server:call({counter, N}, get),
                 catch gen_server:call({nobody, N}, hi)}\
                """))
        .startsWith("{0,{'EXIT',{noproc,");
  }

  @ParameterizedTest
  @EnumSource
  void terms_ofAllKinds_comeBackAsTheyWere(Dials dials) {
    dial(dials);
    RandomTerms random = RandomTerms.seeded();
    Term terms = ListTerm.of(Stream.generate(random::next).limit(100).toArray(Term[]::new));
    assertThat(node.call(ProcessName.of("echo", ERL), terms, SOON))
        .as("-Dseed=%d", random.seed())
        .isEqualTo(terms);
    erl.bindExternal("Terms", TermEncoder.encode(terms));
    assertThat(erl.eval("Terms =:= gen_server:call({echo, N}, Terms)"))
        .as("-Dseed=%d", random.seed())
        .isEqualTo("true");
  }

  @ParameterizedTest
  @EnumSource
  void messages_bothWaysAtOnce_keepTheirOrder(Dials dials) throws Exception {
    dial(dials);
    ties.assertTraffic(300, 2_000);
  }

  @ParameterizedTest
  @EnumSource
  void exitsAndDowns_ofErlang_comeOnceWithTheirReason(Dials dials) {
    dial(dials);
    node.inProcess(self -> {
      self.trapExit(true);
      Pid victim = (Pid) Place.term(erl, "jergon_victim:start()");
      self.link(victim);
      Ref monitor = self.monitor(victim);
      self.send(victim, Term.parse("{exit, {because, 1}}"));
      assertThat(List.of(next(self), next(self)))
          .containsExactlyInAnyOrder(
              new ExitMessage(victim, Term.parse("{because, 1}")),
              new DownMessage(monitor, victim, Term.parse("{because, 1}")));
      return null;
    });
  }

  @ParameterizedTest
  @EnumSource
  void exitsAndDowns_ofJergon_comeOnceWithTheirReason(Dials dials) {
    dial(dials);
    Pid victim = node.spawn(Place::victimLoop);
    erl.bindExternal("V", TermEncoder.encode(victim));
    assertThat(
            erl.eval(
                """
                process_flag(trap_exit, true),
                link(V), R = monitor(process, V), V ! {exit, {because, 1}},
                lists:sort([case jergon_suite:next() of
                    {'EXIT', V, Why} -> {exit, Why};
                    {'DOWN', R, process, V, Why} -> {down, Why} end || _ <- [1, 2]])\
                """))
        .isEqualTo("[{down,{because,1}},{exit,{because,1}}]");
  }

  @ParameterizedTest
  @EnumSource
  void spawn_bothWays_isLinkedAndMonitoredFromTheStart(Dials dials) {
    dial(dials);
    node.inProcess(self -> {
      self.trapExit(true);
      Ref id =
          self.spawnRequest(
              SpawnRequest.of(ERL, "erlang", "exit", List.of(Atom.of("bye")))
                  .withLink()
                  .withMonitor());
      SpawnReply reply = (SpawnReply) next(self);
      assertThat(reply.request()).isEqualTo(id);
      Pid child = (Pid) reply.result();
      assertThat(List.of(next(self), next(self)))
          .containsExactlyInAnyOrder(
              new ExitMessage(child, Atom.of("bye")), new DownMessage(id, child, Atom.of("bye")));
      return null;
    });
    assertThat(
            erl.eval(
                """
                process_flag(trap_exit, true),
                {P, R} = spawn_opt(N, jergon_demo, echo_loop, [], [link, monitor]),
                P ! {self(), hi}, receive {P, hi} -> ok end,
                exit(P, boom),
                lists:sort([case jergon_suite:next() of
                    {'EXIT', P, Why} -> {exit, Why};
                    {'DOWN', R, process, P, Why} -> {down, Why} end || _ <- [1, 2]])\
                """))
        .isEqualTo("[{down,boom},{exit,boom}]");
  }

  @ParameterizedTest
  @EnumSource
  void erpcAndRpc_bothWays_giveTheValueOrWhatWasRaised(Dials dials) {
    dial(dials);
    assertThat(
            node.rpc(ERL, "lists", "reverse", List.of(ListTerm.of(Atom.OK, Atom.of("no"))), SOON))
        .isEqualTo(ListTerm.of(Atom.of("no"), Atom.OK));
    assertThat(
            erl.eval(
                """
                {erpc:call(N, jergon_demo, add, [40, 2]), rpc:call(N, jergon_demo, add, [1, 2]),
                 catch erpc:call(N, jergon_demo, fail, [oops])}\
                """))
        .startsWith("{42,3,{'EXIT',{exception,oops");
  }

  @ParameterizedTest
  @EnumSource
  void disconnect_everythingAcross_isResolvedOnce(Dials dials) throws Exception {
    dial(dials);
    Ties.Told told = ties.tie();
    node.disconnect(ERL);
    ties.assertToldOnce(told);
    ties.assertGoodAgain(dials);
  }
}
