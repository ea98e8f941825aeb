package io.jergon.node.certificate;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A certificate, and the key that it is for.
///
/// @param chain the certificate first, then those between it and the authority
/// @param key its private key
public record Identity(List<X509Certificate> chain, PrivateKey key) {
  private static final byte[] PROBE = {1, 2, 3};

  /// Makes the chain unmodifiable.
  public Identity {
    chain = List.copyOf(chain);
  }

  /// The certificate itself.
  public X509Certificate certificate() {
    return chain.getFirst();
  }

  /// Reads both.
  ///
  /// @param password of the key; null if it has none
  /// @throws CertificateFileException if one cannot be used, or they do not belong together: so it
  ///   is while new files are being put in their place one by one
  public static Identity read(Path certificates, Path key, @Nullable String password) {
    Identity identity =
        new Identity(Certificates.read(certificates), PrivateKeys.read(key, password));
    if (!identity.belongsTogether()) {
      throw new CertificateFileException(
          key, "has a key that is not the one of the certificate in " + certificates, null);
    }
    return identity;
  }

  private boolean belongsTogether() {
    PublicKey publicKey = certificate().getPublicKey();
    if (!publicKey.getAlgorithm().equals(key.getAlgorithm())) {
      return false;
    }
    try {
      Signature signature = Signature.getInstance(signatureFor(publicKey));
      signature.initSign(key);
      signature.update(PROBE);
      byte[] signed = signature.sign();
      signature.initVerify(publicKey);
      signature.update(PROBE);
      return signature.verify(signed);
    } catch (InvalidKeyException | SignatureException e) {
      return false;
    } catch (GeneralSecurityException e) {
      return true; // a kind of key that only TLS knows: the handshake will tell
    }
  }

  private static String signatureFor(PublicKey key) {
    return switch (key.getAlgorithm()) {
      case "RSA" -> "SHA256withRSA";
      case "EC" -> "SHA256withECDSA";
      default -> key.getAlgorithm();
    };
  }
}
