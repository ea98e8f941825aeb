package io.jergon.node.scheduling;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// What waits at a slot is taken once, by its worker or by another.
final class SlotQueues {
  private SlotQueues() {}

  private static int asNumber(@Nullable Object value) {
    return value == null ? 0 : 1;
  }

  /// The slot's worker and another take the only turn.
  @JCStressTest
  @Outcome(id = {"1, 0", "0, 1"}, expect = Expect.ACCEPTABLE, desc = "one of them")
  @Outcome(expect = Expect.FORBIDDEN, desc = "both or none")
  @State
  public static class TakeAndGive {
    private final Slot slot = new Slot();

    public TakeAndGive() {
      slot.add(worker -> {});
    }

    @Actor
    public void owner(II_Result result) {
      result.r1 = asNumber(slot.take(true));
    }

    @Actor
    public void other(II_Result result) {
      result.r2 = asNumber(slot.give());
    }
  }

  /// A worker that has just lost the slot puts a turn in while the new one does and takes: none is
  /// lost.
  @JCStressTest
  @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "both turns")
  @Outcome(expect = Expect.FORBIDDEN, desc = "one is missing, or came twice")
  @State
  public static class AddByTwo {
    private final Slot slot = new Slot();

    @Actor
    public void former() {
      slot.add(worker -> {});
    }

    @Actor
    public void owner(II_Result result) {
      slot.add(worker -> {});
      result.r1 = asNumber(slot.take(true));
    }

    @Arbiter
    public void rest(II_Result result) {
      int left = 0;
      while (slot.take(true) != null) {
        left++;
      }
      result.r2 = left;
    }
  }
}
