package io.jergon.interop;

import io.jergon.testkit.RealErlang;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The source of test classes that run against each release of Erlang.
final class Releases {
  private Releases() {}

  /// Each `erl`; where there is none, a name for it, so that [RealErlang#require] skips or fails
  /// the tests.
  static Stream<Path> each() {
    List<Path> found = RealErlang.releases();
    return found.isEmpty() ? Stream.of(Path.of("erl")) : found.stream();
  }
}
