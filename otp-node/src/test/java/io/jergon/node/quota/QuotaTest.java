package io.jergon.node.quota;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QuotaTest {
  private final Quota quota = new Quota(1024);
  private final Share one = quota.share();
  private final Share two = quota.share();

  private static long takeAll(Share share) {
    while (share.take(1)) {
      // once more
    }
    return share.held();
  }

  @Test
  void take_allThereIs_leavesAsMuchToOthers() {
    assertThat(takeAll(one)).isEqualTo(512);
    assertThat(takeAll(two)).isEqualTo(256);
    assertThat(takeAll(quota.share())).isEqualTo(128);
    assertThat(quota.used()).isEqualTo(512 + 256 + 128);
  }

  @Test
  void take_moreThanThereIs_takesNothing() {
    assertThat(one.take(513)).isFalse();
    assertThat(one.held()).isZero();
    assertThat(one.room()).isEqualTo(512);
    assertThat(one.take(512)).isTrue();
    assertThat(one.room()).isZero();
  }

  @Test
  void add_moreThanThereIs_isOverUntilItIsGivenBack() {
    one.add(2000);
    assertThat(one.isOver()).isTrue();
    assertThat(two.take(1)).isFalse();

    one.give(1500);
    assertThat(one.isOver()).isFalse();
    assertThat(one.isOver(2)).isTrue();
    assertThat(one.given()).isEqualTo(1500);
    assertThat(two.take(1)).isTrue();
  }

  @Test
  void end_givesAllBackAndTakesNothingMore() {
    one.add(100);
    one.end();
    one.add(7);
    one.give(3);

    assertThat(quota.used()).isZero();
  }
}
