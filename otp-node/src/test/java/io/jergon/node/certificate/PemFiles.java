package io.jergon.node.certificate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.util.Base64;

/// Writes what tests have made.
public final class PemFiles {
  private PemFiles() {}

  /// Writes `name.pem` and `name.key`.
  public static void write(Path folder, String name, Identity identity)
      throws IOException, CertificateEncodingException {
    write(folder.resolve(name + ".pem"), "CERTIFICATE", identity.certificate().getEncoded());
    write(folder.resolve(name + ".key"), "PRIVATE KEY", identity.key().getEncoded());
  }

  private static void write(Path file, String label, byte[] der) throws IOException {
    String body = Base64.getMimeEncoder().encodeToString(der);
    Files.writeString(
        file, "-----BEGIN %1$s-----%n%2$s%n-----END %1$s-----%n".formatted(label, body));
  }
}
