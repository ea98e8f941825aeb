package io.jergon.node.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The keys lie beside this test, made by OpenSSL (make.sh).
class PrivateKeysTest {
  private static final String PASSWORD = "s3cret";

  static Path file(String name) {
    URL url = Objects.requireNonNull(PrivateKeysTest.class.getResource(name), name);
    try {
      return Path.of(url.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(name, e);
    }
  }

  private static PrivateKey read(String name, @Nullable String password) {
    return PrivateKeys.read(file(name), password);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sec1.pem",
        "sec1-aes256.pem",
        "pkcs8-aes256.pem",
        "pkcs8-des3.pem",
        "pkcs8-pbe1.pem"
      })
  void ellipticCurve_inAnyForm_isTheSameKey(String name) {
    ECPrivateKey plain = (ECPrivateKey) read("pkcs8.pem", null);
    ECPrivateKey read = (ECPrivateKey) read(name, PASSWORD);
    assertThat(read.getS()).isEqualTo(plain.getS());
    assertThat(read.getAlgorithm()).isEqualTo("EC");
  }

  @ParameterizedTest
  @ValueSource(strings = {"pkcs1.pem", "pkcs1-des3.pem"})
  void rsa_inAnyForm_isTheSameKey(String name) {
    RSAPrivateCrtKey plain = (RSAPrivateCrtKey) read("pkcs8-rsa.pem", null);
    RSAPrivateCrtKey read = (RSAPrivateCrtKey) read(name, PASSWORD);
    assertThat(read.getPrivateExponent()).isEqualTo(plain.getPrivateExponent());
    assertThat(read.getModulus()).isEqualTo(plain.getModulus());
  }

  @Test
  void ed25519_isRead() {
    assertThat(read("ed25519.pem", null).getAlgorithm()).isEqualTo("EdDSA");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sec1-aes256.pem",
        "pkcs8-aes256.pem",
        "pkcs8-des3.pem",
        "pkcs8-pbe1.pem",
        "pkcs1-des3.pem"
      })
  void password_missingOrWrong_isSaid(String name) {
    assertThatThrownBy(() -> read(name, null))
        .isInstanceOf(CertificateFileException.class)
        .hasMessageContaining(name)
        .hasMessageContaining("no password is given");
    assertThatThrownBy(() -> read(name, "wrong"))
        .isInstanceOf(CertificateFileException.class)
        .hasMessageContaining(name)
        .hasMessageContaining("password does not open");
  }

  @Test
  void file_withoutKeyOrBroken_isSaid(@TempDir Path folder) throws IOException {
    Path none = Files.writeString(folder.resolve("none.pem"), "no key here");
    assertThatThrownBy(() -> PrivateKeys.read(none, null)).hasMessageContaining("no private key");
    Path broken =
        Files.writeString(
            folder.resolve("broken.pem"),
            "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
    assertThatThrownBy(() -> PrivateKeys.read(broken, null)).hasMessageContaining("cannot be read");
    assertThatThrownBy(() -> PrivateKeys.read(folder.resolve("gone.pem"), null))
        .isInstanceOf(CertificateFileException.class)
        .hasMessageContaining("gone.pem does not exist");
  }
}
