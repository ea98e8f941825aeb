package io.jergon.node.quota;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InflowTest {
  private final Quota quota = new Quota(1 << 30);
  private final Inflow inflow = new Inflow(quota.share());

  private List<Object> arrive(int messages, int bytes) {
    List<Object> mailbox = new ArrayList<>();
    for (int i = 0; i < messages; i++) {
      inflow.begins(bytes);
      mailbox.add(inflow.weigh("message " + i));
      inflow.ends();
    }
    return mailbox;
  }

  @Test
  void weigh_manyMessages_countAllOfThemAndAreTheSame() {
    List<Object> mailbox = arrive(10_000, 100);

    assertThat(inflow.held()).isBetween(10_000L * 100, 10_000L * 300);
    assertThat(mailbox.stream().filter(Weighed.class::isInstance).count()).isLessThan(400);
    for (int i = 0; i < mailbox.size(); i++) {
      assertThat(Weighed.content(mailbox.get(i))).isEqualTo("message " + i);
      assertThat(Weighed.handled(mailbox.get(i))).isEqualTo("message " + i);
    }
    assertThat(inflow.held()).isZero();
    assertThat(quota.used()).isZero();
  }

  @Test
  void weigh_largeMessage_countsAtOnce() {
    arrive(1, 1 << 20);

    assertThat(inflow.held()).isGreaterThan(1 << 20);
  }

  @Test
  void handled_twice_givesBackOnce() {
    Object item = arrive(1, 1 << 20).getFirst();
    arrive(1, 1 << 20);

    Weighed.handled(item);
    Weighed.handled(item);

    assertThat(inflow.held()).isGreaterThan(1 << 20);
  }

  @Test
  void reached_fullMailbox_isHighUntilThereIsRoom() {
    boolean[] room = {false};
    inflow.reached(
        new Inflow.Full() {
          @Override
          public boolean hasRoom() {
            return room[0];
          }

          @Override
          public long handled() {
            return 0;
          }
        });
    assertThat(inflow.isHigh()).isTrue();
    assertThat(inflow.isLow()).isFalse();
    assertThat(inflow.hasMoved()).isFalse();

    room[0] = true;
    assertThat(inflow.isLow()).isTrue();
    assertThat(inflow.isHigh()).isFalse();
  }
}
