package io.jergon.benchmarks.wire;

import java.util.List;

/// Who calls whom.
///
/// @param client the kind of node that calls
/// @param server the kind of node that answers
record Subject(String client, String server) {
  static final String ERLANG = "erlang";
  static final String ERLANG_29 = "erlang29";
  static final String JERGON = "jergon";
  static final String JINTERFACE = "jinterface";

  /// Jergon with own carriers, which needs a package of the JDK opened: see decision 0003.
  static final String JERGON_OWN = "jergon_own";

  /// What all others are compared with.
  static final Subject REFERENCE = new Subject(ERLANG, ERLANG);

  static final List<Subject> ALL =
      List.of(
          REFERENCE,
          new Subject(JERGON, JERGON),
          new Subject(JERGON, ERLANG),
          new Subject(ERLANG, JERGON),
          new Subject(JERGON_OWN, JERGON_OWN),
          new Subject(JERGON_OWN, ERLANG),
          new Subject(ERLANG, JERGON_OWN),
          new Subject(JINTERFACE, ERLANG));

  /// With TLS. What OTP does has changed much from release to release.
  static final List<Subject> ALL_WITH_TLS =
      List.of(
          REFERENCE,
          new Subject(JERGON, JERGON),
          new Subject(JERGON, ERLANG),
          new Subject(ERLANG, JERGON),
          new Subject(ERLANG_29, ERLANG_29),
          new Subject(JERGON, ERLANG_29),
          new Subject(ERLANG_29, JERGON));

  /// A kind of node as the server and the client of its own kind and of Erlang.
  static List<Subject> of(String kind) {
    return List.of(new Subject(kind, kind), new Subject(kind, ERLANG), new Subject(ERLANG, kind));
  }

  /// What it is called on the command line: `client-server`.
  String label() {
    return client + "-" + server;
  }
}
