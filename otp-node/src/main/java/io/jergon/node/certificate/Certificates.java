package io.jergon.node.certificate;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/// Reads certificates from PEM files.
public final class Certificates {
  private Certificates() {}

  /// All certificates of a file, in its order: a chain, or a set of authorities.
  ///
  /// @throws CertificateFileException if there is none, or the file is unreadable
  public static List<X509Certificate> read(Path path) {
    List<X509Certificate> certificates = new ArrayList<>();
    for (PemFile.Block block : PemFile.read(path).blocks()) {
      switch (block.label()) {
        case "CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE" ->
            certificates.add(certificate(path, block));
        default -> {} // a key may stand in the same file
      }
    }
    if (certificates.isEmpty()) {
      throw new CertificateFileException(
          path, "has no certificate (expected: -----BEGIN CERTIFICATE-----)", null);
    }
    return certificates;
  }

  private static X509Certificate certificate(Path path, PemFile.Block block) {
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.der()));
    } catch (CertificateException | IllegalArgumentException e) {
      throw new CertificateFileException(
          path, "has a certificate that cannot be read: " + e.getMessage(), e);
    }
  }
}
