package io.jergon.testkit;

import io.jergon.node.certificate.CertificateMaker;
import io.jergon.node.certificate.Identity;
import io.jergon.node.tls.TlsConfig;
import io.jergon.node.tls.TlsOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;

/// An authority for a test, and the certificates that it issues, as PEM files in a folder. Needs
/// Bouncy Castle.
///
/// ```java
/// @Test
/// void nodesTalkTls(@TempDir Path folder) {
///   var authority = TestCertificates.in(folder);
///   var certificate = authority.issue("node", "127.0.0.1");
///   Node node = Node.builder("jvm@127.0.0.1").tls(certificate.config()).start();
///   ErlangNode erl = ErlangNode.builder("erl@127.0.0.1").tls(certificate.optionsFile()).start();
/// }
/// ```
public final class TestCertificates {
  private static final int LINE = 64;

  private final Path folder;
  private final Path authorityFile;
  private final Identity authority;

  private TestCertificates(Path folder, Identity authority) {
    this.folder = folder;
    this.authority = authority;
    this.authorityFile = write(folder.resolve("authority.pem"), "CERTIFICATE", encoded(authority));
  }

  /// A new authority, whose files are put into `folder`.
  public static TestCertificates in(Path folder) {
    return new TestCertificates(
        folder.toAbsolutePath(), CertificateMaker.authority("Jergon test authority").issue(null));
  }

  /// The file with the authority's certificate.
  public Path authority() {
    return authorityFile;
  }

  /// A certificate for these hosts; files of that name are replaced.
  ///
  /// @param name of the files
  /// @param hosts names or addresses, as in names of nodes
  public Issued issue(String name, String... hosts) {
    return write(name, CertificateMaker.forHosts(hosts));
  }

  /// A certificate that was valid until yesterday.
  public Issued issueExpired(String name, String... hosts) {
    Instant now = Instant.now();
    return write(
        name,
        CertificateMaker.forHosts(hosts)
            .valid(now.minus(10, ChronoUnit.DAYS), now.minus(1, ChronoUnit.DAYS)));
  }

  private Issued write(String name, CertificateMaker maker) {
    Identity identity = maker.issue(authority);
    Path certificate = write(folder.resolve(name + ".pem"), "CERTIFICATE", encoded(identity));
    Path key = write(folder.resolve(name + ".key"), "PRIVATE KEY", identity.key().getEncoded());
    return new Issued(folder.resolve(name + ".conf"), certificate, key, authorityFile);
  }

  private static byte[] encoded(Identity identity) {
    try {
      return identity.certificate().getEncoded();
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a certificate that was just made has no bytes", e);
    }
  }

  private static Path write(Path file, String label, byte[] der) {
    String body = Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(der);
    return write(file, "-----BEGIN %1$s-----%n%2$s%n-----END %1$s-----%n".formatted(label, body));
  }

  private static Path write(Path file, String text) {
    try {
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  /// A certificate, its key, and the authority: what a node needs.
  ///
  /// @param options where [#optionsFile()] is written
  /// @param certificate PEM file
  /// @param key PEM file, PKCS#8 without a password
  /// @param authority PEM file of whom this node lets in
  public record Issued(Path options, Path certificate, Path key, Path authority) {
    /// The same, but it lets in whom another authority has certified.
    public Issued trusting(TestCertificates other) {
      return new Issued(options, certificate, key, other.authority());
    }

    /// For a node of ours: mutual verification.
    public TlsConfig config() {
      return TlsConfig.of(
          TlsOptions.builder().certificate(certificate, key).authorities(authority).build());
    }

    /// Writes the file that a BEAM takes as `-ssl_dist_optfile`: mutual verification, TLS 1.3 and
    /// 1.2. (OTP 25 by itself offers 1.2 alone.)
    public Path optionsFile() {
      return optionsFile("{versions, ['tlsv1.3', 'tlsv1.2']}");
    }

    /// The same, but with these options after the files and `verify_peer`, in both roles.
    ///
    /// @param more such as `{versions, ['tlsv1.2']}, {depth, 1}`
    public Path optionsFile(String more) {
      String files =
          "{certfile, \"%s\"}, {keyfile, \"%s\"}, {cacertfile, \"%s\"}, {verify, verify_peer}, %s"
              .formatted(certificate, key, authority, more);
      return write(
          options,
          "[{server, [{fail_if_no_peer_cert, true}, %1$s]},%n {client, [%1$s]}].%n"
              .formatted(files));
    }
  }
}
