package io.jergon.node.signal;

import static org.assertj.core.api.Assertions.assertThat;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.node.MonitorOptions;
import io.jergon.node.MonitorOptions.Alias;
import org.junit.jupiter.api.Test;

class RelationsTest {
  private static final Atom HERE = Atom.of("one@127.0.0.1");
  private static final Pid ANNA = Pid.of(HERE, 1, 0, 1);
  private static final Pid BERT = Pid.of(HERE, 2, 0, 1);
  private static final Pid TARGET = Pid.of(HERE, 3, 0, 1);
  private static final Ref REF = Ref.of(HERE, 1, 1, 2, 3);
  private static final Ref OTHER = Ref.of(HERE, 1, 4, 5, 6);

  private final Relations relations = new Relations();

  private record By(Pid pid) implements Watcher {
    @Override
    public void down(Ref monitor, Term object, Term reason) {}
  }

  /// A peer chooses its references itself: two watchers may have the same.
  @Test
  void watch_twoWatchersWithOneReference_areTwoMonitors() {
    relations.watch(REF, new By(ANNA), TARGET);
    relations.watch(REF, new By(BERT), TARGET);
    assertThat(relations.watches())
        .containsExactlyInAnyOrder(
            new Relations.Watch(new By(ANNA), REF, TARGET),
            new Relations.Watch(new By(BERT), REF, TARGET));
  }

  @Test
  void unwatch_oneOfTwoWithOneReference_leavesTheOther() {
    relations.watch(REF, new By(ANNA), TARGET);
    relations.watch(REF, new By(BERT), TARGET);
    relations.unwatch(ANNA, REF);
    assertThat(relations.watches()).containsExactly(new Relations.Watch(new By(BERT), REF, TARGET));
  }

  @Test
  void unwatch_otherReferenceOrOtherWatcher_changesNothing() {
    relations.watch(REF, new By(ANNA), TARGET);
    relations.unwatch(ANNA, OTHER);
    relations.unwatch(BERT, REF);
    assertThat(relations.watches()).hasSize(1);
  }

  @Test
  void watch_oneWatcherTwice_isTwoMonitors() {
    relations.watch(REF, new By(ANNA), TARGET);
    relations.watch(OTHER, new By(ANNA), TARGET);
    relations.unwatch(ANNA, OTHER);
    assertThat(relations.watches()).containsExactly(new Relations.Watch(new By(ANNA), REF, TARGET));
  }

  @Test
  void demonitor_itsAlias_endsUnlessItIsExplicit() {
    for (Alias mode : Alias.values()) {
      relations.monitor(REF, TARGET, MonitorOptions.DEFAULT.withAlias(mode));
      assertThat(relations.alias(REF)).isNotNull();
      assertThat(relations.demonitor(REF)).isNotNull();
      assertThat(relations.alias(REF) != null).isEqualTo(mode == Alias.EXPLICIT_UNALIAS);
      relations.unalias(REF);
    }
  }

  @Test
  void demonitor_twice_isNothingTheSecondTime() {
    relations.monitor(REF, TARGET, MonitorOptions.DEFAULT);
    assertThat(relations.demonitor(REF)).isNotNull();
    assertThat(relations.demonitor(REF)).isNull();
  }

  @Test
  void unlink_priorityLink_forgetsThePriority() {
    relations.link(ANNA);
    relations.priorityLink(ANNA, true);
    assertThat(relations.unlink(ANNA)).isTrue();
    relations.link(ANNA);
    assertThat(relations.isPriorityLink(ANNA)).isFalse();
    relations.unlink(ANNA);
    assertThat(relations.size()).isZero();
  }

  @Test
  void unlinked_acknowledgementOfAnEarlierUnlink_isIgnored() {
    relations.unlinking(ANNA, 1);
    relations.unlinking(ANNA, 2);
    assertThat(relations.unlinked(ANNA, 1)).isFalse();
    assertThat(relations.isUnlinking(ANNA)).isTrue();
    assertThat(relations.unlinked(ANNA, 2)).isTrue();
    assertThat(relations.isUnlinking(ANNA)).isFalse();
  }
}
