package io.jergon.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Set;

/// The cookie in `~/.erlang.cookie`, by the rules of `erl`: the file belongs to its owner alone; a
/// trailing line end is no part of the cookie; a missing file is made with 20 random letters.
///
/// Source: `auth.erl`; the second place, `$XDG_CONFIG_HOME/erlang/.erlang.cookie`, since OTP 25.
final class CookieFile {
  private static final String NAME = ".erlang.cookie";
  private static final int LENGTH = 20;

  private CookieFile() {}

  static String read() {
    return read(System.getenv());
  }

  /// Reads the file that these environment variables lead to. The home directory is `HOME`, which
  /// is where `erl` looks; the JVM's `user.home` may be another one.
  static String read(Map<String, String> environment) {
    Path home = Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")));
    Path first = home.resolve(NAME);
    String xdg = environment.get("XDG_CONFIG_HOME");
    Path config = xdg == null || xdg.isEmpty() ? home.resolve(".config") : Path.of(xdg);
    Path second = config.resolve("erlang").resolve(NAME);
    return read(Files.exists(first) || !Files.exists(second) ? first : second);
  }

  static String read(Path file) {
    try {
      if (!Files.exists(file)) {
        return create(file);
      }
      checkOwnerOnly(file);
      String cookie = Files.readString(file, StandardCharsets.US_ASCII).stripTrailing();
      if (cookie.isEmpty() || !cookie.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
        throw new NodeStartException(
            file + ": bad cookie (expected: one line of printable characters without blanks)",
            null);
      }
      return cookie;
    } catch (IOException e) {
      throw new NodeStartException(file + ": cannot read the cookie: " + e.getMessage(), e);
    }
  }

  private static void checkOwnerOnly(Path file) throws IOException {
    if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
      if (permissions.stream().anyMatch(p -> !p.name().startsWith("OWNER_"))) {
        throw new NodeStartException(
            file + ": must be accessible by its owner only (chmod 400)", null);
      }
    }
  }

  private static String create(Path file) throws IOException {
    SecureRandom random = new SecureRandom();
    StringBuilder cookie = new StringBuilder();
    for (int i = 0; i < LENGTH; i++) {
      cookie.append((char) ('A' + random.nextInt(26)));
    }
    if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(file, cookie, StandardCharsets.US_ASCII);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));
    } else {
      Files.writeString(file, cookie, StandardCharsets.US_ASCII);
    }
    return cookie.toString();
  }
}
