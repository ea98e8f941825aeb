package io.jergon.node.handshake;

import io.jergon.etf.Atom;
import io.jergon.node.name.NodeName;
import org.jspecify.annotations.Nullable;

/// What this node is called: for good, or, if it was started as `undefined@host`, as the node says
/// that it connects to first, for as long as it is connected to it.
///
/// ```text
///   erl -sname undefined      nonode@nohost  -- connect -->  CUEUW63O6JI8@vm  -- lost -->  nonode@nohost
/// ```
///
/// A pid of a node without a name of its own bears `nonode@nohost` and the creation 0 as long as
/// the node lives: it must be the same before, between and after all names. On the wire it has the
/// name of the time, see [io.jergon.etf.Renaming].
///
/// Source: `net_kernel.erl` and `dist_util.erl`, `dynamic_node_name`, OTP 23.
public final class OwnName {
  private static final NodeName NONODE = NodeName.of("nonode@nohost");
  private static final String UNDEFINED = "undefined";

  private final NodeName start;
  private final boolean dynamic;
  private volatile @Nullable GivenName given;

  private OwnName(NodeName start) {
    this.start = start;
    this.dynamic = start.live().equals(UNDEFINED);
  }

  /// The name of a node that is started with this one.
  public static OwnName of(NodeName start) {
    return new OwnName(start);
  }

  /// Whether another node names this one.
  public boolean isDynamic() {
    return dynamic;
  }

  /// Whether it has a name now.
  public boolean isKnown() {
    return !dynamic || given != null;
  }

  /// The name that it has now; `nonode@nohost` if it has none.
  public NodeName current() {
    GivenName name = given;
    return name != null ? name.name() : dynamic ? NONODE : start;
  }

  /// The name that it was started with.
  public NodeName start() {
    return start;
  }

  /// The name that another node gave it; null if it has none, or one for good.
  public @Nullable GivenName given() {
    return given;
  }

  /// The name in the pids of this node, in its own memory.
  public Atom inPids() {
    return dynamic ? NONODE.atom() : start.atom();
  }

  /// Whether this is what the node was named; false if it has a name for good.
  public boolean wasNamed(Atom name) {
    GivenName own = given;
    return own != null && own.name().text().equals(name.name());
  }

  /// Takes a name from another node.
  public void give(GivenName name) {
    given = name;
  }

  /// The connection to the node that gave it is lost; does nothing if there is another name by now.
  public void lose(GivenName name) {
    if (name.equals(given)) {
      given = null;
    }
  }

  /// The name of the time, for people.
  @Override
  public String toString() {
    return current().text();
  }
}
