package io.jergon.interop;

import static io.jergon.interop.Place.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.jergon.cmd.demo.DemoNode;
import io.jergon.etf.Atom;
import io.jergon.etf.Binary;
import io.jergon.etf.ListTerm;
import io.jergon.etf.Pid;
import io.jergon.node.DownMessage;
import io.jergon.node.EpmdMode;
import io.jergon.node.ExitMessage;
import io.jergon.node.Node;
import io.jergon.node.ProcessName;
import io.jergon.testkit.Epmd;
import io.jergon.testkit.ErlangNode;
import io.jergon.testkit.RealErlang;
import io.jergon.testkit.TestCertificates;
import io.jergon.testkit.TestCertificates.Issued;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// TLS with every release of OTP that is here, by both versions of the protocol, dialled and
/// dialling, with mutual verification.
@ParameterizedClass
@MethodSource("releasesAndVersions")
class TlsIT {
  private static final String HOST = "127.0.0.1";
  private static final String DEMO = "demo@" + HOST;
  private static final int LARGE = 3_000_000;

  @TempDir private static Path folder;

  @Parameter(0)
  private Path release;

  @Parameter(1)
  private String version;

  @BeforeAll
  static void erlang() {
    RealErlang.require();
  }

  static Stream<Arguments> releasesAndVersions() {
    return RealErlang.releases().stream()
        .flatMap(erl -> Stream.of("tlsv1.3", "tlsv1.2").map(version -> Arguments.of(erl, version)));
  }

  private static Node demo(Epmd epmd, Issued certificate) {
    return DemoNode.start(
        Node.builder(DEMO)
            .cookie(Place.COOKIE)
            .epmd(EpmdMode.CLIENT)
            .epmdPort(epmd.port())
            .listenAddress(InetAddress.getLoopbackAddress())
            .tls(certificate.config()));
  }

  private ErlangNode erl(Epmd epmd, Issued certificate) {
    var erl =
        ErlangNode.builder("erl@" + HOST)
            .erl(release)
            .cookie(Place.COOKIE)
            .epmdPort(epmd.port())
            .tls(certificate.optionsFile(options()))
            .start();
    erl.load(Place.class, "jergon_suite.erl");
    erl.eval("D = '" + DEMO + "'");
    return erl;
  }

  /// In TLS 1.2 erl renegotiates after so many records; by itself, after 2^28.
  private String options() {
    String versions = "{versions, ['" + version + "']}";
    return version.equals("tlsv1.2") ? versions + ", {renegotiate_at, 100}" : versions;
  }

  @Test
  void erlDials_everyKindOfTraffic_passes() {
    Issued certificate = TestCertificates.in(folder).issue("node", HOST);
    try (var epmd = Epmd.start();
        var node = demo(epmd, certificate);
        var erl = erl(epmd, certificate)) {
      assertThat(erl.eval("net_adm:ping(D)")).isEqualTo("pong");
      assertThat(erl.eval("gen_server:call({counter, D}, {add, 42})")).isEqualTo("42");
      assertThat(
              erl.eval(
                  "Large = rand:bytes(%d), Large =:= gen_server:call({echo, D}, Large, 30000)"
                      .formatted(LARGE)))
          .isEqualTo("true");
      assertThat(erl.eval("erpc:call(D, jergon_demo, add, [40, 2])")).isEqualTo("42");
      assertThat(
              erl.eval(
                  "lists:last([gen_server:call({counter, D}, {add, 1}) || _ <- lists:seq(1,"
                      + " 300)])"))
          .isEqualTo("342");
      assertThat(
              erl.eval(
                  """
                  process_flag(trap_exit, true),
                  {P, R} = spawn_opt(D, jergon_demo, echo_loop, [], [link, monitor]),
                  P ! {self(), hi}, receive {P, hi} -> ok end,
                  exit(P, boom),
                  lists:sort([case jergon_suite:next() of
                      {'EXIT', P, Why} -> {exit, Why};
                      {'DOWN', R, process, P, Why} -> {down, Why} end || _ <- [1, 2]])\
                  """))
          .isEqualTo("[{down,boom},{exit,boom}]");
      erl.eval("monitor_node(D, true), monitor(process, {echo, D})");
      node.close();
      assertThat(
              erl.eval(
                  "receive {nodedown, D} -> ok end, [element(1, M) || M <- jergon_suite:flush()]"))
          .isEqualTo("['DOWN']");
    }
  }

  @Test
  void weDial_everyKindOfTraffic_passes() {
    Issued certificate = TestCertificates.in(folder).issue("node", HOST);
    try (var epmd = Epmd.start();
        var node = demo(epmd, certificate);
        var erl = erl(epmd, certificate)) {
      erl.load(Place.class, "jergon_victim.erl");
      erl.load(Place.class, "demo_reference_server.erl");
      erl.load(Place.class, "demo_reference.erl");
      erl.eval("demo_reference:start()");
      node.connectOrThrow(erl.name());
      byte[] large = new byte[LARGE];
      new Random(LARGE).nextBytes(large);
      assertThat(node.call(ProcessName.of("echo", erl.name()), Binary.wrap(large), SOON))
          .isEqualTo(Binary.wrap(large));
      assertThat(
              node.rpc(
                  erl.name(), "lists", "reverse", List.of(ListTerm.of(Atom.OK, Atom.NO)), SOON))
          .isEqualTo(ListTerm.of(Atom.NO, Atom.OK));
      Pid victim = (Pid) Place.term(erl, "jergon_victim:start()");
      node.inProcess(self -> {
        self.trapExit(true);
        self.link(victim);
        self.monitor(victim);
        erl.kill();
        assertThat(List.of(self.receive(SOON).orElseThrow(), self.receive(SOON).orElseThrow()))
            .allMatch(TlsIT::saysNoconnection);
        return null;
      });
      Awaitility.await().atMost(SOON).until(() -> node.nodes().isEmpty());
    }
  }

  private static boolean saysNoconnection(Object message) {
    return switch (message) {
      case ExitMessage(_, var reason) -> reason.equals(Atom.NOCONNECTION);
      case DownMessage(_, _, var reason) -> reason.equals(Atom.NOCONNECTION);
      default -> false;
    };
  }
}
