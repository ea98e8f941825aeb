package io.jergon.node.remote;

import io.jergon.etf.Atom;
import io.jergon.node.AutoConnect;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Which nodes may be dialled because somebody sends to them.
///
/// With [AutoConnect#ONCE] a node is barred from the moment that a connection to it comes up: while
/// it is up nobody dials. Only an explicit connect lifts that, whether it succeeds or not.
///
/// Source: `net_kernel.erl`, `barred_connection`.
final class AutoConnects {
  private final AutoConnect policy;
  private final Set<Atom> barred = ConcurrentHashMap.newKeySet();

  AutoConnects(AutoConnect policy) {
    this.policy = policy;
  }

  boolean mayDial(Atom node) {
    return switch (policy) {
      case ALWAYS -> true;
      case ONCE -> !barred.contains(node);
      case NEVER -> false;
    };
  }

  /// Somebody wants the connection by name.
  void connecting(Atom node) {
    barred.remove(node);
  }

  void up(Atom node) {
    if (policy == AutoConnect.ONCE) {
      barred.add(node);
    }
  }
}
