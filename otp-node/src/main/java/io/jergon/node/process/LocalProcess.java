package io.jergon.node.process;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import io.jergon.node.DownMessage;
import io.jergon.node.ExitMessage;
import io.jergon.node.Self;
import io.jergon.node.scheduling.Pending;
import io.jergon.node.scheduling.Turn;
import io.jergon.node.scheduling.Worker;
import io.jergon.node.signal.AliasTarget;
import io.jergon.node.signal.Relations;
import io.jergon.node.signal.Watcher;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.function.Predicate;
import org.jctools.queues.varhandle.unpadded.MpscLinkedVarHandleUnpaddedQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A process of this node: its mailbox, its run state, its life.
///
/// **Run state.** Who may run the process's code is decided by one field:
///
/// ```
///          deliver: compare-and-set, submit a turn
///   IDLE  ------------------------------------------>  BUSY   (a turn is queued or running)
///         <------------------------------------------
///          end of a turn with nothing left to do; then look at the mailbox once more
///
///   BUSY  ------- receive found nothing ------------>  RECEIVING  (the worker is suspended)
///         <-- deliver, death or deadline: compare-and-set, the winner resumes the worker --
/// ```
///
/// A sender enqueues first and reads the run state then; the process writes `IDLE` or `RECEIVING`
/// first and looks at the mailbox then. So one of the two sees the other.
///
/// **Life.** A process dies in one step, in [#die], under its lock, by its own hand or by whoever
/// delivers the exit signal. From that moment its name is free, signals to it find it dead, and
/// what it still tries to send is dropped. Telling its links and monitors is the work of an
/// [Obituary], a turn of its own, so that a chain of a million linked processes dies without
/// recursion. A handler that is running then is interrupted; until it returns the process is a
/// zombie.
///
/// **Lock.** `this` guards `dead`, `relations`, `runner` and `name`. It is held briefly, never
/// while user code or another process's lock is entered.
public final class LocalProcess implements Turn, Watcher, AliasTarget {
  private static final Logger log = LoggerFactory.getLogger(LocalProcess.class);

  /// Messages handled in one turn before others get theirs.
  private static final int MESSAGES_PER_TURN = 64;

  private static final int IDLE = 0;
  private static final int BUSY = 1;
  private static final int RECEIVING = 2;
  private static final VarHandle RUN_STATE;

