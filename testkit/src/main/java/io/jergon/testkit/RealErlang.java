package io.jergon.testkit;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/// Finds the Erlang and Elixir that are installed on this machine, and decides what a test does
/// without them.
///
/// ```java
/// @BeforeAll
/// static void erlang() {
///   RealErlang.require(); // skips the tests without `erl`, or fails them under -Djergon.erl.required=true
/// }
/// ```
///
/// | system property | says |
/// |---|---|
/// | `jergon.erl` | the `erl` to use instead of the first one on `PATH`: a path, or another program on `PATH` such as `erl27` |
/// | `jergon.erl27` | the same for one of the [#releases()] |
/// | `jergon.elixir` | the same for `elixir` |
/// | `jergon.epmd` | the same for `epmd`; otherwise the one beside `erl`, or on `PATH` |
/// | `jergon.erl.required` | `true`: a missing program fails the test, as a build that promised to test with it must |
public final class RealErlang {

  private static final int FIRST_RELEASE = 23;
  private static final int OLDEST_RELEASE = 25;
  private static final int NEWEST_RELEASE = 49;

  private RealErlang() {}

  /// Returns if there is an `erl`; otherwise skips the running test, or fails it under
  /// `-Djergon.erl.required=true`.
  public static void require() {
    found("erl", erl());
  }

  /// Returns if there is an `elixir`; otherwise skips or fails the running test as [#require()]
  /// does.
  public static void requireElixir() {
    found("elixir", elixir());
  }

  /// The `erl` to use, if there is one.
  public static Optional<Path> erl() {
    return find("erl");
  }

  /// Every release of OTP that a test can run against: the one of [#erl()], and those beside it,
  /// called `erl25`, `erl27` and so on, as `config/otp-releases.sh` installs them. Where
  /// `jergon.erl` names one, it alone. Empty if there is no `erl`.
  public static List<Path> releases() {
    Stream<Path> others =
        System.getProperty("jergon.erl") != null
            ? Stream.empty()
            : IntStream.rangeClosed(OLDEST_RELEASE, NEWEST_RELEASE)
                .mapToObj(release -> find("erl" + release))
                .flatMap(Optional::stream);
    return Stream.concat(erl().stream(), others).toList();
  }

  /// As [#releases()], and those before OTP 25 that a node must get along with, `erl23` and
  /// `erl24`: they lack aliases, and much that is newer.
  public static List<Path> releasesSince23() {
    return System.getProperty("jergon.erl") != null
        ? releases()
        : Stream.concat(
                releases().stream(),
                IntStream.range(FIRST_RELEASE, OLDEST_RELEASE)
                    .mapToObj(release -> find("erl" + release))
                    .flatMap(Optional::stream))
            .toList();
  }

  /// The `elixir` to use, if there is one.
  public static Optional<Path> elixir() {
    return find("elixir");
  }

  /// The real `epmd`, if there is one.
  public static Optional<Path> epmd() {
    Optional<Path> beside =
        erl().map(erl -> erl.resolveSibling("epmd")).filter(Files::isExecutable);
    return System.getProperty("jergon.epmd") == null && beside.isPresent() ? beside : find("epmd");
  }

  static Path found(String program, Optional<Path> path) {
    if (path.isPresent()) {
      return path.get();
    }
    String message = "no " + program + " on PATH, and -Djergon." + program + " names none";
    if (Boolean.getBoolean("jergon.erl.required")) {
      throw new AssertionFailedError(message + ", but -Djergon.erl.required=true asks for it");
    }
    throw new TestAbortedException(message);
  }

  private static Optional<Path> find(String program) {
    String named = System.getProperty("jergon." + program, program);
    Stream<Path> candidates =
        named.contains(File.separator)
            ? Stream.of(Path.of(named))
            : Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(folder -> Path.of(folder, named));
    return candidates.filter(Files::isExecutable).findFirst();
  }
}
