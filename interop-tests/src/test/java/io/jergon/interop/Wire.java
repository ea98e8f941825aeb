package io.jergon.interop;

import io.jergon.node.NodeBuilder;
import io.jergon.node.certificate.Certificates;
import io.jergon.node.certificate.Identity;
import io.jergon.testkit.ErlangNode;
import io.jergon.testkit.TestCertificates;
import io.jergon.testkit.TestCertificates.Issued;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// What the nodes of a run talk over: plain TCP, or TLS with mutual verification under
/// `-Djergon.tls=true`.
///
/// ```sh
/// ./check -pl interop-tests -am -Djergon.tls=true
/// ```
final class Wire {
  /// The name of the property, for the tests whose own peers speak plain TCP only.
  static final String TLS = "jergon.tls";

  /// Where nodes of the tests are.
  private static final String[] HOSTS = {
    "127.0.0.1", "127.0.0.2", "::1", "localhost", TunCable.A, TunCable.B
  };

  private static @Nullable Issued certificate;

  private Wire() {}

  static boolean tls() {
    return Boolean.getBoolean(TLS);
  }

  /// A BEAM of this run.
  static ErlangNode.Builder under(ErlangNode.Builder builder) {
    return tls() ? builder.tls(certificate().optionsFile()) : builder;
  }

  /// A BEAM of this run that listens and connects by IPv6.
  static ErlangNode.Builder overIpv6(ErlangNode.Builder builder) {
    return tls()
        ? builder.arguments(
            "-proto_dist", "inet6_tls", "-ssl_dist_optfile", optionsFile().orElseThrow().toString())
        : builder.arguments("-proto_dist", "inet6_tcp");
  }

  /// A node of this run in this JVM.
  static NodeBuilder under(NodeBuilder builder) {
    return tls() ? builder.tls(certificate().config()) : builder;
  }

  /// What a BEAM of this run takes beside the rest, where [#under] does not see to it.
  static String[] erlArguments() {
    return optionsFile()
        .map(file -> new String[] {"-proto_dist", "inet_tls", "-ssl_dist_optfile", file.toString()})
        .orElseGet(() -> new String[0]);
  }

  /// What a `jergon` command of this run takes beside the rest.
  static List<String> options() {
    return optionsFile().map(file -> List.of("--tls-config", file.toString())).orElse(List.of());
  }

  /// The options of a node of this run in another JVM, if it is to talk TLS.
  static Optional<Path> optionsFile() {
    return tls() ? Optional.of(certificate().optionsFile()) : Optional.empty();
  }

  /// What one in the middle needs to be taken by each side for the other, if they talk TLS.
  static Optional<SSLContext> between() {
    if (!tls()) {
      return Optional.empty();
    }
    Issued files = certificate();
    Identity identity = Identity.read(files.certificate(), files.key(), null);
    try {
      KeyStore keys = emptyStore();
      keys.setKeyEntry(
          "node", identity.key(), new char[0], identity.chain().toArray(X509Certificate[]::new));
      KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
      own.init(keys, new char[0]);
      KeyStore authorities = emptyStore();
      authorities.setCertificateEntry("authority", Certificates.read(files.authority()).getFirst());
      TrustManagerFactory others = TrustManagerFactory.getInstance("PKIX");
      others.init(authorities);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(own.getKeyManagers(), others.getTrustManagers(), null);
      return Optional.of(context);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("no TLS with " + files, e);
    } catch (IOException e) {
      throw new UncheckedIOException("no TLS with " + files, e);
    }
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  /// One for all nodes of the run, in a folder that goes with the JVM.
  private static synchronized Issued certificate() {
    if (certificate == null) {
      try {
        Path folder = Files.createTempDirectory("jergon-tls");
        folder.toFile().deleteOnExit(); // first, for the JVM deletes in reverse
        certificate = TestCertificates.in(folder).issue("node", HOSTS);
        certificate.optionsFile();
        try (var files = Files.list(folder)) {
          files.forEach(file -> file.toFile().deleteOnExit());
        }
      } catch (IOException e) {
        throw new UncheckedIOException("cannot make certificates", e);
      }
    }
    return certificate;
  }
}
