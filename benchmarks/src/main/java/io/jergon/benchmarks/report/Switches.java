package io.jergon.benchmarks.report;

import java.util.List;

/// What a JVM is told so that Jergon in it runs otherwise than by default.
public final class Switches {
  /// Carriers of its own: see decision 0003.
  public static final List<String> OWN_CARRIERS =
      List.of("--add-opens", "java.base/java.lang=ALL-UNNAMED", "-Djergon.carriers=own");

  private Switches() {}
}
