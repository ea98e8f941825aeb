package io.jergon.node.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.jergon.node.quota.Inflow;
import io.jergon.node.quota.Quota;
import io.jergon.node.quota.Weighed;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InflowGateTest {
  private static final Duration TICK_TIME = Duration.ofSeconds(60);
  private static final int MB = 1 << 20;

  /// One peer may have 12 MB, and is slowed down from 8 MB on.
  private final Inflow inflow = new Inflow(new Quota(24 * MB).share());

  private final Deque<Object> mailbox = new ArrayDeque<>();
  private final Reading reading = new Reading();
  private int reads;
  private boolean slow;
  private boolean stuck;
  private final EmbeddedChannel channel = newChannel();

  private EmbeddedChannel newChannel() {
    EmbeddedChannel made =
        new EmbeddedChannel(
            new ChannelOutboundHandlerAdapter() {
              @Override
              public void read(ChannelHandlerContext context) {
                reads++;
                context.read();
              }
            },
            new InflowGate(
                inflow,
                reading,
                TICK_TIME,
                new InflowGate.Owner() {
                  @Override
                  public void slow(boolean begins) {
                    slow = begins;
                  }

                  @Override
                  public void stuck() {
                    stuck = true;
                  }
                }));
    made.freezeTime();
    return made;
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  private void arrive(int megabytes) {
    for (int i = 0; i < megabytes; i++) {
      inflow.begins(MB);
      mailbox.add(inflow.weigh("m"));
      inflow.ends();
      channel.writeInbound("m");
    }
  }

  private void handle(int messages) {
    for (int i = 0; i < messages; i++) {
      Weighed.handled(mailbox.remove());
    }
  }

  private void after(Duration time) {
    channel.advanceTimeBy(time.toMillis(), TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
  }

  private void afterSteps(int steps, Duration time) {
    for (int i = 0; i < steps; i++) {
      after(time);
      channel.flushInbound(); // reads are complete
    }
  }

  private boolean isReading() {
    assertThat(channel.config().isAutoRead()).isEqualTo(!slow);
    return !slow;
  }

  @Test
  void read_fewUnhandled_goesOn() {
    arrive(7);

    assertThat(isReading()).isTrue();
  }

  @Test
  void read_halfOfItsShareUnhandled_isSlowUntilMostIsHandled() {
    arrive(8);
    assertThat(isReading()).isFalse();

    handle(2);
    afterSteps(10, Duration.ofMillis(10));
    assertThat(isReading()).isFalse();

    handle(2);
    after(Duration.ofMillis(100));
    assertThat(isReading()).isTrue();
  }

  @Test
  void slow_whileSomethingIsHandled_readsOnceIn100Milliseconds() {
    arrive(8);
    for (int i = 0; i < 50; i++) {
      arrive(1);
      handle(1);
      int before = reads;
      afterSteps(10, Duration.ofMillis(10));
      assertThat(reads - before).isBetween(0, 2);
    }
    assertThat(reads).isBetween(30, 70);
  }

  /// What the receiver waits for may be behind what it does not handle.
  @Test
  void slow_nothingIsHandled_readsMoreAndMore() {
    arrive(8);
    int before = reads;
    afterSteps(300, Duration.ofMillis(10));

    assertThat(reads - before).isGreaterThan(200);
    assertThat(stuck).isFalse();
  }

  @Test
  void full_nothingIsHandled_readsSeldomAndEndsByTheTickTime() {
    arrive(13);
    int before = reads;
    afterSteps(590, Duration.ofMillis(100));
    assertThat(reads - before).isBetween(6, 16);
    assertThat(stuck).isFalse();

    afterSteps(100, Duration.ofMillis(100));
    assertThat(stuck).isTrue();
  }

  @Test
  void full_somethingIsHandledNowAndThen_isNotStuck() {
    arrive(13);
    for (int i = 0; i < 10; i++) {
      handle(1);
      arrive(1);
      afterSteps(300, Duration.ofMillis(100));
    }
    assertThat(stuck).isFalse();
  }

  @Test
  void otherReason_whileSlow_keepsItFromReading() {
    arrive(8);
    ChannelHandlerContext at = channel.pipeline().context(InflowGate.class);
    reading.stop(at);
    handle(8);
    after(Duration.ofMillis(100));
    assertThat(slow).isFalse();
    assertThat(channel.config().isAutoRead()).isFalse();

    reading.goOn(at);
    assertThat(channel.config().isAutoRead()).isTrue();
  }

  @Test
  void channelCloses_whileSlow_nothingIsLeft() {
    arrive(13);

    channel.close();
    after(TICK_TIME.multipliedBy(10));

    assertThat(stuck).isFalse();
  }
}
