package io.jergon.node.process;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.etf.Term;
import io.jergon.node.Self;
import io.jergon.node.SpawnOptions;
import io.jergon.node.event.LongHandlerEvent;
import io.jergon.node.scheduling.Pending;
import io.jergon.node.scheduling.Turn;
import io.jergon.node.scheduling.Worker;
import io.jergon.node.trace.SequentialTrace;
import io.jergon.node.trace.TraceToken;
import io.jergon.node.trace.Traced;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A process of this node: the turns it takes.
///
/// **Turns.** A process is a [Turn]: it is submitted when a message finds it idle, handles a few
/// messages, and is submitted again or rests. Who may submit it, and how a receive waits within a
/// turn, is decided by its [Mailbox].
///
/// What reaches it, and how it ends, is in [Recipient]; what others hold on to, and the lock, in
/// [Bonds].
public final class LocalProcess extends Recipient implements Turn {
  private static final Logger log = LoggerFactory.getLogger(LocalProcess.class);

  /// Characters of an exit reason in the log: a peer may send megabytes.
  private static final int LOGGED_REASON = 2000;

  /// Messages handled in one turn before others get theirs.
  private static final int MESSAGES_PER_TURN = 64;

  /// Sends, receives and the like in one turn before others get theirs.
  private static final int STEPS_PER_SLICE = 1024;

