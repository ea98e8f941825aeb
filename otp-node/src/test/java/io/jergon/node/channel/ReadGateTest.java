package io.jergon.node.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReadGateTest {
  private static final Duration TICK_TIME = Duration.ofSeconds(60);
  private static final long LIMIT = 1000;

  private int reads;
  private final Queue queue = new Queue();
  private final ReadGate gate = new ReadGate(queue, new Reading(), LIMIT, TICK_TIME);
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
            gate);
    made.freezeTime();
    return made;
  }

  /// What is queued for the peer, as the test says.
  private static final class Queue implements ReadGate.Outbound {
    long answers;
    boolean busy;
    long taken;
    boolean reading = true;
    boolean dead;

    @Override
    public long answerBytes() {
      return answers;
    }

    @Override
    public boolean busy() {
      return busy;
    }

    @Override
    public long takenBytes() {
      return taken;
    }

    @Override
    public void reading(boolean goesOn) {
      reading = goesOn;
    }

    @Override
    public void dead() {
      dead = true;
    }
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  @Test
  void read_fewAnswers_goesOn() {
    queue.answers = LIMIT - 1;

    channel.writeInbound("a");

    assertThat(isReading()).isTrue();
  }

  @Test
  void read_answersAtTheLimit_stopsAtOnce() {
    queue.answers = LIMIT;

    channel.writeInbound("a");

    assertThat(isReading()).isFalse();
    assertThat((Object) channel.readInbound()).isEqualTo("a");
  }

  @Test
  void progress_halfOfTheAnswersTaken_readsOn() {
    queue.answers = LIMIT;
    channel.writeInbound("a");

    progress(LIMIT / 2 + 1);
    assertThat(isReading()).isFalse();

    progress(LIMIT / 2);
    assertThat(isReading()).isTrue();
  }

  /// Two nodes that send each other much are busy all the time.
  @Test
  void busy_socketTakesSomething_goesOn() {
    queue.busy = true;
    for (int i = 0; i < 100; i++) {
      channel.writeInbound("a");
      after(Duration.ofMillis(60));
      queue.taken++;
    }

    assertThat(isReading()).isTrue();
  }

  @Test
  void busy_socketTakesNothing_stopsUntilItDoes() {
    queue.busy = true;
    channel.writeInbound("a");
    after(Duration.ofMillis(99));
    assertThat(isReading()).isTrue();

    after(Duration.ofMillis(1));
    assertThat(isReading()).isFalse();

    progress(0);
    assertThat(isReading()).isTrue();
  }

  @Test
  void closed_nothingTaken_readsOnceAtATimeEverMoreSeldom() {
    queue.answers = LIMIT;
    channel.writeInbound("a");
    int before = reads;

    after(Duration.ofMillis(100));
    assertThat(reads - before).isEqualTo(1);
    after(Duration.ofMillis(200));
    assertThat(reads - before).isEqualTo(2);
    for (int i = 0; i < 500; i++) {
      after(Duration.ofMillis(100));
    }
    assertThat(reads - before).isBetween(10, 20);
    assertThat(queue.dead).isFalse();
  }

  @Test
  void closed_somethingTaken_noSingleReads() {
    queue.answers = LIMIT;
    channel.writeInbound("a");
    int before = reads;

    for (int i = 0; i < 2000; i++) {
      queue.taken++;
      after(Duration.ofMillis(100));
    }

    assertThat(reads).isEqualTo(before);
    assertThat(queue.dead).isFalse();
  }

  @Test
  void closed_nothingTakenForTheTickTime_isDead() {
    queue.answers = LIMIT;
    channel.writeInbound("a");

    for (int i = 0; i < 700; i++) {
      after(Duration.ofMillis(100));
    }

    assertThat(queue.dead).isTrue();
  }

  @Test
  void channelCloses_whileClosed_nothingIsLeft() {
    queue.answers = LIMIT;
    channel.writeInbound("a");

    channel.close();
    after(TICK_TIME.multipliedBy(2));

    assertThat(queue.dead).isFalse();
  }

  private boolean isReading() {
    assertThat(channel.config().isAutoRead()).isEqualTo(queue.reading);
    return queue.reading;
  }

  private void progress(long answers) {
    queue.taken++;
    queue.answers = answers;
    gate.progress();
  }

  private void after(Duration time) {
    channel.advanceTimeBy(time.toMillis(), TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
  }
}
