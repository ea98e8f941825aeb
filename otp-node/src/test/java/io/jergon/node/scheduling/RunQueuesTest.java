package io.jergon.node.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RunQueuesTest {
  private static final long LONG_NANOS = 100_000;

  private final RunQueues queues = new RunQueues(2);
  private final Slot busy = queues.slots()[0];
  private final Slot idle = queues.slots()[1];

  private static Turn turn() {
    return worker -> {};
  }

  /// The idle slot takes something of the busy one, and comes to its end.
  private void move(long nanos) {
    busy.add(turn());
    busy.open();
    assertThat(queues.takeAny(idle, true)).isNotNull();
    long end = System.nanoTime() + nanos;
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    assertThat(queues.take(idle, true)).isNull();
  }

  /// As often as it takes: the machine may disturb one that is to be short, which then takes
  /// patience away.
  private void moveShort() {
    int before = busy.patience();
    do {
      move(0);
    } while (busy.patience() <= before);
  }

  @Test
  void takeOpen_whatWasMovedWasShort_leavesMoreToItsOwnWorker() {
    moveShort();
    int first = busy.patience();
    moveShort();

    assertThat(first).isPositive();
    assertThat(busy.patience()).isGreaterThan(first);
    Turn next = turn();
    busy.add(next);
    busy.open();
    assertThat(queues.isHelpWanted()).isFalse();
    assertThat(queues.takeOpen(idle, first)).isNull();
    assertThat(queues.takeAny(idle, true)).isSameAs(next);
  }

  @Test
  void takeOpen_whatWasMovedWasLong_isTakenSooner() {
    moveShort();
    moveShort();
    int patience = busy.patience();

    move(LONG_NANOS);

    assertThat(busy.patience()).isLessThan(patience);
  }

  @Test
  void settle_whatFollowedFromIt_belongsToWhatWasMoved() {
    moveShort();
    moveShort();
    int patience = busy.patience();
    busy.add(turn());
    busy.open();
    assertThat(queues.takeAny(idle, true)).isNotNull();

    long end = System.nanoTime() + LONG_NANOS;
    do { // each turn is short, and submits the next one here
      idle.add(turn());
      assertThat(queues.take(idle, true)).isNotNull();
    } while (System.nanoTime() < end);
    assertThat(busy.patience()).isEqualTo(patience);
    assertThat(queues.take(idle, true)).isNull();

    assertThat(busy.patience()).isLessThan(patience);
  }

  @Test
  void losePatience_itsWorkerDoesNotTakeIt_helpIsWantedAtOnce() {
    moveShort();
    busy.add(turn());
    busy.open();
    assertThat(queues.isHelpWanted()).isFalse();

    busy.losePatience();

    assertThat(queues.isHelpWanted()).isTrue();
    assertThat(queues.takeOpen(idle, 0)).isNotNull();
  }
}
