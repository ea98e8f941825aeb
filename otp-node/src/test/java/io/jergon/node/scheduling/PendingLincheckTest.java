package io.jergon.node.scheduling;

import java.time.Duration;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

/// One waits, several complete, in all interleavings of small scenarios: the value is set once, or
/// the wait is over, and all agree which.
public class PendingLincheckTest {

  /// What it should be like.
  public static class Once {
    private Integer value;
    private boolean over;

    public boolean complete(int newValue) {
      boolean first = !over;
      if (first) {
        value = newValue;
      }
      over = true;
      return first;
    }

    public Integer awaitNow() {
      over = true;
      return value;
    }

    public boolean isDone() {
      return over;
    }
  }

  @Param(name = "value", gen = IntGen.class, conf = "1:9")
  public static class Waiting {
    private final Pending<Integer> pending = new Pending<>();

    @Operation
    public boolean complete(@Param(name = "value") int value) {
      return pending.complete(value);
    }

    @Operation
    public boolean isDone() {
      return pending.isDone();
    }

    @Operation(nonParallelGroup = "waiter")
    public Integer awaitNow() throws InterruptedException {
      return pending.await(Duration.ZERO);
    }
  }

  @Test
  void pending_allInterleavings_isSetOnce() {
    options().check(Waiting.class);
  }

  private static ModelCheckingOptions options() {
    return new ModelCheckingOptions()
        .iterations(10)
        .invocationsPerIteration(1_000)
        .threads(3)
        .actorsPerThread(3)
        .sequentialSpecification(Once.class);
  }
}
