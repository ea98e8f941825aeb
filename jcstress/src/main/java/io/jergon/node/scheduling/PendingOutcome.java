package io.jergon.node.scheduling;

import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZ_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/// A value that one thread waits for: it comes, or it does not, and all see the same.
final class PendingOutcome {
  private PendingOutcome() {}

  /// Two have a value: one is the first.
  @JCStressTest
  @Outcome(id = {"true, false", "false, true"}, expect = Expect.ACCEPTABLE, desc = "one is first")
  @Outcome(expect = Expect.FORBIDDEN, desc = "both or none")
  @State
  public static class Complete {
    private final Pending<String> pending = new Pending<>();

    @Actor
    public void one(ZZ_Result result) {
      result.r1 = pending.complete("one");
    }

    @Actor
    public void other(ZZ_Result result) {
      result.r2 = pending.complete("other");
    }
  }

  /// The value comes at the deadline: the waiting thread gets it if, and only if, it was taken in.
  @JCStressTest
  @Outcome(id = "1, true", expect = Expect.ACCEPTABLE, desc = "in time")
  @Outcome(id = "0, false", expect = Expect.ACCEPTABLE, desc = "too late")
  @Outcome(expect = Expect.FORBIDDEN, desc = "lost, or known to one side only")
  @State
  public static class Deadline {
    private final Pending<int[]> pending = new Pending<>();

    @Actor
    public void waiting(IZ_Result result) {
      try {
        int[] value = pending.await(Duration.ofNanos(500));
        result.r1 = value == null ? 0 : value[0];
      } catch (InterruptedException e) {
        throw new AssertionError("nobody interrupts", e);
      }
    }

    @Actor
    public void completing(IZ_Result result) {
      result.r2 = pending.complete(new int[] {1});
    }
  }
}
