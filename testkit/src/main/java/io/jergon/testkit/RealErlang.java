package io.jergon.testkit;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
  private static final List<Integer> TESTED = List.of(23, 25, 27, 29);

  /// `15.2.7 27`: the version of ERTS, the release.
  private static final Pattern START_ERL = Pattern.compile("^\\S+ (\\d+)");

  private static final Logger LOG = LoggerFactory.getLogger(RealErlang.class);
  private static final AtomicBoolean TOLD = new AtomicBoolean();

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
  /// `jergon.erl` names one, it alone. Empty if there is no `erl`. Once in a run a line in the log
  /// names those that are [#missing()].
  public static List<Path> releases() {
    List<Integer> missing = missing();
    if (!missing.isEmpty() && TOLD.compareAndSet(false, true)) {
      LOG.warn(
          "tests run without {}, which config/otp-releases.sh installs",
          missing.stream().map(release -> "erl" + release).toList());
    }
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

  /// The releases that Jergon is tested with and that are not here: numbers of OTP. Empty where
  /// `jergon.erl` names the one to use.
  public static List<Integer> missing() {
    if (System.getProperty("jergon.erl") != null) {
      return List.of();
    }
    Optional<Integer> own = erl().flatMap(RealErlang::releaseOf);
    return TESTED.stream()
        .filter(release -> own.filter(release::equals).isEmpty() && find("erl" + release).isEmpty())
        .toList();
  }

  /// What the folder of an installation says that it is.
  private static Optional<Integer> releaseOf(Path erl) {
    try {
      Path versions = erl.toRealPath().resolve("../../releases/start_erl.data").normalize();
      if (!Files.isReadable(versions)) {
        return Optional.empty(); // another kind of installation
      }
      Matcher release = START_ERL.matcher(Files.readString(versions));
      return release.find() ? Optional.of(Integer.valueOf(release.group(1))) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read which release " + erl + " is", e);
    }
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
