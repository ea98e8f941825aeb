package io.jergon.node.name;

import io.jergon.etf.Atom;
import java.util.regex.Pattern;

/// The name of a node, `live@host`, as Erlang writes it.
///
/// ```java
/// NodeName name = NodeName.of("shop@db1.example.org");
/// name.live();       // "shop"
/// name.host();       // "db1.example.org"
/// name.kind();       // NameKind.LONG
/// ```
///
/// Names compare as plain text: hosts are not looked up or brought to a common form, so
/// `a@127.0.0.1` and `a@localhost` are two different nodes, as in Erlang.
///
/// [#of(String)] throws [IllegalArgumentException] with the value and what was expected when the
/// text is not a node name. Immutable.
///
/// @param text the whole name, at most 255 characters, all of them Latin-1 (that is what the
///   handshake carries)
public record NodeName(String text) implements Comparable<NodeName> {
  /// The longest name, in characters: it has to fit an atom.
  public static final int MAX_LENGTH = 255;

  private static final Pattern LIVE = Pattern.compile("[0-9A-Za-z_-]+");
  private static final Pattern HOST = Pattern.compile("[!-?A-\\x{ff}]+");

  /// Checks the text; see [#of(String)].
  public NodeName {
    int at = text.indexOf('@');
    if (at < 0) {
      throw invalid(text, "it has no '@'");
    }
    if (text.length() > MAX_LENGTH) {
      throw invalid(text, "it has " + text.length() + " characters, at most 255 are allowed");
    }
    if (!LIVE.matcher(text.substring(0, at)).matches()) {
      throw invalid(text, "the part before '@' must be letters, digits, '_' or '-'");
    }
    String host = text.substring(at + 1);
    if (host.indexOf('@') >= 0) {
      throw invalid(text, "it has more than one '@'");
    }
    if (!HOST.matcher(host).matches()) {
      throw invalid(text, "the host after '@' must be printable Latin-1 text without blanks");
    }
  }

  /// Reads a name.
  ///
  /// @throws IllegalArgumentException if `text` is no node name; the message says why
  public static NodeName of(String text) {
    return new NodeName(text);
  }

  /// The part before the `@`: what EPMD knows the node by.
  public String live() {
    return text.substring(0, text.indexOf('@'));
  }

  /// The part after the `@`: a host name or an address.
  public String host() {
    return text.substring(text.indexOf('@') + 1);
  }

  /// Whether this is a long or a short name.
  public NameKind kind() {
    return NameKind.ofHost(host());
  }

  /// The name as the atom that pids, ports and references of the node carry.
  public Atom atom() {
    return Atom.of(text);
  }

  /// Whether a node of this name may dial `peer`: long names talk to long names, short to short.
  /// The side that dials checks; an Erlang node does not check who dials it.
  ///
  /// An address such as `::1` has no dot and yet is complete, so it goes with both kinds.
  public boolean mayDial(NodeName peer) {
    return whyNotDial(peer).isEmpty();
  }

  /// The reason why [#mayDial] is false, as one line for a log; empty if it is true.
  public String whyNotDial(NodeName peer) {
    if (kind() == peer.kind() || peer.host().indexOf(':') >= 0) {
      return "";
    }
    return switch (peer.kind()) {
      case LONG ->
          text
              + " cannot connect to "
              + peer.text
              + ": the peer uses a long name (its host has a dot), this node a short one;"
              + " start both with the same kind";
      case SHORT ->
          text
              + " cannot connect to "
              + peer.text
              + ": the peer uses a short name (its host has no dot), this node a long one;"
              + " start both with the same kind";
    };
  }

  /// The order of atoms: by code point. It decides who wins when two nodes dial each other at once.
  @Override
  public int compareTo(NodeName other) {
    return text.compareTo(other.text);
  }

  /// The name itself.
  @Override
  public String toString() {
    return text;
  }

  private static IllegalArgumentException invalid(String text, String why) {
    return new IllegalArgumentException(
        "not a node name: \"" + text + "\": " + why + " (expected: live@host)");
  }
}
