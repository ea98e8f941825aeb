package io.jergon.node.remote;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.node.control.ProtocolException;
import io.jergon.node.process.LocalProcess;
import io.jergon.node.quota.Share;
import io.jergon.node.signal.Watcher;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The links and monitors between this node and one other, for the time of one connection to it,
/// the time of its set-up included.
///
/// When the connection breaks, [#end] hands them out once, to be resolved with `noconnection`; what
/// comes later is refused, and belongs to the next connection.
final class Peer {

  /// A link between two processes.
  record Link(Pid local, Pid remote) {}

  /// A monitor that a process of this node has on one of the peer's.
  ///
  /// @param object a pid or `{Name, Node}`
  record Monitor(Watcher watcher, Term object) {}

  /// A monitor that a process of the peer's has on one of this node. The reference is the peer's
  /// choice: two of its processes may use the same. Compared by hand, since each call from another
  /// node does it: what the compiler makes of a record for that is not always inlined.
  record Watch(Pid watcher, Ref ref) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Watch watch && ref.equals(watch.ref) && watcher.equals(watch.watcher);
    }

    @Override
    public int hashCode() {
      return 31 * ref.hashCode() + watcher.hashCode();
    }
  }

  /// All that was between the two nodes when the connection broke.
  ///
  /// @param unlinking links that were taken away, which the peer has not acknowledged
  /// @param nodeMonitors monitors that processes of this node have on the other as a whole
  record Remains(
      Set<Link> links,
      Set<Link> unlinking,
      Map<Ref, Monitor> monitors,
      Map<Watch, LocalProcess> watched,
      Map<Ref, Watcher> nodeMonitors) {}

  /// What a link or a monitor takes on both sides of it, about.
  private static final int ENTRY = 512;

  /// So many entries are counted at once.
  private static final int STEP = 128;

  // all guarded by this
  private Set<Link> links = new HashSet<>();
  private Set<Link> unlinking = Set.of(); // made when there is one
  private Map<Ref, Monitor> monitors = new HashMap<>();
  private Map<Watch, LocalProcess> watched = new HashMap<>();
  private int counted; // entries for which the share has given
  private Map<Ref, Watcher> nodeMonitors = Map.of(); // made when there is one
  private boolean ended;

  /// Remembers a link; false when the connection has ended.
  synchronized boolean addLink(Pid local, Pid remote) {
    if (!ended) {
      links.add(new Link(local, remote));
    }
    return !ended;
  }

  synchronized void removeLink(Pid local, Pid remote) {
    links.remove(new Link(local, remote));
  }

  /// Forgets a link, and remembers that the peer has to acknowledge that; false when the connection
  /// has ended, and nobody will.
  synchronized boolean unlink(Pid local, Pid remote) {
    Link link = new Link(local, remote);
    links.remove(link);
    if (!ended) {
      if (unlinking.isEmpty()) {
        unlinking = new HashSet<>(2);
      }
      unlinking.add(link);
    }
    return !ended;
  }

  /// The peer has acknowledged an unlink, or never will.
  synchronized void unlinked(Pid local, Pid remote) {
    if (!unlinking.isEmpty()) {
      unlinking.remove(new Link(local, remote));
    }
  }

  /// Remembers a monitor of ours; false when the connection has ended.
  synchronized boolean addMonitor(Ref ref, Watcher watcher, Term object) {
    if (!ended) {
      monitors.put(ref, new Monitor(watcher, object));
    }
    return !ended;
  }

  /// The spawn requests that are not answered yet.
  synchronized List<Ref> spawnRequests() {
    return monitors.entrySet().stream()
        .filter(entry -> entry.getValue().object().equals(Atom.UNDEFINED))
        .map(Map.Entry::getKey)
        .toList();
  }

  synchronized @Nullable Monitor removeMonitor(Ref ref) {
    return monitors.remove(ref);
  }

  /// Remembers a monitor of ours on the node as a whole; false when the connection has ended.
  synchronized boolean addNodeMonitor(Ref ref, Watcher watcher) {
    if (!ended) {
      if (nodeMonitors.isEmpty()) {
        nodeMonitors = new HashMap<>(2);
      }
      nodeMonitors.put(ref, watcher);
    }
    return !ended;
  }

  synchronized void removeNodeMonitor(Ref ref) {
    if (!nodeMonitors.isEmpty()) {
      nodeMonitors.remove(ref);
    }
  }

  /// Puts another in the place of who asked for a process; false when the answer has come already.
  synchronized boolean abandonSpawn(Ref request, AbandonedSpawn abandoned) {
    return monitors.computeIfPresent(
            request, (ref, asked) -> new Monitor(abandoned, asked.object()))
        != null;
  }

  /// Remembers a monitor of the peer's; false when the connection has ended.
  synchronized boolean addWatched(Pid watcher, Ref ref, LocalProcess process) {
    if (!ended) {
      watched.put(new Watch(watcher, ref), process);
    }
    return !ended;
  }

  synchronized @Nullable LocalProcess removeWatched(Pid watcher, Ref ref) {
    return watched.remove(new Watch(watcher, ref));
  }

  /// Counts the links, and the monitors on this node's processes, for the peer's share: what it
  /// made this node remember. The share is given back with the connection.
  ///
  /// @throws ProtocolException if they are more than its share
  synchronized void count(Share share) {
    int entries = links.size() + watched.size();
    while (counted < entries) {
      if (!share.take(STEP * ENTRY)) {
        throw new ProtocolException(
            "%d links and monitors, more than its share of the memory".formatted(entries));
      }
      counted += STEP;
    }
    if (entries < counted - 2 * STEP) {
      share.give(STEP * ENTRY);
      counted -= STEP;
    }
  }

  /// Ends it, and hands out what there was.
  synchronized Remains end() {
    Remains remains = new Remains(links, unlinking, monitors, watched, nodeMonitors);
    ended = true;
    links = new HashSet<>();
    unlinking = Set.of();
    monitors = new HashMap<>();
    watched = new HashMap<>();
    nodeMonitors = Map.of();
    return remains;
  }
}
