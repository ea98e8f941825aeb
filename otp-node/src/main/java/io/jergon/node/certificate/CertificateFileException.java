package io.jergon.node.certificate;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// A file of certificates or keys that cannot be used. The message names the file and says why.
public final class CertificateFileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// @param problem what comes after the file's name
  CertificateFileException(Path file, String problem, @Nullable Throwable cause) {
    super(file + " " + problem, cause);
  }
}
