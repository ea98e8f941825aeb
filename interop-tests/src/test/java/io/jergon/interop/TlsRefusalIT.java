package io.jergon.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jergon.node.EpmdMode;
import io.jergon.node.Node;
import io.jergon.node.NotConnectedException;
import io.jergon.node.tls.TlsConfig;
import io.jergon.node.tls.TlsOptions;
import io.jergon.testkit.Epmd;
import io.jergon.testkit.ErlangNode;
import io.jergon.testkit.RealErlang;
import io.jergon.testkit.TestCertificates;
import io.jergon.testkit.TestCertificates.Issued;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Who is not let in over TLS, by us and by every release of OTP that is here, and what the log
/// says then: one line that says what to do.
@ParameterizedClass
@MethodSource("releases")
class TlsRefusalIT {
  private static final String HOST = "127.0.0.1";
  private static final String VERSIONS = "{versions, ['tlsv1.3', 'tlsv1.2']}";
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  @TempDir private Path folder;

  @Parameter private Path release;

  private TestCertificates authority;
  private Epmd epmd;
  private LogLines log;

  @BeforeAll
  static void erlang() {
    RealErlang.require();
  }

  static List<Path> releases() {
    return RealErlang.releases();
  }

  @BeforeEach
  void start() {
    authority = TestCertificates.in(folder);
    epmd = Epmd.start();
    log = new LogLines();
  }

  @AfterEach
  void stop() {
    log.close();
    epmd.close();
  }

  /// Names differ, so that no log line of one test is taken for that of another.
  private Node node(@Nullable TlsConfig tls) {
    return node(tls, Duration.ofSeconds(60)); // a busy machine is no reason to fail
  }

  private Node node(@Nullable TlsConfig tls, Duration setup) {
    var builder =
        Node.builder("jvm" + NUMBERS.incrementAndGet() + "@" + HOST)
            .cookie(Place.COOKIE)
            .epmd(EpmdMode.CLIENT)
            .epmdPort(epmd.port())
            .setupTime(setup)
            .listenAddress(InetAddress.getLoopbackAddress());
    return (tls == null ? builder : builder.tls(tls)).start();
  }

  private ErlangNode.Builder plainErl() {
    return ErlangNode.builder("erl@" + HOST)
        .erl(release)
        .cookie(Place.COOKIE)
        .epmdPort(epmd.port())
        .arguments("-kernel", "net_setuptime", "60");
  }

  private ErlangNode erl(Issued certificate) {
    return plainErl().tls(certificate.optionsFile(VERSIONS)).start();
  }

  /// It dials us, and we complain.
  private void refusedAsItDials(ErlangNode erl, Node node, String... words) {
    assertThat(erl.eval("net_adm:ping('" + node.name() + "')")).isEqualTo("pang");
    log.await(words);
    assertThat(node.nodes()).isEmpty();
  }

  /// We dial it, and complain.
  private void refusedAsWeDial(Node node, ErlangNode erl, String... words) {
    assertThatExceptionOfType(NotConnectedException.class)
        .isThrownBy(() -> node.connectOrThrow(erl.name()))
        .satisfies(e -> assertThat(e.getMessage()).contains(words).hasLineCount(1));
  }

  private static TlsConfig withoutCertificateAsClient(Issued issued) {
    return new TlsConfig(
        issued.config().server(), TlsOptions.builder().authorities(issued.authority()).build());
  }

  @Test
  void ofAnotherAuthority_isRefusedByBothSides(@TempDir Path elsewhere) {
    TestCertificates other = TestCertificates.in(elsewhere);
    Issued ours = authority.issue("ours", HOST);
    Issued theirs = other.issue("theirs", HOST);
    try (var erl = erl(theirs);
        var node = node(ours.config());
        var trusting = node(ours.trusting(other).config())) {
      refusedAsWeDial(node, erl, erl.name(), "none of our authorities", "cacertfile");
      refusedAsItDials(erl, node, "does not know who issued our certificate", "unknown_ca");
      // We let it in, and it does not let us in.
      refusedAsWeDial(trusting, erl, "does not know who issued our certificate", "unknown_ca");
    }
    try (var erl = erl(theirs.trusting(authority));
        var node = node(ours.config())) {
      refusedAsItDials(erl, node, "Jergon test authority", "none of our authorities");
    }
  }

  @Test
  void outOfDate_isRefusedByBothSides() {
    Issued good = authority.issue("good", HOST);
    Issued old = authority.issueExpired("old", HOST);
    try (var erl = erl(old);
        var node = node(good.config())) {
      refusedAsWeDial(node, erl, erl.name(), "has a certificate that is out of date");
      refusedAsItDials(erl, node, "has a certificate that is out of date", "renew it");
    }
    try (var erl = erl(good);
        var node = node(old.config())) {
      refusedAsWeDial(node, erl, "our certificate is out of date", "certificate_expired");
      refusedAsItDials(erl, node, "our certificate is out of date", "certificate_expired");
    }
  }

  @Test
  void forAnotherHost_isRefusedByWhoDials() {
    Issued good = authority.issue("good", HOST);
    Issued other = authority.issue("other", "db9.example.org", "10.9.8.7");
    try (var erl = erl(other);
        var node = node(good.config())) {
      refusedAsWeDial(
          node, erl, "has a certificate for db9.example.org, 10.9.8.7", "not for " + HOST);
    }
    try (var erl = erl(good);
        var node = node(other.config())) {
      refusedAsItDials(erl, node, "not for the host in our node name", "(alert ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tlsv1.3", "tlsv1.2"})
  void withoutCertificate_isRefusedByWhoIsDialled(String version) throws IOException {
    Issued good = authority.issue("good", HOST);
    Path bare = folder.resolve("bare.conf");
    try (var erl = plainErl().tls(good.optionsFile("{versions, ['" + version + "']}")).start();
        var node = node(withoutCertificateAsClient(good))) {
      refusedAsWeDial(
          node,
          erl,
          "certificate",
          version.equals("tlsv1.3") ? "wants a certificate of us" : "missing");
    }
    try (var erl = plainErl().tls(bareClient(bare, good, version)).start();
        var node = node(good.config())) {
      refusedAsItDials(erl, node, "has sent no certificate", "certfile");
    }
  }

  private static Path bareClient(Path file, Issued good, String version) throws IOException {
    return Files.writeString(
        file,
        """
        [{server, [{certfile, "%s"}, {keyfile, "%s"}]},
         {client, [{cacertfile, "%s"}, {verify, verify_peer}, {versions, ['%s']}]}].
        """
            .formatted(good.certificate(), good.key(), good.authority(), version));
  }

  @Test
  void plainTcp_onEitherSide_isNamed() {
    Issued good = authority.issue("good", HOST);
    try (var erl = plainErl().start();
        var node = node(good.config());
        var impatient = node(good.config(), Duration.ofSeconds(2))) {
      refusedAsItDials(erl, node, "does not speak TLS", "-proto_dist inet_tls");
      refusedAsWeDial(impatient, erl, erl.name(), "plain TCP", "-proto_dist inet_tls");
    }
    try (var erl = erl(good);
        var node = node(null)) {
      refusedAsItDials(erl, node, "speaks TLS", "-proto_dist inet_tls");
      refusedAsWeDial(node, erl, "speaks TLS", "-proto_dist inet_tls");
    }
  }
}
