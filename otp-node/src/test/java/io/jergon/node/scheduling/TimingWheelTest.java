package io.jergon.node.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import io.jergon.node.scheduling.TimingWheel.Entry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class TimingWheelTest {
  private static final Runnable NOTHING = () -> {};
  private static final long TICK = 1L << TimingWheel.TICK_BITS;

  private final TimingWheel wheel = new TimingWheel();

  private Entry add(long now, long due) {
    Entry entry = new Entry(wheel, due, NOTHING);
    wheel.add(entry, now);
    return entry;
  }

  private List<Entry> advance(long now) {
    List<Entry> due = new ArrayList<>();
    boolean more = true;
    while (more) {
      more = wheel.advance(TimingWheel.tick(now), due);
    }
    return due;
  }

  @Test
  void advance_tickNotOver_isNotDue() {
    Entry entry = add(0, 5 * TICK + 1);

    assertThat(advance(6 * TICK - 1)).isEmpty();
    assertThat(advance(6 * TICK)).containsExactly(entry);
  }

  @Test
  void advance_oneTickBehind_isInTheOrderOfTicks() {
    Entry late = add(0, 70 * TICK);
    Entry first = add(0, 3 * TICK);
    Entry far = add(0, 5_000 * TICK);
    Entry second = add(0, 3 * TICK);

    assertThat(advance(10_000 * TICK)).containsExactly(first, second, late, far);
    assertThat(wheel.next()).isEqualTo(TimingWheel.NEVER);
  }

  @Test
  void advance_dueBeforeThePresent_isDueNext() {
    advance(1_000 * TICK);
    Entry late = add(1_000 * TICK, 10 * TICK);

    assertThat(advance(1_001 * TICK)).containsExactly(late);
  }

  @Test
  void advance_afterALongTime_comesToAnEntryInAsManyStepsAsItHasDigits() {
    long century = 3_155_760_000L * 1_000_000_000L;
    Entry entry = add(0, century);
    int steps = 0;
    List<Entry> due = new ArrayList<>();
    for (long next = wheel.next(); due.isEmpty(); next = wheel.next()) {
      due = advance(next << TimingWheel.TICK_BITS);
      steps++;
    }

    assertThat(due).containsExactly(entry);
    assertThat(steps).isLessThanOrEqualTo(8);
  }

  @Test
  void add_longAfterTheLastOne_needsNoStepsInBetween() {
    add(0, 1_000_000 * TICK);
    long now = 70_000 * TICK;
    advance(now); // as a thread that was woken does
    add(now + 60_000 * TICK, now + 60_001 * TICK);

    assertThat(wheel.next()).isEqualTo(TimingWheel.tick(now) + 60_002);
  }

  @Test
  void cancel_theLastOfASlot_leavesNothingToWakeFor() {
    Entry entry = add(0, 100 * TICK);

    assertThat(entry.cancel()).isTrue();
    assertThat(entry.cancel()).isFalse();
    assertThat(wheel.next()).isEqualTo(TimingWheel.NEVER);
  }

  @Test
  void cancel_takenOutAndNotDoneYet_isInTime() {
    Entry entry = add(0, 0);

    assertThat(advance(TICK)).containsExactly(entry);
    assertThat(entry.cancel()).isTrue();
    assertThat(entry.take()).isNull();
  }

  @Test
  void cancel_done_isTooLate() {
    Entry entry = add(0, 0);

    assertThat(advance(TICK)).containsExactly(entry);
    assertThat(entry.take()).isNotNull();
    assertThat(entry.cancel()).isFalse();
  }

  /// Against a set that is searched: all that is due is taken out, nothing else, in order, and who
  /// calls when the wheel says, misses nothing.
  @RepeatedTest(50)
  void wheel_randomAddsCancelsAndTimes_doesAsASearchedSetDoes() {
    long seed = Long.getLong("seed", System.nanoTime());
    Random random = new Random(seed);
    Set<Entry> model = new HashSet<>();
    long now = random.nextLong(1L << random.nextInt(1, 60));
    for (int i = 0; i < 2_000; i++) {
      String at = "-Dseed=" + seed + " step " + i;
      switch (random.nextInt(4)) {
        case 0, 1 -> {
          long due = now + random.nextLong(1L << random.nextInt(1, 60));
          model.add(add(now - random.nextLong(Math.min(now + 1, TICK)), due));
        }
        case 2 ->
            model.stream()
                .findAny()
                .ifPresent(entry -> {
                  assertThat(entry.cancel()).as(at).isTrue();
                  model.remove(entry);
                });
        default -> {
          long next = wheel.next();
          now =
              random.nextBoolean() && next < 1L << 44
                  ? Math.max(now, next << TimingWheel.TICK_BITS)
                  : now + random.nextLong(1L << random.nextInt(1, 40));
          check(model, now, at);
        }
      }
    }
  }

  private void check(Set<Entry> model, long now, String at) {
    long tick = TimingWheel.tick(now);
    List<Entry> expected =
        model.stream().filter(entry -> TimingWheel.tick(entry.due()) < tick).toList();
    List<Entry> due = advance(now);
    assertThat(due).as(at).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(due.stream().map(entry -> TimingWheel.tick(entry.due())).toList()).as(at).isSorted();
    expected.forEach(model::remove);
    long earliest =
        model.stream().mapToLong(entry -> TimingWheel.tick(entry.due()) + 1).min().orElse(-1);
    if (earliest == -1) {
      assertThat(wheel.next()).as(at).isEqualTo(TimingWheel.NEVER);
    } else {
      assertThat(wheel.next()).as(at).isBetween(tick + 1, earliest);
    }
  }
}
