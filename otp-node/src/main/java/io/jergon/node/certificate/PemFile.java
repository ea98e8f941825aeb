package io.jergon.node.certificate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A file of PEM blocks (RFC 7468): certificates, keys, and text between them that means nothing.
///
/// ```text
///   -----BEGIN EC PRIVATE KEY-----
///   Proc-Type: 4,ENCRYPTED            headers, only in the old form of encrypted keys
///   DEK-Info: AES-256-CBC,1F...
///
///   MHcCAQEEI...
///   -----END EC PRIVATE KEY-----
/// ```
///
/// @param path where it was read
/// @param blocks in the order of the file
record PemFile(Path path, List<Block> blocks) {
  private static final int MAX_BYTES = 16 << 20;
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----\\s*?\\R(.*?)-----END \\1-----", Pattern.DOTALL);

  /// One block.
  ///
  /// @param label such as `CERTIFICATE` or `EC PRIVATE KEY`
  /// @param text the whole block, with its first and last line
  /// @param body what stands between these two
  record Block(String label, String text, String body) {
    /// The DER bytes.
    ///
    /// @throws IllegalArgumentException if this is no Base64, for example because of headers
    byte[] der() {
      return Base64.getMimeDecoder().decode(body);
    }

    /// Whether the body is encrypted in the old form, with headers in front of it.
    boolean hasHeaders() {
      return body.indexOf(':') >= 0;
    }
  }

  /// Reads a file.
  ///
  /// @throws CertificateFileException if it cannot be read
  static PemFile read(Path path) {
    try {
      if (Files.size(path) > MAX_BYTES) {
        throw new CertificateFileException(path, "is longer than " + MAX_BYTES + " bytes", null);
      }
      return new PemFile(path, blocks(Files.readString(path, StandardCharsets.ISO_8859_1)));
    } catch (NoSuchFileException e) {
      throw new CertificateFileException(path, "does not exist", e);
    } catch (IOException e) {
      throw new CertificateFileException(path, "cannot be read: " + e.getMessage(), e);
    }
  }

  private static List<Block> blocks(String text) {
    List<Block> blocks = new ArrayList<>();
    for (Matcher block = BLOCK.matcher(text); block.find(); ) {
      blocks.add(new Block(block.group(1), block.group(), block.group(2)));
    }
    return blocks;
  }
}
