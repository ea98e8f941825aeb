package io.jergon.node.remote;

import io.jergon.etf.Atom;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The peers that links and monitors reach to, by node name.
final class Peers {
  private final ConcurrentMap<Atom, Peer> byName = new ConcurrentHashMap<>();

  /// Does something to the peer's present entry, making one if there is none; again, with the next
  /// entry, when the connection ended in between.
  ///
  /// @param action returns false when the entry had ended
  void update(Atom node, Predicate<Peer> action) {
    Peer peer;
    do {
      peer = byName.computeIfAbsent(node, name -> new Peer());
      if (action.test(peer)) {
        return;
      }
      byName.remove(node, peer);
    } while (true);
  }

  /// The peer's present entry, if any.
  @Nullable Peer find(Atom node) {
    return byName.get(node);
  }

  /// The names of all peers that have an entry.
  Set<Atom> names() {
    return Set.copyOf(byName.keySet());
  }

  /// Takes the peer's entry off, because the connection broke.
  @Nullable Peer remove(Atom node) {
    return byName.remove(node);
  }
}
