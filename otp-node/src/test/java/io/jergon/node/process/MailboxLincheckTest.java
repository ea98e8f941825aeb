package io.jergon.node.process;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jetbrains.lincheck.datastructures.verifier.EpsilonVerifier;
import org.junit.jupiter.api.Test;

/// The hand-over between senders and the process, in all interleavings of small scenarios: once all
/// senders are done, the process that is driven by nothing but its wake-ups has taken every
/// message, each once, and those of one sender in the order they were sent.
///
/// Not more than that: between a message and its wake-up another sender may come and go, so a step
/// in between may find the process asleep although a message was put in.
public class MailboxLincheckTest {

  /// What was put in and what was taken out, by sender.
  @Param(name = "sender", gen = ThreadIdGen.class)
  public abstract static class Driven {
    private record Message(int sender, int number) {}

    final Mailbox mailbox = new Mailbox();
    private final AtomicInteger[] sent = {
      new AtomicInteger(), new AtomicInteger(), new AtomicInteger(), new AtomicInteger()
    };
    private final List<Message> taken = new ArrayList<>(); // owned by the process

    @Operation
    public void put(@Param(name = "sender") int sender) {
      mailbox.offer(new Message(sender, sent[sender].getAndIncrement()));
      wake(mailbox.arrived());
    }

    @Operation(nonParallelGroup = "process")
    public void step() {
      Object message = run();
      if (message != null) {
        taken.add((Message) message);
      }
    }

    /// Does what the mailbox asked for.
    abstract void wake(Mailbox.Wake wake);

    /// What the process does once somebody woke it: takes one message, or goes to sleep.
    abstract Object run();

    @Validate
    public void allTaken() {
      int before;
      do {
        before = taken.size();
        step();
      } while (taken.size() > before);
      int[] next = new int[sent.length];
      for (Message message : taken) {
        if (message.number() != next[message.sender()]++) {
          throw new AssertionError("out of order: " + taken);
        }
      }
      for (int sender = 0; sender < sent.length; sender++) {
        if (next[sender] != sent[sender].get()) {
          throw new AssertionError(
              "lost: sender " + sender + " sent " + sent[sender] + ", taken " + taken);
        }
      }
    }
  }

  /// A process of callbacks: it runs when a turn is submitted, and rests when it found nothing.
  public static class Callbacks extends Driven {
    private final AtomicInteger submitted = new AtomicInteger(1);

    @Override
    void wake(Mailbox.Wake wake) {
      if (wake == Mailbox.Wake.SUBMIT) {
        submitted.incrementAndGet();
      }
    }

    @Override
    Object run() {
      if (submitted.get() == 0) {
        return null;
      }
      submitted.decrementAndGet();
      Object message = mailbox.next();
      if (message != null || !mailbox.rest()) {
        submitted.incrementAndGet();
      }
      return message;
    }
  }

  /// A process that receives: it waits when it found nothing, until it is resumed or the time is
  /// over.
  public static class Receives extends Driven {
    private final AtomicBoolean resumed = new AtomicBoolean();
    private boolean waiting; // owned by the process

    @Override
    void wake(Mailbox.Wake wake) {
      if (wake == Mailbox.Wake.RESUME) {
        resumed.set(true);
      }
    }

    @Override
    Object run() {
      if (waiting && !resumed.getAndSet(false)) {
        return null;
      }
      waiting = false;
      Object message = mailbox.take(any -> true, () -> {});
      while (message == null) {
        if (mailbox.beginWait()) {
          waiting = true;
          return null;
        }
        message = mailbox.take(any -> true, () -> {});
      }
      return message;
    }

    @Operation(nonParallelGroup = "process")
    public void expire() {
      if (waiting && mailbox.endWait()) {
        waiting = false;
      }
    }
  }

  @Test
  void callbacks_allInterleavings_takeEachMessageInOrder() {
    options().check(Callbacks.class);
  }

  @Test
  void receives_allInterleavings_takeEachMessageInOrder() {
    options().check(Receives.class);
  }

  private static ModelCheckingOptions options() {
    return new ModelCheckingOptions()
        .iterations(10)
        .invocationsPerIteration(500)
        .threads(3)
        .actorsPerThread(2)
        .verifier(
            EpsilonVerifier
                .class); // the order of steps and messages is free; allTaken says what is not
  }
}
