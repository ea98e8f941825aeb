package io.jergon.node.process;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.node.DeadLetter.Cause;
import io.jergon.node.DownMessage;
import io.jergon.node.ExitMessage;
import io.jergon.node.Self;
import io.jergon.node.SpawnOptions;
import io.jergon.node.event.LongHandlerEvent;
import io.jergon.node.event.MailboxHighWaterEvent;
import io.jergon.node.event.ProcessExitEvent;
import io.jergon.node.quota.Inflow;
import io.jergon.node.quota.Weighed;
import io.jergon.node.scheduling.Pending;
import io.jergon.node.scheduling.Turn;
import io.jergon.node.scheduling.Worker;
import io.jergon.node.signal.AliasTarget;
import io.jergon.node.signal.Relations;
import io.jergon.node.signal.Watcher;
import io.jergon.node.trace.SequentialTrace;
import io.jergon.node.trace.TraceToken;
import io.jergon.node.trace.Traced;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A process of this node: the turns it takes, the signals that reach it, its life.
///
/// **Turns.** A process is a [Turn]: it is submitted when a message finds it idle, handles a few
/// messages, and is submitted again or rests. Who may submit it, and how a receive waits within a
/// turn, is decided by its [Mailbox].
///
/// **Life.** A process dies in one step, in [#die], under its lock, by its own hand or by whoever
/// delivers the exit signal. From that moment its name is free, signals to it find it dead, and
/// what it still tries to send is dropped. Telling its links and monitors is the work of an
/// [Obituary], mostly a turn of its own, so that a chain of a million linked processes dies without
/// recursion. A handler that is running then is interrupted; until it returns the process is a
/// zombie.
///
/// What others hold on to, and the lock, is in [Bonds].
public final class LocalProcess extends Bonds implements Turn, Watcher, AliasTarget {
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
      AWAITING = lookup.findVarHandle(LocalProcess.class, "awaiting", Pending.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Program program;
  private final Mailbox mailbox;
  private final @Nullable Intake intake; // null for a mailbox without limit

  private volatile @Nullable Worker receiver; // the suspended worker while a receive waits
  private volatile @Nullable Pending<Object> awaiting; // what the process waits for in a call
  private volatile boolean trapExit;
  private volatile Pid groupLeader;

  private @Nullable Worker runner; // guarded by this

  // owned by the process's turn
  private boolean started;
  private boolean threadNamed; // the thread of this turn
  private int stepsDone;
  private long turns; // read by others, who may see an old value

  LocalProcess(LocalNode node, Pid pid, Pid groupLeader, SpawnOptions options, Program program) {
    super(node, pid);
    this.groupLeader = groupLeader;
    this.program = program;
    int highWater = options.mailboxHighWater().orElse(node.settings().mailboxHighWater());
    this.intake = Intake.of(this, options.mailboxLimit().orElse(null), highWater);
    this.mailbox = intake == null ? new Mailbox(highWater, null) : intake.mailbox();
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

  /// Whether exit signals become messages.
  public boolean trapExit() {
    return trapExit;
  }

  void trapExit(boolean trap) {
    trapExit = trap;
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

  // ---- signals that arrive: any thread ----

  /// A message from code on this node, which has to wait when the mailbox is full and its limit
  /// says so.
  public void send(Pid from, Object message) {
    if (intake != null) {
      intake.awaitRoom(message);
    }
    deliver(from, message);
  }

  /// Puts a message into the mailbox, or makes it a dead letter. Never waits.
  ///
  /// @param from null when the sender is not known
  public void deliver(@Nullable Pid from, Object message) {
    if (dead) {
      node.deadLetters().add(from, pid, message, Cause.NO_PROCESS);
    } else if (intake == null || intake.admits(from, pid, message)) {
      put(message, false);
      wake();
    }
  }

  /// What an event loop puts in while it receives from a peer has weight, see [Inflow].
  private void put(Object message, boolean priority) {
    Inflow inflow = Inflow.current();
    Object item = inflow == null ? message : inflow.weigh(message);
    int highWater = priority ? mailbox.offerPriority(item) : mailbox.offer(item);
    if (inflow != null) {
      if (dead) {
        Weighed.handled(item); // whoever emptied the mailbox may have been before us
      } else if (intake != null) {
        intake.received(inflow);
      }
    }
    if (highWater != 0) {
      MailboxHighWaterEvent.emit(pid, name(), highWater);
      log.warn("mailbox high water pid={} name={} messages={}", pid, name(), highWater);
    }
  }

  /// A message through an alias; dropped when the alias is none any more. Never waits.
  @Override
  public void deliver(Ref alias, Object message, boolean priority) {
    if (intake != null && !intake.admits(null, alias, message)) {
      return;
    }
    Relations.Alias how;
    Relations.Monitor answered = null;
    synchronized (this) {
      how = relations == null ? null : relations.alias(alias);
      if (relations != null && how != null) {
        if (how.once()) {
          relations.unalias(alias);
          node.signals().unalias(alias);
          answered = relations.demonitor(alias);
        }
        // under the lock: nothing comes through it after removeAlias
        put(message, priority && how.priority());
      }
    }
    if (how == null) {
      node.deadLetters().add(null, alias, message, Cause.NO_ALIAS);
      return;
    }
    if (answered != null) {
      node.signals().demonitor(pid, answered.target(), alias);
    }
    wake();
  }

  /// Sees to it that a message just put into the mailbox is handled.
  private void wake() {
    wake(mailbox.arrived());
  }

  /// Does what is to be done for the process, for the one whom its mailbox told to.
  void wake(Mailbox.Wake what) {
    switch (what) {
      case NOTHING -> {}
      case SUBMIT -> node.scheduler().execute(this);
      case RESUME -> resumeReceiver();
    }
  }

  /// For the one who ended the wait. Only then is it clear whose wait it was: seen before, it might
  /// be the worker of an earlier receive.
  private void resumeReceiver() {
    node.scheduler().resume(Objects.requireNonNull(receiver));
  }

  /// An exit signal from `exit/2`. Source: Erlang reference manual, "Receiving Exit Signals".
  public void exitSignal(Pid from, Term reason) {
    exitSignal(from, reason, false, null);
  }

  /// An exit signal from `exit/3` through an alias, which it leaves as it is.
  @Override
  public void exit(Pid from, Ref alias, Term reason, boolean priority) {
    Relations.Alias how;
    synchronized (this) {
      how = relations == null ? null : relations.alias(alias);
    }
    if (how != null) {
      exitSignal(from, reason, priority && how.priority(), null);
    }
  }

  /// An exit signal from `exit/2` with a trace token.
  public void exitSignal(Pid from, Term reason, @Nullable TraceToken token) {
    exitSignal(from, reason, false, token);
  }

  private void exitSignal(Pid from, Term reason, boolean priority, @Nullable TraceToken token) {
    if (reason.equals(Atom.KILL)) {
      die(Atom.KILLED);
    } else if (trapExit) {
      putExit(Traced.of(new ExitMessage(from, reason), token), priority);
    } else if (!reason.equals(Atom.NORMAL) || from.equals(pid)) {
      die(reason);
    }
  }

  private void putExit(Object message, boolean priority) {
    if (!dead) {
      put(message, priority);
      wake();
    }
  }

  /// The exit signal of a link; ignored when the link is no more. All its effect is under the lock:
  /// after an unlink there is none.
  public void linkExit(Pid from, Term reason) {
    linkExit(from, reason, null);
  }

  /// As the other one, with a trace token.
  public void linkExit(Pid from, Term reason, @Nullable TraceToken token) {
    boolean trapped;
    Relations last;
    synchronized (this) {
      boolean priority = relations != null && relations.isPriorityLink(from);
      if (dead || relations == null || !relations.unlink(from)) {
        return;
      }
      trapped = trapExit;
      if (trapped) {
        put(Traced.of(new ExitMessage(from, reason), token), priority);
        last = null;
      } else if (reason.equals(Atom.NORMAL)) {
        return;
      } else {
        last = becomeDead(reason);
      }
    }
    if (trapped) {
      wake();
    } else {
      bury(reason, last);
    }
  }

  /// Links it to a process of this node that does not exist: an exit signal `noproc`. Does nothing
  /// when the link is there: then the other died a moment ago, and its own signal is on its way.
  public void linkToNobody(Pid other) {
    linkToDead(other, Atom.NOPROC);
  }

  /// As [#linkToNobody], to one that died of a known reason before the link was there.
  void linkToDead(Pid other, Term reason) {
    synchronized (this) {
      if (dead || !relations().link(other)) {
        return;
      }
    }
    linkExit(other, reason);
  }

  /// The node of a linked process is out of reach.
  public void linkLost(Pid other) {
    forgetUnlinking(other);
    linkExit(other, Atom.NOCONNECTION);
  }

  @Override
  public void down(Ref monitor, Term object, Term reason) {
    synchronized (this) {
      Relations.Monitor ended = relations == null ? null : relations.demonitor(monitor);
      if (ended == null) {
        return;
      }
      endedWithItsMonitor(monitor, ended);
      // under the lock, for demonitor
      put(ended.message(monitor, object, reason), ended.options().priority());
    }
    wake();
  }

  // ---- death ----

  /// Ends the process; false when it is dead already.
  boolean die(Term reason) {
    Obituary obituary = dieUntold(reason);
    if (obituary == null) {
      return false;
    }
    node.scheduler().execute(obituary);
    return true;
  }

  /// Ends the process, but leaves it to the caller to tell the others.
  ///
  /// @return null when it is dead already
  private @Nullable Obituary dieUntold(Term reason) {
    Relations last;
    synchronized (this) {
      if (dead) {
        return null;
      }
      last = becomeDead(reason);
    }
    return layOut(reason, last);
  }

  /// The step from life to death, under the lock; the caller has to [#bury] it.
  private @Nullable Relations becomeDead(Term reason) {
    Atom lastName = name();
    Relations last = end(reason);
    Worker running = runner;
    boolean zombie = running != null && running != Worker.current();
    ProcessExitEvent.emit(pid, lastName, reason, mailbox.handled(), mailbox.size(), zombie);
    if (running != null && zombie) {
      node.zombies().add(this);
      running.thread().interrupt(); // under the lock: the turn cannot end in between
    }
    return last;
  }

  private void bury(Term reason, @Nullable Relations last) {
    node.scheduler().execute(layOut(reason, last));
  }

  /// After [#becomeDead]: ends all waits that have to do with it.
  ///
  /// @return what has to be run to tell the others
  private Obituary layOut(Term reason, @Nullable Relations last) {
    node.died(this);
    program.ended();
    tellCallers(reason);
    if (mailbox.endWait()) {
      resumeReceiver();
    }
    if (intake != null) {
      intake.end();
    }
    Pending<Object> call = awaiting;
    if (call != null) {
      call.complete(CANCELLED);
    }
    if (mailbox.seize()) {
      emptyMailbox(); // nobody else will
    }
    return new Obituary(node, pid, reason, last, mailbox.trace());
  }

  /// For the one who seized it.
  private void emptyMailbox() {
    for (Object message = mailbox.next(); message != null; message = mailbox.next()) {
      if (!node.isShut()
          && !(message instanceof DownMessage)
          && !(message instanceof ExitMessage)) {
        node.deadLetters().add(null, pid, message, Cause.RECEIVER_DIED);
      }
    }
  }

  /// What a call is completed with when its caller dies.
  static final Object CANCELLED = new Object();

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

  /// A process that it spawns, and that does not run yet, inherits its trace token.
  void passTraceTo(LocalProcess child) {
    SequentialTrace trace = mailbox.trace();
    SequentialTrace inherited = trace == null ? null : trace.passOn(pid, child.pid);
    if (inherited != null) {
      child.mailbox.inherit(inherited);
    }
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
