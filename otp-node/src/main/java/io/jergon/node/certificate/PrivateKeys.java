package io.jergon.node.certificate;

import io.jergon.node.certificate.PemFile.Block;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;

/// Reads private keys from PEM files.
///
/// | block | form | read by |
/// |---|---|---|
/// | `PRIVATE KEY` | PKCS#8 | the JDK |
/// | `ENCRYPTED PRIVATE KEY` | PKCS#8 with a password | the JDK, else Bouncy Castle |
/// | `RSA PRIVATE KEY`, `EC PRIVATE KEY` | PKCS#1, SEC1, with a password or without | Bouncy Castle |
public final class PrivateKeys {
  /// Tried in turn: PKCS#8 says by an object identifier what it holds, for which the JDK has no
  /// public reader.
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");

  private static final String PBES2 = "1.2.840.113549.1.5.13"; // RFC 8018, A.4

  private PrivateKeys() {}

  /// The first private key of a file.
  ///
  /// @param password of the key; null if it has none
  /// @throws CertificateFileException if there is none, or it cannot be read: then the message says
  ///   if the password is missing or wrong, or Bouncy Castle is needed
  public static PrivateKey read(Path path, @Nullable String password) {
    Block block =
        PemFile.read(path).blocks().stream()
            .filter(b -> b.label().endsWith("PRIVATE KEY"))
            .findFirst()
            .orElseThrow(() ->
                new CertificateFileException(
                    path, "has no private key (expected: -----BEGIN PRIVATE KEY-----)", null));
    try {
      return key(path, block, password);
    } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
      throw new CertificateFileException(
          path, "has a private key that cannot be read: " + e.getMessage(), e);
    }
  }

  private static PrivateKey key(Path path, Block block, @Nullable String password)
      throws GeneralSecurityException, IOException {
    boolean encrypted = block.label().equals("ENCRYPTED PRIVATE KEY") || block.hasHeaders();
    if (encrypted && password == null) {
      throw new CertificateFileException(
          path, "has an encrypted key, and no password is given", null);
    }
    return switch (block.label()) {
      case "PRIVATE KEY" -> pkcs8(new PKCS8EncodedKeySpec(block.der()));
      case "ENCRYPTED PRIVATE KEY" -> encrypted(path, block, password);
      default -> bouncyCastle(path, block, password);
    };
  }

  private static PrivateKey encrypted(Path path, Block block, @Nullable String password)
      throws GeneralSecurityException, IOException {
    EncryptedPrivateKeyInfo info;
    SecretKeyFactory factory;
    try {
      info = new EncryptedPrivateKeyInfo(block.der());
      // The parameters of PBES2 print as the name of the algorithm that reads them.
      boolean pbes2 = info.getAlgName().equals("PBES2") || info.getAlgName().equals(PBES2);
      factory =
          SecretKeyFactory.getInstance(
              pbes2 ? String.valueOf(info.getAlgParameters()) : info.getAlgName());
    } catch (GeneralSecurityException | IOException e) {
      return bouncyCastle(path, block, password); // an old cipher
    }
    char[] secret = password == null ? new char[0] : password.toCharArray();
    Key key = factory.generateSecret(new PBEKeySpec(secret));
    PKCS8EncodedKeySpec plain;
    try {
      plain = info.getKeySpec(key);
    } catch (GeneralSecurityException e) {
      throw new CertificateFileException(
          path, "has an encrypted key that the password does not open", e);
    }
    return pkcs8(plain);
  }

  private static PrivateKey pkcs8(PKCS8EncodedKeySpec spec) throws GeneralSecurityException {
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (InvalidKeySpecException e) {
        // of another algorithm
      }
    }
    throw new InvalidKeySpecException("neither RSA nor elliptic curve");
  }

  private static PrivateKey bouncyCastle(Path path, Block block, @Nullable String password)
      throws IOException {
    try {
      return BouncyKeys.read(path, block.text(), password);
    } catch (NoClassDefFoundError e) {
      throw new CertificateFileException(
          path,
          "has a private key ("
              + block.label()
              + ") that needs Bouncy Castle: add org.bouncycastle:bcpkix-jdk18on, or convert it:"
              + " openssl pkcs8 -topk8 -in OLD -out NEW",
          e);
    }
  }
}
