package io.jergon.node.name;

/// The two kinds of node names. Nodes of different kinds do not connect to each other.
///
/// ```java
/// NameKind.ofHost("db1");              // SHORT
/// NameKind.ofHost("db1.example.org");  // LONG
/// ```
public enum NameKind {
  /// The host is complete: it has a dot, or is an IPv6 address (`erl -name`).
  LONG,
  /// The host is one label (`erl -sname`).
  SHORT;

  /// The kind of a name with this host.
  public static NameKind ofHost(String host) {
    return host.indexOf('.') >= 0 || host.indexOf(':') >= 0 ? LONG : SHORT;
  }
}
