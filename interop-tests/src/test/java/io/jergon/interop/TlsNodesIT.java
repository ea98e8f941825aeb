package io.jergon.interop;

import static io.jergon.interop.Place.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jergon.behaviour.GenServer;
import io.jergon.etf.Atom;
import io.jergon.etf.Binary;
import io.jergon.etf.IntegerTerm;
import io.jergon.node.ConnectionLimits;
import io.jergon.node.EpmdMode;
import io.jergon.node.Node;
import io.jergon.node.NodeBuilder;
import io.jergon.node.NotConnectedException;
import io.jergon.node.ProcessName;
import io.jergon.node.tls.TlsConfig;
import io.jergon.node.tls.TlsOptions;
import io.jergon.testkit.FreePort;
import io.jergon.testkit.TestCertificates;
import io.jergon.testkit.TestCertificates.Issued;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// TLS between nodes of ours, and what somebody may do to it who is no node at all.
class TlsNodesIT {
  private static final String HOST = "127.0.0.1";
  private static final Duration PATIENT = Duration.ofSeconds(60);
  private static final Duration SHORT = Duration.ofSeconds(2);

  @TempDir private Path folder;
  @TempDir private Path elsewhere;

  private final int epmdPort = FreePort.pick();
  private final List<Node> nodes = new ArrayList<>();
  private TestCertificates authority;
  private LogLines log;

  @BeforeEach
  void start() {
    authority = TestCertificates.in(folder);
    log = new LogLines();
  }

  @AfterEach
  void stop() {
    log.close();
    nodes.forEach(Node::close);
  }

  private NodeBuilder builder(String name, TlsConfig tls) {
    return Node.builder(name + "@" + HOST)
        .cookie("secret")
        .epmd(EpmdMode.SERVE)
        .epmdPort(epmdPort)
        .listenAddress(InetAddress.getLoopbackAddress())
        .setupTime(PATIENT)
        .tls(tls);
  }

  private Node start(NodeBuilder builder) {
    Node node = builder.start();
    nodes.add(node);
    GenServer.start(node, "echo", Place.TermEcho::new);
    return node;
  }

  private Node node(String name, Issued certificate) {
    return start(builder(name, certificate.config()));
  }

  private int port(Node node) {
    return FakePeer.portOf(epmdPort, node.name().substring(0, node.name().indexOf('@')));
  }

  private static void assertServes(Node from, Node to) {
    assertThat(from.call(ProcessName.of("echo", to.name()), Atom.of("hi"), SOON))
        .isEqualTo(Atom.of("hi"));
  }

  // ---- files that change ----

  @Test
  void newCertificate_nextHandshakeShowsIt_theConnectionStays() {
    Node a = node("a", authority.issue("a", HOST));
    Node b = node("b", authority.issue("b", HOST));
    assertServes(a, b);
    // Another authority's, under the names that b has read.
    Issued foreign = TestCertificates.in(elsewhere).issue("b", HOST);
    copy(foreign.certificate(), folder.resolve("b.pem"));
    assertServes(a, b);
    a.disconnect(b.name());
    // Only half of it is there: b goes on with what it had.
    assertServes(a, b);
    log.await("what was read before stays", "b.key");
    a.disconnect(b.name());
    copy(foreign.key(), folder.resolve("b.key"));
    assertThatExceptionOfType(NotConnectedException.class)
        .isThrownBy(() -> a.connectOrThrow(b.name()))
        .withMessageContaining("none of our authorities");
    authority.issue("b", HOST);
    a.connectOrThrow(b.name());
    assertServes(a, b);
  }

  @Test
  void newAuthority_nextHandshakeAsksIt() {
    Node a = node("a", authority.issue("a", HOST));
    Node b = node("b", authority.issue("b", HOST));
    assertServes(a, b);
    copy(TestCertificates.in(elsewhere).authority(), folder.resolve("authority.pem"));
    assertServes(a, b);
    a.disconnect(b.name());
    assertThatExceptionOfType(NotConnectedException.class)
        .isThrownBy(() -> a.connectOrThrow(b.name()))
        .withMessageContaining("none of our authorities");
  }

