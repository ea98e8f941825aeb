package io.jergon.interop;

import java.util.List;

/// Which implementation of the demo a test runs against. `-Djergon.demo=reference` or `jergon`
/// picks one.
enum DemoKind {
  /// The Erlang one: it proves the test.
  REFERENCE,
  /// Ours: the test proves it.
  JERGON;

  static final String NODE = "demo@127.0.0.1";
  static final String COOKIE = "interop";

  /// The kinds that this run is to test.
  static List<DemoKind> chosen() {
    // The reference alone until `jergon demo` exists.
    String only = System.getProperty("jergon.demo", "reference");
    return List.of(values()).stream()
        .filter(kind -> only.isEmpty() || kind.name().equalsIgnoreCase(only))
        .toList();
  }

  /// Whether this run tests ours: the condition of the tests that ask nothing of a BEAM.
  static boolean jergonIsChosen() {
    return chosen().contains(JERGON);
  }

  DemoUnderTest start() {
    return switch (this) {
      case REFERENCE -> ReferenceDemo.start();
      case JERGON -> JergonDemo.start();
    };
  }
}
