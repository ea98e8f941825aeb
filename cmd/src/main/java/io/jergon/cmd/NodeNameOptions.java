package io.jergon.cmd;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/// The options that name a node: `--name N@H` or `--sname N`.
final class NodeNameOptions {
  private static final class Either {
    @Option(
        names = "--name",
        paramLabel = "N@H",
        description = "A long name: its host has a dot, or is an IPv6 address.")
    @Nullable String name;

    @Option(
        names = "--sname",
        paramLabel = "N",
        description = "A short name; the host is this one's name up to the first dot.")
    @Nullable String sname;
  }

  @ArgGroup private @Nullable Either either;

  /// The full name that the options say, or nothing when they say none.
  Optional<String> given() {
    Either given = either;
    if (given == null) {
      return Optional.empty();
    }
    return Optional.of(
        given.name != null ? longName(given.name) : shortName(String.valueOf(given.sname)));
  }

  /// `N@H` as it is, `N` with this machine's full host name.
  static String longName(String name) {
    String full = name.indexOf('@') < 0 ? name + "@" + LocalHost.longName() : name;
    if (!isLong(full)) {
      throw new CommandFailure(
          "--name "
              + name
              + ": a long name needs a host with a dot, such as "
              + full.substring(0, full.indexOf('@'))
              + "@127.0.0.1 (or use --sname)");
    }
    return full;
  }

  /// `N` with this machine's short host name; `N@H` as it is.
  static String shortName(String name) {
    String full = name.indexOf('@') < 0 ? name + "@" + LocalHost.shortName() : name;
    if (isLong(full)) {
      throw new CommandFailure(
          "--sname " + name + ": the host of a short name has no dot (or use --name)");
    }
    return full;
  }

  /// Whether a full name is a long one.
  static boolean isLong(String fullName) {
    String host = fullName.substring(fullName.indexOf('@') + 1);
    return host.indexOf('.') >= 0 || host.indexOf(':') >= 0;
  }
}
