package io.jergon.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/// The cookie in `~/.erlang.cookie`, by the rules of `erl`: a regular file that belongs to its
/// owner alone; a missing file is made with 20 random letters.
///
/// ```text
///   cookie     1 to 255 characters from blank to ~; blanks before, within and right behind count
///   the rest   from the first line end on, nothing but line ends and blanks
/// ```
///
/// Source: `auth.erl`; the second place, `$XDG_CONFIG_HOME/erlang/.erlang.cookie`, since OTP 25.
final class CookieFile {
  private static final String NAME = ".erlang.cookie";
  private static final int LENGTH = 20;
  private static final int MOST = 255; // what fits an atom

  /// So long another node that makes the file may take to write it and to change its mode.
  private static final Duration MAKING = Duration.ofMillis(500);

  private static final long LOOK_AGAIN_NANOS = 5_000_000;

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
        createOrSay(file);
      }
      awaitMade(file);
      if (!Files.isRegularFile(file)) {
        throw new NodeStartException(
            file + ": no regular file (expected: one with a cookie)", null);
      }
      if (isOpenToOthers(file)) {
        throw new NodeStartException(
            file + ": must be accessible by its owner only (chmod 400)", null);
      }
      return cookie(file, Files.readString(file, StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      throw new NodeStartException(file + ": cannot read the cookie: " + e.getMessage(), e);
    }
  }

  private static String cookie(Path file, String text) {
    int end = 0;
    while (end < text.length() && text.charAt(end) >= ' ' && text.charAt(end) <= '~') {
      end++;
    }
    boolean blankRest =
        text.substring(end).chars().allMatch(c -> c == '\n' || c == '\r' || c == ' ');
    if (end == 0 || end > MOST || !blankRest) {
      throw new NodeStartException(
          file + ": bad cookie (expected: one line of 1 to 255 printable ASCII characters)", null);
    }
    return text.substring(0, end);
  }

  /// `erl` opens the file, writes it, and takes others' rights away, one after the other.
  private static void awaitMade(Path file) throws IOException {
    Instant patience = Instant.now().plus(MAKING);
    while (isBeingMade(file) && Instant.now().isBefore(patience)) {
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
    }
  }

  private static boolean isBeingMade(Path file) throws IOException {
    BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
    return found.isRegularFile()
        && found.lastModifiedTime().toInstant().isAfter(Instant.now().minus(MAKING))
        && (found.size() == 0 || isOpenToOthers(file));
  }

  private static boolean hasRights(Path file) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  private static boolean isOpenToOthers(Path file) throws IOException {
    return hasRights(file)
        && Files.getPosixFilePermissions(file).stream()
            .anyMatch(p -> !p.name().startsWith("OWNER_"));
  }

  private static void createOrSay(Path file) {
    try {
      create(file);
    } catch (IOException e) {
      throw new NodeStartException(
          file + ": there is none, and it cannot be made: " + e + " (give a cookie otherwise)", e);
    }
  }

  /// Under another name first, so that nobody sees half a file, and of several that make one at
  /// once the first has made it for all.
  private static void create(Path file) throws IOException {
    Path made = file.resolveSibling(NAME + "." + Long.toHexString(new SecureRandom().nextLong()));
    try {
      Files.writeString(make(made), randomCookie(), StandardCharsets.US_ASCII);
      if (hasRights(made)) {
        Files.setPosixFilePermissions(made, rights("r--------"));
      }
      publish(made, file);
    } catch (FileAlreadyExistsException e) {
      // then that one is the cookie
    } finally {
      Files.deleteIfExists(made);
    }
  }

  private static void publish(Path made, Path file) throws IOException {
    try {
      Files.createLink(file, made);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (FileSystemException | UnsupportedOperationException e) {
      Files.move(made, file); // a file system without links
    }
  }

  private static Path make(Path file) throws IOException {
    FileAttribute<?>[] own =
        hasRights(file)
            ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(rights("rw-------"))}
            : new FileAttribute<?>[0];
    return Files.createFile(file, own);
  }

  private static Set<PosixFilePermission> rights(String text) {
    return PosixFilePermissions.fromString(text);
  }

  private static String randomCookie() {
    SecureRandom random = new SecureRandom();
    StringBuilder cookie = new StringBuilder();
    for (int i = 0; i < LENGTH; i++) {
      cookie.append((char) ('A' + random.nextInt(26)));
    }
    return cookie.toString();
  }
}