  static {
    try {
      RUN_STATE = MethodHandles.lookup().findVarHandle(LocalProcess.class, "runState", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final LocalNode node;
  private final Pid pid;
  private final Program program;
  private final MpscLinkedVarHandleUnpaddedQueue<Object> mailbox =
      new MpscLinkedVarHandleUnpaddedQueue<>();

  private volatile int runState = BUSY; // the first turn is submitted by start()
  private volatile @Nullable Worker receiver; // the suspended worker while RECEIVING
  private volatile @Nullable Pending<Object> awaiting; // what the process waits for in a call
  private volatile boolean trapExit;
  private volatile Pid groupLeader;

  // written under the lock, read anywhere
  private volatile boolean dead;
  private volatile @Nullable Term exitReason;
  private volatile @Nullable Atom name;

  // guarded by this
  private @Nullable Relations relations;
  private @Nullable Worker runner;

  // owned by the process's turn
  private @Nullable Deque<Object> skipped;
  private boolean started;

  LocalProcess(LocalNode node, Pid pid, Pid groupLeader, Program program) {
    this.node = node;
    this.pid = pid;
    this.groupLeader = groupLeader;
    this.program = program;
  }

  @Override
  public Pid pid() {
    return pid;
  }

  /// The process as its own code sees it.
  public Self self() {
    return program.self(this);
  }

  /// The node it lives on.
  public LocalNode node() {
    return node;
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

  /// Who does its input and output.
  public Pid groupLeader() {
    return groupLeader;
  }

  /// Gives it another group leader.
  public void groupLeader(Pid leader) {
    groupLeader = leader;
  }

  /// Whether exit signals become messages.
  public boolean trapExit() {
    return trapExit;
  }

  void trapExit(boolean trap) {
    trapExit = trap;
  }

  /// How many messages wait. A snapshot.
  public int mailboxSize() {
    return mailbox.size();
  }

  // ---- signals that arrive: any thread ----

  /// Puts a message into the mailbox; drops it when the process is dead.
  @Override
  public void deliver(Object message) {
    if (dead) {
      return;
    }
    mailbox.offer(message);
    int state = runState;
    if (state == IDLE) {
      if (RUN_STATE.compareAndSet(this, IDLE, BUSY)) {
        node.scheduler().execute(this);
      }
    } else if (state == RECEIVING) {
      wakeReceiver();
    }
  }

  private void wakeReceiver() {
    Worker worker = receiver;
    if (worker != null && RUN_STATE.compareAndSet(this, RECEIVING, BUSY)) {
      node.scheduler().resume(worker);
    }
  }

  /// An exit signal from `exit/2`. Source: Erlang reference manual, "Receiving Exit Signals".
  public void exitSignal(Pid from, Term reason) {
    if (reason.equals(Atom.KILL)) {
      die(Atom.KILLED);
    } else if (trapExit) {
      deliver(new ExitMessage(from, reason));
    } else if (!reason.equals(Atom.NORMAL) || from.equals(pid)) {
      die(reason);
    }
  }

  /// The exit signal of a link; ignored when the link is no more.
  public void linkExit(Pid from, Term reason) {
    synchronized (this) {
      if (dead || relations == null || !relations.unlink(from)) {
        return;
      }
    }
    if (trapExit) {
      deliver(new ExitMessage(from, reason));
    } else if (!reason.equals(Atom.NORMAL)) {
      die(reason);
    }
  }

  /// Makes the link on this side.
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
  public synchronized void unlinkAcknowledged(Pid other, long id) {
    if (relations != null) {
      relations.unlinked(other, id);
    }
  }

  /// The node of a linked process is out of reach.
  public void linkLost(Pid other) {
    synchronized (this) {
      if (relations != null) {
        relations.forgetUnlinking(other);
      }
    }
    linkExit(other, Atom.NOCONNECTION);
  }

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
  public synchronized void unwatch(Ref monitor) {
    if (relations != null) {
      relations.unwatch(monitor);
    }
  }

  @Override
  public void down(Ref monitor, Term object, Term reason) {
    synchronized (this) {
      if (dead || relations == null || relations.demonitor(monitor) == null) {
        return;
      }
    }
    deliver(new DownMessage(monitor, object, reason));
  }

  /// Remembers a monitor of its own.
  public synchronized void monitoring(Ref monitor, Term object) {
    relations().monitor(monitor, object);
  }

  /// Forgets one of its own monitors; what it was on, or null.
  synchronized @Nullable Term demonitor(Ref monitor) {
    return relations == null ? null : relations.demonitor(monitor);
  }

  synchronized void addAlias(Ref alias) {
    relations().alias(alias);
  }

  synchronized boolean removeAlias(Ref alias) {
    return relations != null && relations.unalias(alias);
  }

  private Relations relations() {
    if (relations == null) {
      relations = new Relations();
    }
    return relations;
  }

  /// Registers it under a name; false when it is dead, has a name, or the name is taken.
  public synchronized boolean register(Atom newName) {
    if (dead
        || name != null
        || newName.equals(Atom.UNDEFINED)
        || !node.registry().register(newName, this)) {
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
    return node.registry().unregister(oldName, this);
  }

  // ---- death ----

  /// Ends the process; false when it is dead already.
  boolean die(Term reason) {
    Relations last;
    Atom lastName;
    Worker running;
    synchronized (this) {
      if (dead) {
        return false;
      }
      dead = true;
      exitReason = reason;
      last = relations;
      relations = null;
      lastName = name;
      name = null;
      running = runner;
      if (lastName != null) {
        node.registry().unregister(lastName, this);
      }
      if (running != null && running != Worker.current()) {
        node.zombies().add(this);
        running.thread().interrupt(); // under the lock: the turn cannot end in between
      }
    }
    node.died(this);
    wakeReceiver();
    Pending<Object> call = awaiting;
    if (call != null) {
      call.complete(CANCELLED);
    }
    if (RUN_STATE.compareAndSet(this, IDLE, BUSY)) {
      mailbox.clear(); // nobody else may: BUSY is never left again
    }
    node.scheduler().execute(new Obituary(node, pid, reason, last));
    return true;
  }

  /// What a call is completed with when its caller dies.
  static final Object CANCELLED = new Object();

  // ---- turns: the thread that runs the process ----

  void start() {
    node.scheduler().execute(this);
  }

  @Override
  public void run(Worker worker) {
    synchronized (this) {
      if (dead) {
        mailbox.clear();
        return;
      }
      runner = worker;
    }
    worker.running(this);
    boolean idle = false;
    try {
      idle = turn();
    } catch (Terminated e) {
      log.trace("unwound pid={}", pid);
    } catch (Throwable e) {
      fail(e);
    } finally {
      endTurn();
    }
    if (!dead) {
      rest(idle);
    }
  }

  private boolean turn() throws Exception {
    if (!started) {
      started = true;
      if (program.start(this)) {
        die(Atom.NORMAL);
        return false;
      }
    }
    for (int left = MESSAGES_PER_TURN; left > 0; left--) {
      if (dead) {
        return false;
      }
      Object message = nextMessage();
      if (message == null) {
        return true;
      }
      program.receive(message);
    }
    return false;
  }

  private void fail(Throwable thrown) {
    if (dead) {
      return; // whatever its handler makes of the interrupt
    }
    Term reason = ExitReasons.of(thrown);
    try {
      program.terminate(reason);
    } catch (Terminated e) {
      return;
    } catch (Throwable e) {
      reason = ExitReasons.of(e);
    }
    Atom lastName = name;
    if (die(reason) && program.reportsExit(thrown) && !isOrderly(reason)) {
      log.error("process crashed pid={} name={} reason={}", pid, lastName, reason);
    }
  }

  private static boolean isOrderly(Term reason) {
    return switch (reason) {
      case Atom a -> a.is("normal") || a.is("shutdown");
      case Tuple t -> t.arity() == 2 && t.get(0) instanceof Atom a && a.is("shutdown");
      default -> false;
    };
  }

  private void endTurn() {
    boolean zombie;
    synchronized (this) {
      runner = null;
      zombie = dead;
    }
    if (zombie) {
      Thread.interrupted();
      node.zombies().remove(this);
      mailbox.clear();
      skipped = null;
    }
  }

  private void rest(boolean idle) {
    if (idle) {
      runState = IDLE;
      if (dead || mailbox.isEmpty() || !RUN_STATE.compareAndSet(this, IDLE, BUSY)) {
        return;
      }
    }
    node.scheduler().execute(this);
  }

  private @Nullable Object nextMessage() {
    Deque<Object> earlier = skipped;
    if (earlier != null) {
      Object message = earlier.poll();
      if (message != null) {
        return message;
      }
      skipped = null;
    }
    return mailbox.poll();
  }

  /// Takes the first message that matches; null when the deadline has passed.
  @Nullable Object receive(Predicate<Object> matches, long deadline) {
    owner();
    checkAlive();
    if (skipped != null) {
      for (Iterator<Object> i = skipped.iterator(); i.hasNext(); ) {
        Object message = i.next();
        if (matches.test(message)) {
          i.remove();
          return message;
        }
      }
    }
    while (true) {
      Object message = mailbox.poll();
      if (message == null) {
        if (!awaitMessage(deadline)) {
          return null;
        }
      } else if (matches.test(message)) {
        return message;
      } else {
        if (skipped == null) {
          skipped = new ArrayDeque<>();
        }
        skipped.add(message);
      }
    }
  }

  /// Suspends the worker until a message arrives; false when the deadline passed before.
  private boolean awaitMessage(long deadline) {
    Worker worker = owner();
    receiver = worker;
    runState = RECEIVING;
    boolean[] expired = {false};
    if ((mailbox.isEmpty() && !dead) || !RUN_STATE.compareAndSet(this, RECEIVING, BUSY)) {
      worker.suspend(deadline, () -> expired[0] = RUN_STATE.compareAndSet(this, RECEIVING, BUSY));
    }
    receiver = null;
    checkAlive();
    return !expired[0] || !mailbox.isEmpty();
  }

  /// Waits for a value as this process: its death ends the wait. For its own thread only.
  public <V> @Nullable V await(Pending<V> pending, java.time.Duration timeout) {
    owner();
    @SuppressWarnings("unchecked") // CANCELLED is compared by identity and never handed out
    Pending<Object> any = (Pending<Object>) pending;
    awaiting = any;
    try {
      checkAlive();
      V value = pending.await(timeout);
      checkAlive();
      return value;
    } catch (InterruptedException e) {
      throw new AssertionError("a worker's wait was interrupted", e);
    } finally {
      awaiting = null;
    }
  }

  /// Throws if the process is dead: its code is unwound, whatever it wanted to do.
  void checkAlive() {
    if (dead) {
      throw new Terminated();
    }
  }

  /// The worker that runs this process.
  ///
  /// @throws IllegalStateException on any other thread
  Worker owner() {
    Worker worker = Worker.current();
    if (worker == null || worker.running() != this) {
      throw new IllegalStateException(
          "used by thread "
              + Thread.currentThread()
              + " (expected: the one that runs "
              + pid
              + ")");
    }
    return worker;
  }

  @Override
  public String toString() {
    Atom n = name;
    return n == null ? pid.toString() : pid + " " + n;
  }
}
