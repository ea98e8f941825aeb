package io.jergon.node.process;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Options;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Test;

/// The hand-over between senders and the process, in all interleavings of small scenarios: whatever
/// the process did when a message came, it takes it with its next step, so the whole is a queue.
public class MailboxLincheckTest {
  private static final int NOTHING = -1;

  /// What it should be like.
  public static class Queue {
    private final Deque<Integer> queue = new ArrayDeque<>();

    public void put(int message) {
      queue.add(message);
    }

    public int step() {
      return queue.isEmpty() ? NOTHING : queue.remove();
    }

    public void expire() {}
  }

  /// A process of callbacks: it runs when a turn is submitted, and rests when it found nothing.
  @Param(name = "message", gen = IntGen.class, conf = "1:9")
  public static class Callbacks {
    private final Mailbox mailbox = new Mailbox();
    private final AtomicInteger submitted = new AtomicInteger(1);

    @Operation
    public void put(@Param(name = "message") int message) {
      mailbox.offer(message);
      if (mailbox.arrived() == Mailbox.Wake.SUBMIT) {
        submitted.incrementAndGet();
      }
    }

    @Operation(nonParallelGroup = "process")
    public int step() {
      if (submitted.get() == 0) {
        return NOTHING;
      }
      submitted.decrementAndGet();
      Object message = mailbox.next();
      if (message != null || !mailbox.rest()) {
        submitted.incrementAndGet();
      }
      return message == null ? NOTHING : (int) message;
    }
  }

  /// A process that receives: it waits when it found nothing, until it is resumed or the time is
  /// over.
  @Param(name = "message", gen = IntGen.class, conf = "1:9")
  public static class Receives {
    private final Mailbox mailbox = new Mailbox();
    private final AtomicBoolean resumed = new AtomicBoolean();
    private boolean waiting;

    @Operation
    public void put(@Param(name = "message") int message) {
      mailbox.offer(message);
      if (mailbox.arrived() == Mailbox.Wake.RESUME) {
        resumed.set(true);
      }
    }

    @Operation(nonParallelGroup = "process")
    public int step() {
      if (waiting && !resumed.getAndSet(false)) {
        return NOTHING;
      }
      waiting = false;
      Object message = mailbox.take(any -> true, () -> {});
      while (message == null) {
        if (mailbox.beginWait()) {
          waiting = true;
          return NOTHING;
        }
        message = mailbox.take(any -> true, () -> {});
      }
      return (int) message;
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
    options(new ModelCheckingOptions()).check(Callbacks.class);
  }

  @Test
  void receives_allInterleavings_takeEachMessageInOrder() {
    options(new ModelCheckingOptions()).check(Receives.class);
  }

  @Test
  void callbacks_underStress_takeEachMessageInOrder() {
    options(new StressOptions()).check(Callbacks.class);
  }

  @Test
  void receives_underStress_takeEachMessageInOrder() {
    options(new StressOptions()).check(Receives.class);
  }

  private static <O extends Options<O, ?>> O options(O options) {
    return options
        .iterations(20)
        .invocationsPerIteration(1_000)
        .threads(3)
        .actorsPerThread(3)
        .sequentialSpecification(Queue.class);
  }
}
