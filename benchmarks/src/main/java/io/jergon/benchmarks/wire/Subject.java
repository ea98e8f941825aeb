package io.jergon.benchmarks.wire;

import java.util.List;

/// Who calls whom.
///
/// @param client the kind of node that calls
/// @param server the kind of node that answers
record Subject(String client, String server) {
  static final String ERLANG = "erlang";
  static final String JERGON = "jergon";
  static final String JINTERFACE = "jinterface";

  /// Another build of Jergon, to be compared with this one.
  static final String OTHER = "other";

  /// What all others are compared with.
  static final Subject REFERENCE = new Subject(ERLANG, ERLANG);

  static final List<Subject> ALL =
      List.of(
          REFERENCE,
          new Subject(JERGON, JERGON),
          new Subject(JERGON, ERLANG),
          new Subject(ERLANG, JERGON),
          new Subject(JINTERFACE, ERLANG));

  static final List<Subject> OF_OTHER =
      List.of(new Subject(OTHER, OTHER), new Subject(OTHER, ERLANG), new Subject(ERLANG, OTHER));

  /// What it is called on the command line: `client-server`.
  String label() {
    return client + "-" + server;
  }
}
