package io.jergon.interop;

import java.util.List;
import java.util.Locale;

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
    String only = System.getProperty("jergon.demo", "");
    return only.isEmpty() ? List.of(values()) : List.of(valueOf(only.toUpperCase(Locale.ROOT)));
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
