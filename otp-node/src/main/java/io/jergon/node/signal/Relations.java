package io.jergon.node.signal;

import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The links and monitors of one process.
///
/// Guarded by its process's lock: every method is called with it held.
public final class Relations {

  /// A monitor on this process.
  ///
  /// @param watcher who monitors it
  /// @param object how it was named when the monitor was made: its pid or `{Name, Node}`
  public record Watch(Watcher watcher, Term object) {}

  private final Set<Pid> links = new HashSet<>(4);
  private final Map<Pid, Long> unlinking = new HashMap<>(2);
  private final Map<Ref, Watch> watches = new HashMap<>(4);
  private final Map<Ref, Term> monitors = new HashMap<>(4);
  private final Set<Ref> aliases = new HashSet<>(2);
  private final Set<Ref> timers = new HashSet<>(2);

  /// Makes a link; false if it was there.
  public boolean link(Pid other) {
    return links.add(other);
  }

  /// Takes a link away; false if there was none.
  public boolean unlink(Pid other) {
    return links.remove(other);
  }

  /// Remembers that an unlink with this id awaits its acknowledgement.
  public void unlinking(Pid other, long id) {
    unlinking.put(other, id);
  }

  /// Whether an unlink of this pid awaits its acknowledgement.
  public boolean isUnlinking(Pid other) {
    return unlinking.containsKey(other);
  }

  /// The acknowledgement of an unlink came; one with another id is from an unlink long over.
  public boolean unlinked(Pid other, long id) {
    return unlinking.remove(other, id);
  }

  /// Forgets an unlink that awaits its acknowledgement: the link was made anew, or is unreachable.
  public void forgetUnlinking(Pid other) {
    unlinking.remove(other);
  }

  /// Adds a monitor on this process.
  public void watch(Ref monitor, Watcher watcher, Term object) {
    watches.put(monitor, new Watch(watcher, object));
  }

  /// Takes a monitor on this process away.
  public @Nullable Watch unwatch(Ref monitor) {
    return watches.remove(monitor);
  }

  /// Remembers a monitor that this process has on another.
  public void monitor(Ref monitor, Term object) {
    monitors.put(monitor, object);
  }

  /// A monitored name turned out to be this process's, which may have another name by the time the
  /// monitor is to be taken away.
  public void monitorFound(Ref monitor, Pid found) {
    monitors.replace(monitor, found);
  }

  /// Forgets a monitor that this process has; null if there is none.
  public @Nullable Term demonitor(Ref monitor) {
    return monitors.remove(monitor);
  }

  /// Remembers an alias of this process.
  public void alias(Ref alias) {
    aliases.add(alias);
  }

  /// Whether it is an alias of this process.
  public boolean hasAlias(Ref alias) {
    return aliases.contains(alias);
  }

  /// Forgets an alias; false when it is none of this process.
  public boolean unalias(Ref alias) {
    return aliases.remove(alias);
  }

  /// Remembers a timer whose message is for this process.
  public void timer(Ref timer) {
    timers.add(timer);
  }

  /// Forgets a timer that is over.
  public void forgetTimer(Ref timer) {
    timers.remove(timer);
  }

  /// How many entries there are of all kinds.
  public int size() {
    return links.size()
        + unlinking.size()
        + watches.size()
        + monitors.size()
        + aliases.size()
        + timers.size();
  }

  /// The timers.
  public Set<Ref> timers() {
    return Set.copyOf(timers);
  }

  /// The aliases.
  public Set<Ref> aliases() {
    return Set.copyOf(aliases);
  }

  /// The linked pids.
  public List<Pid> links() {
    return List.copyOf(links);
  }

  /// The monitors on this process.
  public Map<Ref, Watch> watches() {
    return Map.copyOf(watches);
  }

  /// The monitors that this process has.
  public Map<Ref, Term> monitors() {
    return Map.copyOf(monitors);
  }
}
