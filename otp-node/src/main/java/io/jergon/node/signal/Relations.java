package io.jergon.node.signal;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import io.jergon.node.DownMessage;
import io.jergon.node.MonitorOptions;
import io.jergon.node.NodeDownMessage;
import io.jergon.node.trace.Traced;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The links, monitors, aliases and timers of one process.
///
/// Guarded by its process's lock: every method is called with it held. Most processes have but one
/// or two of these, so each table is made when something is put into it.
public final class Relations {
  private static final Atom PROCESS = Atom.of("process");

  /// A monitor on this process. A reference alone does not name it: one that a peer made up could
  /// be another watcher's.
  ///
  /// @param watcher the pid that monitors
  private record WatchKey(Pid watcher, Ref monitor) {}

  /// A monitor on this process.
  ///
  /// @param watcher who monitors it
  /// @param object how it was named when the monitor was made: its pid or `{Name, Node}`
  public record Watch(Watcher watcher, Ref monitor, Term object) {

    private WatchKey key() {
      return new WatchKey(watcher.pid(), monitor);
    }

    private boolean is(Pid pid, Ref ref) {
      return monitor.equals(ref) && watcher.pid().equals(pid);
    }
  }

  /// A monitor that this process has on another, or on a node.
  ///
  /// @param object the pid, `{Name, Node}` or node that was monitored
  /// @param found the process itself, once that is known to be of this node: it may have another
  ///   name by the time the monitor is to be taken away
  /// @param options how it was made
  public record Monitor(Term object, @Nullable Pid found, MonitorOptions options) {

    /// Where the monitor is now.
    public Term target() {
      return found == null ? object : found;
    }

    /// The message that tells of its end.
    ///
    /// @param about what was monitored, as the message names it
    public Object message(Ref monitor, Term about, Term reason) {
      if (about instanceof Atom node) {
        return new NodeDownMessage(node.name());
      }
      return options
          .tag()
          .map(tag -> Traced.ofNobody(Tuple.of(tag, monitor, PROCESS, about, reason)))
          .orElseGet(() -> new DownMessage(monitor, about, reason));
    }

    boolean endsItsAlias() {
      return options
          .alias()
          .filter(mode -> mode != MonitorOptions.Alias.EXPLICIT_UNALIAS)
          .isPresent();
    }
  }

  /// An alias of this process.
  ///
  /// @param once whether the first message through it ends it
  /// @param priority whether messages through it may overtake others
  public record Alias(boolean once, boolean priority) {}

  private static final Alias LASTING = new Alias(false, false);
  private static final Alias ONCE = new Alias(true, false);

  private static final Map<Ref, Monitor> NO_MONITORS = Collections.emptyMap();

  private Set<Pid> links = Collections.emptySet();
  private Map<Pid, Long> unlinking = Collections.emptyMap();
  private @Nullable Watch onlyWatch; // while there is but one
  private Map<WatchKey, Watch> watches = Collections.emptyMap();
  private Map<Ref, Monitor> monitors = NO_MONITORS;
  private Map<Ref, Alias> aliases = Collections.emptyMap();
  private Set<Pid> priorityLinks = Collections.emptySet(); // of the links
  private @Nullable Timed timers; // the last of them
  private int timerCount;
  private boolean monitorsNodes;

  // ---- links ----

  /// Makes a link; false if it was there.
  public boolean link(Pid other) {
    if (links.isEmpty()) {
      links = new HashSet<>(4);
    }
    return links.add(other);
  }

  /// Says whether the message of a link that is there, or about to be made, overtakes others.
  public void priorityLink(Pid other, boolean priority) {
    if (!priority) {
      priorityLinks.remove(other);
    } else {
      if (priorityLinks.isEmpty()) {
        priorityLinks = new HashSet<>(2);
      }
      priorityLinks.add(other);
    }
  }

  /// Whether the message of this link overtakes others.
  public boolean isPriorityLink(Pid other) {
    return priorityLinks.contains(other);
  }

  /// Takes a link away; false if there was none.
  public boolean unlink(Pid other) {
    priorityLinks.remove(other);
    return links.remove(other);
  }

  /// Remembers that an unlink with this id awaits its acknowledgement.
  public void unlinking(Pid other, long id) {
    if (unlinking.isEmpty()) {
      unlinking = new HashMap<>(2);
    }
    unlinking.put(other, id);
  }

  /// Whether an unlink of this pid awaits its acknowledgement.
  public boolean isUnlinking(Pid other) {
    return unlinking.containsKey(other);
  }

  /// The acknowledgement of an unlink came; one with another id is from an unlink long over.
  public boolean unlinked(Pid other, long id) {
    return isUnlinking(other) && unlinking.remove(other, id);
  }

  /// Forgets an unlink that awaits its acknowledgement: the link was made anew, or is unreachable.
  public void forgetUnlinking(Pid other) {
    unlinking.remove(other);
  }

  // ---- monitors on this process ----

