package io.jergon.node.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LineLimitTest {
  private final List<String> lines = new ArrayList<>();
  private long now = Long.MAX_VALUE - 5; // wraps around soon
  private final LineLimit limit = new LineLimit(() -> now);

  private void write(int count) {
    for (int i = 0; i < count; i++) {
      limit.write(lines::add, "line");
    }
  }

  @Test
  void write_someLines_areAllThere() {
    write(LineLimit.BURST);

    assertThat(lines).hasSize(LineLimit.BURST).containsOnly("line");
  }

  @Test
  void write_aFlood_isCutAndTheNextLineTellsHowMany() {
    write(10 * LineLimit.BURST);
    assertThat(lines).hasSize(LineLimit.BURST);

    now += TimeUnit.SECONDS.toNanos(1);
    write(3);
    assertThat(lines.subList(LineLimit.BURST, lines.size()))
        .containsExactly("line (9000 lines before it were left out)", "line");
  }

  @Test
  void write_afterALongTime_hasAllItsLinesAgain() {
    write(10 * LineLimit.BURST);
    now += TimeUnit.HOURS.toNanos(1);
    lines.clear();
    write(10 * LineLimit.BURST);

    assertThat(lines).hasSize(LineLimit.BURST);
  }
}
