package io.jergon.node.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TickHandlerTest {
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private int ticks;
  private int deaths;

  @BeforeEach
  void install() {
    channel.freezeTime();
    channel
        .pipeline()
        .addFirst(new TickHandler(Duration.ofSeconds(60), () -> ticks++, () -> deaths++));
  }

  @Test
  void silence_ofOurs_ticksEachQuarter() {
    advance(14);
    assertThat(ticks).isZero();
    advance(1);
    assertThat(ticks).isEqualTo(1);
    advance(15);
    assertThat(ticks).isEqualTo(2);
    advance(15);
    assertThat(ticks).isEqualTo(3);
  }

  @Test
  void write_withinTheQuarter_postponesTheTick() {
    advance(10);
    channel.writeOutbound(Unpooled.buffer().writeInt(1));
    advance(10);
    assertThat(ticks).isZero();
    advance(5);
    assertThat(ticks).isEqualTo(1);
  }

  @Test
  void silence_ofThePeer_isDeathAfterTheTickTimeOnce() {
    advance(59);
    assertThat(deaths).isZero();
    advance(1);
    assertThat(deaths).isEqualTo(1);
    advance(300);
    assertThat(deaths).isEqualTo(1);
    assertThat(ticks).isEqualTo(3);
  }

  @Test
  void read_anyByte_isLife() {
    for (int round = 0; round < 10; round++) {
      advance(59);
      channel.writeInbound(Unpooled.wrappedBuffer(new byte[1]));
    }
    assertThat(deaths).isZero();
    advance(60);
    assertThat(deaths).isEqualTo(1);
  }

  @Test
  void close_ofTheChannel_stopsTheClock() {
    channel.close();
    advance(600);

    assertThat(ticks + deaths).isZero();
  }

  private void advance(int seconds) {
    for (int i = 0; i < seconds; i++) {
      channel.advanceTimeBy(1, TimeUnit.SECONDS);
      channel.runScheduledPendingTasks();
    }
  }
}
