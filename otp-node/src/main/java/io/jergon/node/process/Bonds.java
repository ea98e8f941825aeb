package io.jergon.node.process;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.node.MonitorOptions;
import io.jergon.node.signal.Relations;
import io.jergon.node.signal.Relations.Monitor;
import io.jergon.node.signal.Timed;
import io.jergon.node.signal.Watcher;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What others hold on to in a process: its life, its name, its links, monitors, aliases and
/// timers.
///
/// **Lock.** `this` guards all of it. The lock is held briefly, never while user code is entered.
/// Two processes' locks are held together only to link and unlink them, the older process's taken
/// first.
///
/// **End.** [#end] is the one step from life to death. From then on nothing is taken in any more:
/// what a method here promises to keep, it keeps only when it says so.
abstract sealed class Bonds permits Recipient {
  private static final VarHandle NEXT_IN_TABLE;

  static {
    try {
      NEXT_IN_TABLE =
          MethodHandles.lookup().findVarHandle(Bonds.class, "nextInTable", LocalProcess.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final LocalNode node;
  final Pid pid;
  private volatile @Nullable LocalProcess nextInTable; // written under the table's lock

  // written under the lock, read anywhere
  volatile boolean dead;
  private volatile @Nullable Term exitReason;
  private volatile @Nullable Atom name;

  @Nullable Relations relations; // guarded by this
  private @Nullable CallInProgress calls; // the newest; guarded by this, and final once it is dead
  private volatile @Nullable Belongings belongings; // written by the process's turn
  private @Nullable Pid parent; // written before anybody knows the process

  Bonds(LocalNode node, Pid pid) {
    this.node = node;
    this.pid = pid;
  }

  /// Its pid.
  public final Pid pid() {
    return pid;
  }

  /// The pid as a number, by which an older process is less than a younger one.
  final long number() {
    return LocalNode.number(pid);
  }

  @Nullable LocalProcess nextInTable() {
    return nextInTable;
  }

  void nextInTable(@Nullable LocalProcess next) {
    NEXT_IN_TABLE.setRelease(this, next);
  }

  /// The node it lives on.
  public final LocalNode node() {
    return node;
  }

  /// Who spawned it, on whatever node; null when no process did.
  final @Nullable Pid parent() {
    return parent;
  }

  /// Says who spawns it, before anybody knows it.
  final void parent(@Nullable Pid spawner) {
    parent = spawner;
  }

  /// Whether it has died.
  public boolean isDead() {
    return dead;
  }

  /// The registered name, if it has one.
  public @Nullable Atom name() {
    return name;
  }

  /// What it died of, null while it lives.
  public @Nullable Term exitReason() {
    return exitReason;
  }

  /// Throws if the process is dead: its code is unwound, whatever it wanted to do.
  public void checkAlive() {
    if (dead) {
      throw new Terminated();
    }
  }

  /// Dies, under the lock. Its name is free at once.
  ///
  /// @return its links and monitors at that moment; null for none
  final @Nullable Relations end(Term reason) {
    dead = true;
    exitReason = reason;
    Relations last = relations;
    relations = null;
    Atom lastName = name;
    name = null;
    if (lastName != null) {
      node.registry().unregister(lastName, (LocalProcess) this);
    }
    return last;
  }

  // ---- links ----

  /// Links two processes of this node, both sides in one step.
  ///
  /// @return false when `other` is dead; true when it is not, or when this process is dead itself
  public boolean link(Bonds other) {
    boolean older = isOlderThan(other);
    synchronized (older ? this : other) {
      synchronized (older ? other : this) {
        if (dead) {
          return true;
        }
        if (other.dead) {
          return false;
        }
        relations().link(other.pid);
        other.relations().link(pid);
        return true;
      }
    }
  }

  /// Takes the link between two processes of this node away, both sides in one step.
  public void unlink(Bonds other) {
    boolean older = isOlderThan(other);
    synchronized (older ? this : other) {
      synchronized (older ? other : this) {
        unlink(other.pid);
        other.unlink(pid);
      }
    }
  }

  private boolean isOlderThan(Bonds other) {
    return number() < other.number();
  }

  /// Makes the link on this side; the other side is elsewhere.
  ///
  /// @return false when the process is dead
  public synchronized boolean link(Pid other) {
    if (dead) {
      return false;
    }
    relations().forgetUnlinking(other);
    relations().link(other);
    return true;
  }

  /// A remote process links to this one. A link request that crosses our own unlink is void.
  ///
  /// @return false when the process is dead
  public synchronized boolean linkFromRemote(Pid other) {
    if (dead) {
      return false;
    }
    if (!relations().isUnlinking(other)) {
      relations().link(other);
    }
    return true;
  }

  /// Takes the link away on this side; false when there was none.
  public synchronized boolean unlink(Pid other) {
    return relations != null && relations.unlink(other);
  }

  /// Takes a link to a remote process away, and remembers that the peer has to acknowledge it.
  public synchronized boolean unlinkRemote(Pid other, long id) {
    if (relations == null || !relations.unlink(other)) {
      return false;
    }
    relations.unlinking(other, id);
    return true;
  }

  /// The peer acknowledged an unlink.
  ///
  /// @return false when the link was made anew since, or the process is dead
  public synchronized boolean unlinkAcknowledged(Pid other, long id) {
    return relations != null && relations.unlinked(other, id);
  }

  /// Nobody will acknowledge an unlink: the peer is gone, or is from before OTP 23.3.
  public final synchronized void forgetUnlinking(Pid other) {
    if (relations != null) {
      relations.forgetUnlinking(other);
    }
  }

  /// Says whether the message of a link that is there, or about to be made, overtakes others.
  final synchronized void priorityLink(Pid other, boolean priority) {
    if (!dead) {
      relations().priorityLink(other, priority);
    }
  }

  // ---- monitors ----

  /// Adds a monitor on this process.
  ///
  /// @return false when the process is dead
  public synchronized boolean watch(Ref monitor, Watcher watcher, Term object) {
    if (dead) {
      return false;
    }
    relations().watch(monitor, watcher, object);
    return true;
  }

  /// Takes a monitor on this process away.
  public synchronized void unwatch(Pid watcher, Ref monitor) {
    if (relations != null) {
      relations.unwatch(watcher, monitor);
    }
  }

  /// Remembers a monitor of its own.
  ///
  /// @return false when the process is dead
  public boolean monitoring(Ref monitor, Term object) {
    return monitoring(monitor, object, MonitorOptions.DEFAULT);
  }

  /// Remembers a monitor of its own, and its alias.
  ///
  /// @return false when the process is dead
  public synchronized boolean monitoring(Ref monitor, Term object, MonitorOptions options) {
    if (dead) {
      return false;
    }
    relations().monitor(monitor, object, options);
    return true;
  }

  /// A name that it monitors belongs to that process.
  synchronized void monitoringFound(Ref monitor, Pid found) {
    if (relations != null) {
      relations.monitorFound(monitor, found);
    }
  }

  /// Forgets one of its own monitors; null if there is none.
  public synchronized @Nullable Monitor demonitor(Ref monitor) {
    return relations == null ? null : relations.demonitor(monitor);
  }

  /// One of its own monitors on a node; null if there is none.
  synchronized @Nullable Ref nodeMonitor(Atom other) {
    return relations == null ? null : relations.nodeMonitor(other);
  }

  /// Remembers that it is told of nodes that come and go.
  ///
  /// @return false when the process is dead
  public synchronized boolean monitoringNodes() {
    if (dead) {
      return false;
    }
    relations().monitorNodes();
    return true;
  }

  // ---- calls ----

  /// Remembers somebody who waits for a reply.
  ///
  /// @return null when the process is dead
  public synchronized @Nullable CallInProgress callBegins(CallInProgress.Caller caller) {
    if (dead) {
      return null;
    }
    CallInProgress call = new CallInProgress(caller, calls);
    if (calls != null) {
      calls.newer = call;
    }
    calls = call;
    return call;
  }

  /// Forgets somebody who waited for a reply.
  @SuppressWarnings("ReferenceEquality") // one entry of the list
  public synchronized void callEnds(CallInProgress call) {
    if (dead) {
      return; // whoever tells them of the death goes through the list
    }
    if (call == calls) {
      calls = call.older;
    }
    if (call.newer != null) {
      call.newer.older = call.older;
    }
    if (call.older != null) {
      call.older.newer = call.newer;
    }
  }

  /// Tells all who wait for a reply that the process is dead. For the one who ended it, and not
  /// under the lock.
  final void tellCallers(Term reason) {
    CallInProgress call = calls;
    calls = null;
    for (; call != null; call = call.older) {
      call.caller.serverEnded(reason);
    }
  }

  // ---- aliases and timers ----

  /// A monitor that has ended may have been an alias, which ended with it.
  final void endedWithItsMonitor(Ref monitor, Monitor ended) {
    if (ended.options().alias().isPresent() && !hasAlias(monitor)) {
      node.signals().unalias(monitor);
    }
  }

  synchronized boolean addAlias(Ref alias, Relations.Alias how) {
    if (dead) {
      return false;
    }
    relations().alias(alias, how);
    return true;
  }

  /// Makes the reference of a monitor that is to be there later an alias, if the options say so.
  public final void aliasAhead(Ref monitor, MonitorOptions options) {
    if (options.alias().isPresent()) {
      node.signals().alias(monitor, (LocalProcess) this);
      synchronized (this) {
        if (!dead) {
          relations().aliasOf(monitor, options);
          return;
        }
      }
      node.signals().unalias(monitor);
    }
  }

  /// Whether it is an alias of this process.
  public synchronized boolean hasAlias(Ref alias) {
    return relations != null && relations.alias(alias) != null;
  }

  /// Takes an alias back; false when it is none of this process.
  public final boolean unalias(Ref alias) {
    return removeAlias(alias) && node.signals().unalias(alias);
  }

  synchronized boolean removeAlias(Ref alias) {
    return relations != null && relations.unalias(alias);
  }

  synchronized boolean addTimer(Timed timer) {
    if (dead) {
      return false;
    }
    relations().timer(timer);
    return true;
  }

  synchronized void removeTimer(Timed timer) {
    if (relations != null) {
      relations.forgetTimer(timer);
    }
  }

  /// Whom it is linked to.
  synchronized List<Pid> linkedPids() {
    return relations == null ? List.of() : relations.links();
  }

  /// What it monitors: pids and `{Name, Node}`.
  synchronized List<Term> monitoredObjects() {
    return relations == null
        ? List.of()
        : relations.monitors().values().stream()
            .map(Monitor::object)
            .filter(object -> !(object instanceof Atom)) // nodes, which process_info leaves out
            .toList();
  }

  /// Who monitors it.
  synchronized List<Pid> watchers() {
    return relations == null
        ? List.of()
        : relations.watches().stream().map(watch -> watch.watcher().pid()).toList();
  }

  /// How many links, monitors, aliases and timers it has to do with.
  public synchronized int relationCount() {
    return relations == null ? 0 : relations.size();
  }

  final Relations relations() {
    if (relations == null) {
      relations = new Relations();
    }
    return relations;
  }

  // ---- its own ----

  /// Its dictionary and flags; null when it has none.
  final @Nullable Belongings belongings() {
    return belongings;
  }

  /// Its dictionary and flags, for its own thread.
  final Belongings ownBelongings() {
    Belongings own = belongings;
    if (own == null) {
      own = new Belongings();
      belongings = own;
    }
    return own;
  }

  // ---- the name ----

  /// Registers it under a name; false when it is dead, has a name, or the name is taken.
  public synchronized boolean register(Atom newName) {
    if (dead
        || name != null
        || newName.equals(Atom.UNDEFINED) // what whereis says of a free name
        || !node.registry().register(newName, (LocalProcess) this)) {
      return false;
    }
    name = newName;
    return true;
  }

  /// Takes its name from it.
  public synchronized boolean unregister(Atom oldName) {
    if (!oldName.equals(name)) {
      return false;
    }
    name = null;
    return node.registry().unregister(oldName, (LocalProcess) this);
  }
}