  private static final VarHandle TURNS;
  private static final VarHandle AWAITING;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      TURNS = lookup.findVarHandle(LocalProcess.class, "turns", long.class);
      AWAITING = lookup.findVarHandle(Recipient.class, "awaiting", Pending.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile Pid groupLeader;

  // owned by the process's turn
  private boolean started;
  private boolean threadNamed; // the thread of this turn
  private int stepsDone;
  private long turns; // read by others, who may see an old value

  LocalProcess(LocalNode node, Pid pid, Pid groupLeader, SpawnOptions options, Program program) {
    super(node, pid, options, program);
    this.groupLeader = groupLeader;
  }

  /// The process as its own code sees it.
  public Self self() {
    return program.self(this);
  }

  /// Who does its input and output.
  public Pid groupLeader() {
    return groupLeader;
  }

  /// Gives it another group leader.
  public void groupLeader(Pid leader) {
    groupLeader = leader;
  }

  /// How many turns it has run.
  long turns() {
    return (long) TURNS.getOpaque(this);
  }

  /// How many messages it has taken out of its mailbox.
  long messagesHandled() {
    return mailbox.handled();
  }

  /// Has the mailbox take messages that overtake others. For its own thread.
  public void allowPriority() {
    mailbox.allowPriority();
  }

  boolean allowsPriority() {
    return mailbox.allowsPriority();
  }

  /// How many messages wait. A snapshot.
  public int mailboxSize() {
    return mailbox.size();
  }

  /// `running`, `waiting` or `runnable`. A snapshot.
  String status() {
    boolean waiting = mailbox.isWaiting() || awaiting != null;
    synchronized (this) {
      return waiting ? "waiting" : runner == null ? "runnable" : "running";
    }
  }

  /// The calls under way, innermost first; none when no thread runs it.
  StackTraceElement[] stack() {
    synchronized (this) {
      return runner == null ? new StackTraceElement[0] : runner.thread().getStackTrace();
    }
  }

  /// The class of its code.
  String code() {
    return program.code();
  }

  Mailbox mailbox() {
    return mailbox;
  }

  // ---- sequential tracing: the thread that runs the process ----

  /// A message that the process sends, with its trace token if it has one.
  public Object traced(Object message) {
    return Traced.of(message, nextToken());
  }

  /// The trace token for what it sends now; null if it has none.
  public @Nullable TraceToken nextToken() {
    SequentialTrace trace = mailbox.trace();
    return trace == null ? null : trace.next(pid);
  }

  @Nullable TraceToken traceToken() {
    SequentialTrace trace = mailbox.trace();
    return trace == null ? null : trace.token();
  }

  void traceToken(@Nullable TraceToken begun) {
    mailbox.traceFromNow().set(begun);
  }

  /// A reply that reaches it other than by its mailbox: the message alone.
  public Object received(Object reply) {
    return mailbox.received(reply);
  }

  /// A process that it spawns, and that does not run yet, inherits its trace token; the one that
  /// goes with the word that it is there, or null.
  public @Nullable TraceToken passTraceTo(LocalProcess child) {
    SequentialTrace trace = mailbox.trace();
    SequentialTrace inherited = trace == null ? null : trace.passOn(pid, child.pid);
    if (inherited == null) {
      return null;
    }
    child.mailbox.inherit(inherited);
    return inherited.token();
  }

  /// Before it runs: what it has inherited from a process of another node.
  public void inherit(SequentialTrace trace) {
    mailbox.inherit(trace);
  }

  // ---- turns: the thread that runs the process ----

  void start() {
    node.scheduler().execute(this);
  }

  @Override
  public void run(Worker worker) {
    synchronized (this) {
      if (dead) {
        emptyMailbox();
        return;
      }
      runner = worker;
    }
    worker.running(this);
    boolean idle = false;
    Obituary obituary = null;
    try {
      TURNS.setOpaque(this, turns + 1);
      if (isAllItsCode()) {
        obituary = dieUntold(Atom.NORMAL);
      } else {
        idle = handleMessages();
      }
    } catch (Throwable e) {
      obituary = fail(e);
    } finally {
      endTurn();
    }
    if (obituary != null) {
      worker.running(null);
      obituary.run(worker); // after everything it sent; no need of a turn of its own
    } else if (!dead) {
      rest(idle);
    }
  }

  /// Starts it, if that has not been done; true when that was all.
  private boolean isAllItsCode() throws Exception {
    if (started) {
      return false;
    }
    started = true;
    return program.start(this);
  }

  /// True when no message is left.
  private boolean handleMessages() throws Exception {
    for (int left = MESSAGES_PER_TURN; left > 0; left--) {
      if (dead) {
        return false;
      }
      Object message = mailbox.next();
      if (message == null) {
        return true;
      }
      LongHandlerEvent timing = LongHandlerEvent.start();
      try {
        program.receive(message);
      } finally {
        timing.finish(pid, name(), message);
      }
    }
    return false;
  }

  /// @return null when it was dead before
  private @Nullable Obituary fail(Throwable thrown) {
    if (dead) {
      log.trace("unwound pid={}", pid, thrown); // Terminated, or what its code made of it
      return null;
    }
    Term reason = ExitReasons.of(thrown);
    try {
      program.terminate(reason);
    } catch (Throwable e) {
      reason = ExitReasons.of(e);
    }
    Atom lastName = name();
    Obituary obituary = dieUntold(reason);
    if (obituary != null && program.reportsExit(thrown) && !ExitReasons.isOrderly(reason)) {
      log.error(
          "process crashed pid={} name={} reason={}",
          pid,
          lastName,
          reason.abbreviated(LOGGED_REASON));
    }
    return obituary;
  }

  private void endTurn() {
    boolean zombie;
    threadNamed = false;
    synchronized (this) {
      runner = null;
      zombie = dead;
    }
    if (zombie) {
      Thread.interrupted();
      if (!node.zombies().isEmpty()) {
        node.zombies().remove(this);
      }
      emptyMailbox();
    }
  }

  private void rest(boolean idle) {
    if (!idle || !mailbox.rest()) {
      node.scheduler().execute(this);
    }
  }

  /// Takes the first message that matches; null when the deadline has passed.
  @Nullable Object receive(Predicate<Object> matches, long deadline) {
    Object message = receiveNow(matches);
    while (message == null && awaitMessage(deadline)) {
      message = mailbox.take(matches, this::step);
    }
    return message;
  }

  /// Takes the first message that matches, without waiting; null when there is none.
  @Nullable Object receiveNow(Predicate<Object> matches) {
    step();
    Object message = mailbox.takeSkipped(matches);
    return message != null ? message : mailbox.take(matches, this::step);
  }

  /// Waits until there is a message, and leaves it there.
  void awaitAnyMessage() {
    while (mailbox.size() == 0) {
      awaitMessage(Long.MAX_VALUE);
    }
  }

  /// Suspends the worker until a message arrives; false when the deadline passed before.
  private boolean awaitMessage(long deadline) {
    Worker worker = owner();
    if (worker.spinUntil(this::hasSomethingNew)) {
      checkAlive();
      return true;
    }
    if (!threadNamed) {
      threadNamed = true;
      worker.nameThread(this);
    }
    receiver = worker;
    boolean[] expired = {false};
    if (mailbox.beginWait() && !(dead && mailbox.endWait())) {
      worker.suspend(deadline, () -> giveUp(expired));
    }
    receiver = null;
    checkAlive();
    return !expired[0] || !mailbox.hasNothingNew();
  }

  /// The deadline of a wait has passed, perhaps of one that was over already: then this ends
  /// another one, for nothing, and its worker looks at the mailbox and waits again.
  private void giveUp(boolean[] expired) {
    if (mailbox.endWait()) {
      expired[0] = true;
      resumeReceiver();
    }
  }

  private boolean hasSomethingNew() {
    return dead || !mailbox.hasNothingNew();
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
      AWAITING.setRelease(this, (Pending<Object>) null);
    }
  }

  /// Begins something that the process does, in its own thread: a dead process does nothing any
  /// more, and one that does very much lets others go first now and then.
  ///
  /// @throws IllegalStateException on any other thread
  void step() {
    Worker worker = owner();
    if (++stepsDone % STEPS_PER_SLICE == 0) {
      worker.giveWay();
    }
    worker.goesOn();
    checkAlive();
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
    Atom n = name();
    return n == null ? pid.toString() : pid + " " + n;
  }
}