  private static void copy(Path from, Path to) {
    try {
      Path beside = Files.copy(from, to.resolveSibling(to.getFileName() + ".new"));
      Files.move(beside, to, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void selfSigned_connectsAndWarns() {
    Node a = start(builder("a", TlsConfig.selfSigned()));
    Node b = start(builder("b", TlsConfig.selfSigned()));
    assertServes(a, b);
    log.await("TLS VERIFIES NOBODY", "role=server", "development only");
    log.await("TLS VERIFIES NOBODY", "role=client");
  }

  // ---- much traffic ----

  @Test
  void largeAndManyMessages_bothWays_arriveWholeAndInOrder() {
    Issued certificate = authority.issue("node", HOST);
    Node a = node("a", certificate);
    Node b = node("b", certificate);
    byte[] large = new byte[20_000_000];
    new Random(1).nextBytes(large);
    assertThat(a.call(ProcessName.of("echo", b.name()), Binary.wrap(large), Duration.ofMinutes(1)))
        .isEqualTo(Binary.wrap(large));
    int count = 50_000;
    a.inProcess(self -> {
      a.register("sink", self.pid());
      b.spawn(sender -> {
        for (int i = 0; i < count; i++) {
          sender.send(ProcessName.of("sink", a.name()), IntegerTerm.of(i));
        }
      });
      for (int i = 0; i < count; i++) {
        assertThat(self.receive(SOON).orElseThrow()).isEqualTo(IntegerTerm.of(i));
      }
      return null;
    });
  }

  // ---- who is no node ----

  @Test
  void handshakeBegunAndLeft_isClosedAfterTheSetupTime() {
    Node node = start(builder("a", authority.issue("a", HOST).config()).setupTime(SHORT));
    try (var peer = FakePeer.connect(port(node))) {
      peer.raw((byte) 0x16, (byte) 3, (byte) 1, (byte) 2, (byte) 0, (byte) 1); // of a ClientHello
      assertThat(peer.closedWithin(SOON)).isTrue();
    }
    log.await("was not done with it within 2000 ms");
  }

  @Test
  void silentSockets_countAsHandshakesUntilTheSetupTime() {
    Issued certificate = authority.issue("node", HOST);
    Node a =
        start(
            builder("a", certificate.config())
                .setupTime(SHORT)
                .connectionLimits(ConnectionLimits.DEFAULT.withMaxHandshakes(2)));
    Node b = node("b", certificate);
    int port = port(a);
    try (var one = FakePeer.connect(port);
        var two = FakePeer.connect(port);
        var three = FakePeer.connect(port)) {
      assertThat(three.closedWithin(SOON)).isTrue();
      log.await("2 handshakes are in progress");
      assertThat(one.closedWithin(SOON)).isTrue();
      assertThat(two.closedWithin(SOON)).isTrue();
    }
    Awaitility.await().atMost(SOON).until(() -> b.connect(a.name()));
  }

  @Test
  void recordThatIsNone_closesTheConnectionAndNothingElse() throws Exception {
    Issued certificate = authority.issue("node", HOST);
    Node a = start(builder("a", lettingInEverybody(certificate)));
    try (Socket tcp = new Socket(HOST, port(a));
        SSLSocket tls = secure(tcp, "TLSv1.3")) {
      tls.startHandshake();
      tcp.getOutputStream().write("this is no record at all".getBytes(StandardCharsets.US_ASCII));
      assertThat(isClosed(tcp)).isTrue();
    }
    log.await("TLS handshake failed");
    assertServes(node("b", certificate), a);
  }

  @Test
  void renegotiation_beforeTheConnectionIsUp_isRefused() throws Exception {
    Issued certificate = authority.issue("node", HOST);
    Node a = start(builder("a", lettingInEverybody(certificate)));
    try (Socket tcp = new Socket(HOST, port(a));
        SSLSocket tls = secure(tcp, "TLSv1.2")) {
      tls.startHandshake();
      tls.getSession().invalidate();
      tls.startHandshake(); // only begins it
      assertThat(isClosed(tls)).isTrue();
    }
    log.await("renegotiates");
    assertServes(node("b", certificate), a);
  }

  private static TlsConfig lettingInEverybody(Issued certificate) {
    return TlsConfig.of(
        TlsOptions.builder()
            .certificate(certificate.certificate(), certificate.key())
            .verifyNobody()
            .build());
  }

  private static SSLSocket secure(Socket tcp, String version)
      throws IOException, GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Everybody()}, null);
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(tcp, HOST, tcp.getPort(), false);
    socket.setEnabledProtocols(new String[] {version});
    socket.setSoTimeout(Math.toIntExact(SOON.toMillis()));
    return socket;
  }

  private static boolean isClosed(Socket socket) throws IOException {
    socket.setSoTimeout(Math.toIntExact(SOON.toMillis()));
    try {
      InputStream in = socket.getInputStream();
      while (in.read() >= 0) {} // a farewell
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true; // reset, or an alert
    }
  }

  /// Trusts everybody.
  private static final class Everybody implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
