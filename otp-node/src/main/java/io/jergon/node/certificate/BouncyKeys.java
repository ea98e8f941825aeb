package io.jergon.node.certificate;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.security.PrivateKey;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.EncryptionException;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8DecryptorProviderBuilder;
import org.bouncycastle.openssl.jcajce.JcePEMDecryptorProviderBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.jspecify.annotations.Nullable;

/// The forms of private keys that the JDK does not read. Bouncy Castle's provider is asked directly
/// and never registered: a library must not change what the whole JVM's cryptography is.
final class BouncyKeys {
  private BouncyKeys() {}

  static PrivateKey read(Path path, String pem, @Nullable String password) throws IOException {
    // The JDK's classes hold the key in the end, so that the JDK's TLS can use it.
    return new JcaPEMKeyConverter().getPrivateKey(plain(path, pem, password));
  }

  private static PrivateKeyInfo plain(Path path, String pem, @Nullable String password)
      throws IOException {
    BouncyCastleProvider provider = new BouncyCastleProvider();
    char[] secret = password == null ? new char[0] : password.toCharArray();
    try (PEMParser parser = new PEMParser(new StringReader(pem))) {
      Object found = parser.readObject();
      return switch (found) {
        case PEMKeyPair pair -> pair.getPrivateKeyInfo();
        case PEMEncryptedKeyPair pair ->
            pair.decryptKeyPair(
                    new JcePEMDecryptorProviderBuilder().setProvider(provider).build(secret))
                .getPrivateKeyInfo();
        case PKCS8EncryptedPrivateKeyInfo info ->
            info.decryptPrivateKeyInfo(
                new JceOpenSSLPKCS8DecryptorProviderBuilder().setProvider(provider).build(secret));
        case null, default -> throw new IOException("unknown form");
      };
    } catch (EncryptionException | PKCSException | OperatorCreationException e) {
      throw new CertificateFileException(
          path, "has an encrypted key that the password does not open", e);
    }
  }
}
