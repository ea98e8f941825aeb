package io.jergon.node.process;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.node.DeadLetter.Cause;
import io.jergon.node.DownMessage;
import io.jergon.node.ExitMessage;
import io.jergon.node.SpawnOptions;
import io.jergon.node.event.MailboxHighWaterEvent;
import io.jergon.node.event.ProcessExitEvent;
import io.jergon.node.quota.Inflow;
import io.jergon.node.quota.Weighed;
import io.jergon.node.scheduling.Pending;
import io.jergon.node.scheduling.Worker;
import io.jergon.node.signal.AliasTarget;
import io.jergon.node.signal.Relations;
import io.jergon.node.signal.Watcher;
import io.jergon.node.trace.TraceToken;
import io.jergon.node.trace.Traced;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What reaches a process, from any thread: messages, exit signals, word of those that it monitors;
/// and its end.
///
/// A message goes into the [Mailbox], and whoever finds the process idle, or waiting, sees to it
/// that it goes on. All other signals take effect at once, under the process's lock.
///
/// **End.** A process dies in one step, in [#die], under its lock, by its own hand or by whoever
/// delivers the exit signal. From that moment its name is free, signals to it find it dead, and
/// what it still tries to send is dropped. Telling its links and monitors is the work of an
/// [Obituary], mostly a turn of its own, so that a chain of a million linked processes dies without
/// recursion. A handler that is running then is interrupted; until it returns the process is a
/// zombie.
///
/// It is a superclass, and not a part, since a process is to be one object: there may be millions.
abstract sealed class Recipient extends Bonds implements Watcher, AliasTarget permits LocalProcess {
  private static final Logger log = LoggerFactory.getLogger(Recipient.class);

  /// What a call is completed with when its caller dies.
  static final Object CANCELLED = new Object();

  final Program program;
  final Mailbox mailbox;
  private final @Nullable Intake intake; // null for a mailbox without limit

  volatile @Nullable Worker receiver; // the suspended worker while a receive waits
  volatile @Nullable Pending<Object> awaiting; // what the process waits for in a call
  private volatile boolean trapExit;

  @Nullable Worker runner; // guarded by this

  Recipient(LocalNode node, Pid pid, SpawnOptions options, Program program) {
    super(node, pid);
    this.program = program;
    int highWater = options.mailboxHighWater().orElse(node.settings().mailboxHighWater());
    this.intake = Intake.of(process(), options.mailboxLimit().orElse(null), highWater);
    this.mailbox = intake == null ? new Mailbox(highWater, null) : intake.mailbox();
  }

  private LocalProcess process() {
    return (LocalProcess) this;
  }

  /// Whether exit signals become messages.
  public boolean trapExit() {
    return trapExit;
  }

  void trapExit(boolean trap) {
    trapExit = trap;
  }

  // ---- signals that arrive ----

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
      case SUBMIT -> node.scheduler().execute(process());
      case RESUME -> resumeReceiver();
    }
  }

  /// For the one who ended the wait. Only then is it clear whose wait it was: seen before, it might
  /// be the worker of an earlier receive.
  final void resumeReceiver() {
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
  final @Nullable Obituary dieUntold(Term reason) {
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
      node.zombies().add(process());
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
    node.died(process());
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
  final void emptyMailbox() {
    for (Object message = mailbox.next(); message != null; message = mailbox.next()) {
      if (!node.isShut()
          && !(message instanceof DownMessage)
          && !(message instanceof ExitMessage)) {
        node.deadLetters().add(null, pid, message, Cause.RECEIVER_DIED);
      }
    }
  }
}
