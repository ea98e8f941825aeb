package io.jergon.node.process;

import io.jergon.etf.Atom;
import io.jergon.etf.IntegerTerm;
import io.jergon.etf.Pid;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import io.jergon.node.DeadLetter.Cause;
import io.jergon.node.MailboxLimit;
import io.jergon.node.MailboxLimit.Policy;
import io.jergon.node.event.BackPressureEvent;
import io.jergon.node.gen.GenMessage;
import io.jergon.node.quota.Inflow;
import io.jergon.node.scheduling.Pending;
import io.jergon.node.scheduling.Worker;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A mailbox's limit at work: what becomes of one more message. See [MailboxLimit].
final class Intake implements Inflow.Full {
  private static final Logger log = LoggerFactory.getLogger(Intake.class);
  private static final Atom MAILBOX_OVERFLOW = Atom.of("mailbox_overflow");

  private final LocalProcess receiver;
  private final MailboxLimit limit;
  private final Mailbox mailbox;
  private final @Nullable Room room;

  private Intake(LocalProcess receiver, MailboxLimit limit, int highWater) {
    this.receiver = receiver;
    this.limit = limit;
    this.room = limit.policy() == Policy.BLOCK ? new Room(limit.messages()) : null;
    this.mailbox = new Mailbox(highWater, room);
  }

  /// The intake of a process, with a mailbox for it; null when there is no limit.
  static @Nullable Intake of(LocalProcess receiver, @Nullable MailboxLimit limit, int highWater) {
    return limit == null ? null : new Intake(receiver, limit, highWater);
  }

  Mailbox mailbox() {
    return mailbox;
  }

  /// Waits for room, if the policy and the sender are of that kind. For the thread that sends.
  void awaitRoom(Object message) {
    if (room == null || !room.isFull(mailbox) || message instanceof GenMessage.Call) {
      return;
    }
    Worker worker = Worker.current();
    if (worker == null) {
      await(room, null, Thread.currentThread());
    } else if (worker.running() instanceof LocalProcess sender && !sender.equals(receiver)) {
      await(room, sender, sender);
    }
  }

  private void await(Room full, @Nullable LocalProcess process, Object sender) {
    BackPressureEvent wait = BackPressureEvent.start();
    try {
      while (full.isFull(mailbox) && !receiver.isDead() && awaitOnce(full, process)) {
        // others who were let go may have been faster
      }
    } finally {
      wait.finish(sender, receiver);
    }
  }

  /// False when the wait was interrupted: then the message gets in.
  private boolean awaitOnce(Room full, @Nullable LocalProcess process) {
    Pending<Boolean> place = full.join();
    try {
      if (!full.isFull(mailbox) || receiver.isDead()) {
        return true;
      }
      if (process != null) {
        process.await(place, Pending.FOREVER);
      } else {
        place.await(Pending.FOREVER);
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      full.leave(place);
    }
  }

  /// A message of a peer was put in: the peer is slowed down if it was one too many.
  void received(Inflow inflow) {
    if (room != null && room.isFull(mailbox)) {
      inflow.reached(this);
    }
  }

  @Override
  public boolean hasRoom() {
    return room == null || receiver.isDead() || room.isHalfEmpty(mailbox);
  }

  @Override
  public long handled() {
    return mailbox.handled();
  }

  /// Whether a message may be put in. If not, it has been dealt with.
  ///
  /// @param sender null when it is not known
  /// @param to how the receiver was addressed
  boolean admits(@Nullable Pid sender, Term to, Object message) {
    if (room != null || mailbox.size() < limit.messages()) {
      return true;
    }
    if (limit.policy() == Policy.EXIT) {
      Atom name = receiver.name();
      Term reason = Tuple.of(MAILBOX_OVERFLOW, IntegerTerm.of(limit.messages()));
      if (receiver.die(reason)) {
        log.error("process ended pid={} name={} reason={}", receiver.pid(), name, reason);
      }
    }
    receiver.node().deadLetters().add(sender, to, message, Cause.MAILBOX_FULL);
    return false;
  }

  /// The receiver is dead: nobody needs to wait for it.
  void end() {
    if (room != null) {
      room.letAllGo();
    }
  }
}
