package io.jergon.node.secure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jergon.node.certificate.CertificateMaker;
import io.jergon.node.certificate.Identity;
import io.jergon.node.certificate.PemFiles;
import io.jergon.node.tls.TlsConfigException;
import io.jergon.node.tls.TlsOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialsTest {
  @TempDir Path folder;

  private final Identity authority = CertificateMaker.authority("a CA").issue(null);
  private final Identity first = CertificateMaker.forHosts("h").issue(authority);
  private final Identity second = CertificateMaker.forHosts("h").issue(authority);

  @BeforeEach
  void files() throws IOException, CertificateEncodingException {
    PemFiles.write(folder, "ca", authority);
    PemFiles.write(folder, "node", first);
    PemFiles.write(folder, "next", second);
  }

  private Credentials credentials() {
    return new Credentials(
        "server",
        TlsOptions.builder()
            .certificate(folder.resolve("node.pem"), folder.resolve("node.key"))
            .authorities(folder.resolve("ca.pem"))
            .build(),
        null);
  }

  private static X509Certificate shown(Credentials credentials) {
    OwnKey key = Objects.requireNonNull(credentials.current().key());
    return key.getCertificateChain("node")[0];
  }

  private void replace(String from, String to) throws IOException {
    Files.move(folder.resolve(from), folder.resolve(to), StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  void files_unchanged_areReadOnce() {
    Credentials credentials = credentials();
    assertThat(credentials.current()).isSameAs(credentials.current());
    assertThat(shown(credentials)).isEqualTo(first.certificate());
  }

  @Test
  void files_replacedOneByOne_areUsedWhenTheyBelongTogether() throws IOException {
    Credentials credentials = credentials();
    replace("next.pem", "node.pem");
    assertThat(shown(credentials)).isEqualTo(first.certificate()); // the key is not there yet
    replace("next.key", "node.key");
    assertThat(shown(credentials)).isEqualTo(second.certificate());
  }

  @Test
  void file_broken_leavesWhatWasThere() throws IOException {
    Credentials credentials = credentials();
    Files.writeString(folder.resolve("ca.pem"), "oops");
    Credentials.Loaded before = credentials.current();
    assertThat(shown(credentials)).isEqualTo(first.certificate());
    assertThat(credentials.current()).isSameAs(before);
    Files.delete(folder.resolve("ca.pem"));
    assertThat(credentials.current()).isSameAs(before);
  }

  @Test
  void start_keyOfAnotherCertificate_isRefused() throws IOException {
    replace("next.key", "node.key");
    assertThatThrownBy(this::credentials)
        .isInstanceOf(TlsConfigException.class)
        .hasMessageContaining("node.key has a key that is not the one of the certificate in")
        .message()
        .hasLineCount(1);
  }

  @Test
  void start_certificateMissing_isRefused() throws IOException {
    Files.delete(folder.resolve("node.pem"));
    assertThatThrownBy(this::credentials)
        .isInstanceOf(TlsConfigException.class)
        .hasMessageContaining("node.pem does not exist");
  }
}
