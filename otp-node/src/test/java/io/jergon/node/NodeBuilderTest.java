package io.jergon.node;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What cannot be is refused where it is said.
class NodeBuilderTest {
  private final NodeBuilder builder = Node.builder("a@127.0.0.1");

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 65_536})
  void epmdPort_thatIsNone_isRefused(int port) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.epmdPort(port))
        .withMessage("epmdPort: " + port + " (expected: 1 to 65535)");
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, -1, 0, Long.MAX_VALUE})
  void times_thatNobodyCanWaitFor_areRefused(long seconds) {
    Duration time = Duration.ofSeconds(seconds);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.tickTime(time))
        .withMessageStartingWith("tickTime: " + time + " (expected: PT1S to ");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.setupTime(time))
        .withMessageStartingWith("setupTime: " + time + " (expected: PT0.001S to ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"MILLIS", "NANOS"})
  void tickTime_lessThanASecond_isRefused(ChronoUnit unit) {
    assertThatIllegalArgumentException().isThrownBy(() -> builder.tickTime(unit.getDuration()));
  }
}