  /// Adds a monitor on this process.
  public void watch(Ref monitor, Watcher watcher, Term object) {
    Watch watch = new Watch(watcher, monitor, object);
    Watch only = onlyWatch;
    if (watches.isEmpty() && (only == null || only.is(watcher.pid(), monitor))) {
      onlyWatch = watch;
      return;
    }
    if (watches.isEmpty()) {
      watches = new HashMap<>(4);
    }
    if (only != null) {
      watches.put(only.key(), only);
      onlyWatch = null;
    }
    watches.put(watch.key(), watch);
  }

  /// Takes a monitor on this process away.
  public void unwatch(Pid watcher, Ref monitor) {
    if (onlyWatch != null && onlyWatch.is(watcher, monitor)) {
      onlyWatch = null;
    } else if (!watches.isEmpty()) {
      watches.remove(new WatchKey(watcher, monitor));
    }
  }

  // ---- monitors of this process ----

  /// Remembers a monitor that this process has on another, and its alias.
  @SuppressWarnings("ReferenceEquality") // the one that is none
  public void monitor(Ref monitor, Term object, MonitorOptions options) {
    if (monitors == NO_MONITORS) {
      monitors = new HashMap<>(4); // kept when it is empty again: others will follow
    }
    monitors.put(monitor, new Monitor(object, null, options));
    aliasOf(monitor, options);
  }

  /// Remembers the alias that a monitor's reference is, if it is one.
  public void aliasOf(Ref monitor, MonitorOptions options) {
    options
        .alias()
        .ifPresent(
            mode -> alias(monitor, mode == MonitorOptions.Alias.REPLY_DEMONITOR ? ONCE : LASTING));
  }

  /// A monitored name turned out to be this process's.
  public void monitorFound(Ref monitor, Pid found) {
    if (!monitors.isEmpty()) {
      monitors.computeIfPresent(
          monitor, (ref, made) -> new Monitor(made.object(), found, made.options()));
    }
  }

  /// Forgets a monitor that this process has, and its alias if that ends with it; null if there is
  /// none.
  public @Nullable Monitor demonitor(Ref monitor) {
    Monitor ended = monitors.remove(monitor);
    if (ended != null && ended.endsItsAlias()) {
      aliases.remove(monitor);
    }
    return ended;
  }

  /// A monitor that this process has on a node; null if there is none.
  public @Nullable Ref nodeMonitor(Atom node) {
    for (Map.Entry<Ref, Monitor> monitor : monitors.entrySet()) {
      if (monitor.getValue().object().equals(node)) {
        return monitor.getKey();
      }
    }
    return null;
  }

  /// Remembers that this process is told of nodes that come and go.
  public void monitorNodes() {
    monitorsNodes = true;
  }

  /// Whether this process was to be told of nodes that come and go.
  public boolean monitorsNodes() {
    return monitorsNodes;
  }

  // ---- aliases ----

  /// Remembers an alias of this process.
  public void alias(Ref alias, Alias how) {
    if (aliases.isEmpty()) {
      aliases = new HashMap<>(2);
    }
    aliases.put(alias, how);
  }

  /// An alias of this process; null when it is none.
  public @Nullable Alias alias(Ref alias) {
    return aliases.get(alias);
  }

  /// Forgets an alias; false when it is none of this process.
  public boolean unalias(Ref alias) {
    return aliases.remove(alias) != null;
  }

  // ---- timers ----

  /// Remembers a timer whose message is for this process.
  public void timer(Timed timer) {
    timer.next = timers;
    if (timers != null) {
      timers.previous = timer;
    }
    timers = timer;
    timerCount++;
  }

  /// Forgets a timer that is over.
  @SuppressWarnings("ReferenceEquality") // a timer is itself
  public void forgetTimer(Timed timer) {
    if (timer == timers) {
      timers = timer.next;
    } else if (timer.previous != null) {
      timer.previous.next = timer.next;
    } else {
      return; // not in the list
    }
    if (timer.next != null) {
      timer.next.previous = timer.previous;
    }
    timer.previous = null;
    timer.next = null;
    timerCount--;
  }

  // ---- all ----

  /// How many entries there are of all kinds.
  public int size() {
    return links.size()
        + unlinking.size()
        + (onlyWatch == null ? 0 : 1)
        + watches.size()
        + monitors.size()
        + aliases.size()
        + timerCount;
  }

  /// The timers.
  public List<Timed> timers() {
    List<Timed> all = new ArrayList<>(timerCount);
    for (Timed timer = timers; timer != null; timer = timer.next) {
      all.add(timer);
    }
    return all;
  }

  /// The aliases.
  public Set<Ref> aliases() {
    return aliases.isEmpty() ? Set.of() : Set.copyOf(aliases.keySet());
  }

  /// The linked pids.
  public List<Pid> links() {
    return links.isEmpty() ? List.of() : List.copyOf(links);
  }

  /// The monitors on this process.
  public List<Watch> watches() {
    return onlyWatch == null ? List.copyOf(watches.values()) : List.of(onlyWatch);
  }

  /// The monitors that this process has.
  public Map<Ref, Monitor> monitors() {
    return monitors.isEmpty() ? Map.of() : Map.copyOf(monitors);
  }
}
