package io.jergon.node.process;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.Z_Result;

/// A message that arrives as a process goes to rest or begins to wait: somebody has to see to it,
/// and only one.
final class MailboxHandOver {
  private MailboxHandOver() {}

  private static int asNumber(boolean value) {
    return value ? 1 : 0;
  }

  /// The process ends its turn while a message arrives: either it finds the message and goes on, or
  /// the sender submits a turn.
  @JCStressTest
  @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the sender submits a turn")
  @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "the process goes on")
  @Outcome(id = "0, 0", expect = Expect.FORBIDDEN, desc = "the message is left lying")
  @Outcome(id = "1, 1", expect = Expect.FORBIDDEN, desc = "two run the process")
  @State
  public static class Rest {
    private final Mailbox mailbox = new Mailbox();

    @Actor
    public void sender(II_Result result) {
      mailbox.offer("message");
      result.r1 = asNumber(mailbox.arrived() == Mailbox.Wake.SUBMIT);
    }

    @Actor
    public void process(II_Result result) {
      result.r2 = asNumber(!mailbox.rest());
    }
  }

  /// The same for a receive that begins to wait.
  @JCStressTest
  @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the sender resumes the worker")
  @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "the process does not wait")
  @Outcome(id = "0, 0", expect = Expect.FORBIDDEN, desc = "the message is left lying")
  @Outcome(id = "1, 1", expect = Expect.FORBIDDEN, desc = "a worker is resumed that does not wait")
  @State
  public static class BeginWait {
    private final Mailbox mailbox = new Mailbox();

    @Actor
    public void sender(II_Result result) {
      mailbox.offer("message");
      result.r1 = asNumber(mailbox.arrived() == Mailbox.Wake.RESUME);
    }

    @Actor
    public void process(II_Result result) {
      result.r2 = asNumber(!mailbox.beginWait());
    }
  }

  /// Two senders and a process at rest: one submits a turn.
  @JCStressTest
  @Outcome(id = {"1, 0", "0, 1"}, expect = Expect.ACCEPTABLE, desc = "one turn")
  @Outcome(expect = Expect.FORBIDDEN, desc = "none, or two")
  @State
  public static class TwoSenders {
    private final Mailbox mailbox = new Mailbox();

    public TwoSenders() {
      mailbox.rest();
    }

    @Actor
    public void one(II_Result result) {
      mailbox.offer("one");
      result.r1 = asNumber(mailbox.arrived() == Mailbox.Wake.SUBMIT);
    }

    @Actor
    public void other(II_Result result) {
      mailbox.offer("other");
      result.r2 = asNumber(mailbox.arrived() == Mailbox.Wake.SUBMIT);
    }
  }

  /// A sender, and a process that sends to itself and takes: no message is lost, or comes twice, or
  /// before it was put in whole.
  @JCStressTest
  @Outcome(id = "true", expect = Expect.ACCEPTABLE, desc = "each message once")
  @Outcome(id = "false", expect = Expect.FORBIDDEN, desc = "one is missing or half")
  @State
  public static class Taking {
    private final Mailbox mailbox = new Mailbox();
    private int sum; // the process's own

    /// Not final: whoever gets it must see what was written before it was sent.
    private static final class Number {
      int value;

      Number(int value) {
        this.value = value;
      }
    }

    @Actor
    public void sender() {
      mailbox.offer(new Number(1));
    }

    @Actor
    public void process() {
      mailbox.offer(new Number(10));
      take();
    }

    private void take() {
      for (Object message = mailbox.next(); message != null; message = mailbox.next()) {
        sum += ((Number) message).value;
      }
    }

    @Arbiter
    public void rest(Z_Result result) {
      take();
      result.r1 = sum == 11 && mailbox.size() == 0;
    }
  }
}
