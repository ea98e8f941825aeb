package io.jergon.node.process;

import io.jergon.node.DeadLetter;
import io.jergon.node.TimeSource;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What holds for all processes of a node; made by [io.jergon.node.NodeBuilder].
///
/// @param mailboxHighWater from how many waiting messages on a mailbox is reported
/// @param onDeadLetter is shown each message that reached nobody
/// @param time what timers and timeouts go by; null for the machine's
public record ProcessSettings(
    int mailboxHighWater, Consumer<DeadLetter> onDeadLetter, @Nullable TimeSource time) {
  private static final int HIGH_WATER = 10_000;

  /// What holds when nothing is said.
  public static final ProcessSettings DEFAULT = new ProcessSettings(HIGH_WATER, letter -> {}, null);

  /// Checks the numbers.
  ///
  /// @throws IllegalArgumentException if the mark is less than 1
  public ProcessSettings {
    if (mailboxHighWater < 1) {
      throw new IllegalArgumentException(
          "mailboxHighWater: " + mailboxHighWater + " (expected: >= 1)");
    }
  }

  /// The same with another mark.
  public ProcessSettings withMailboxHighWater(int messages) {
    return new ProcessSettings(messages, onDeadLetter, time);
  }

  /// The same with another reader of dead letters.
  public ProcessSettings withOnDeadLetter(Consumer<DeadLetter> reader) {
    return new ProcessSettings(mailboxHighWater, reader, time);
  }

  /// The same with another time.
  public ProcessSettings withTime(TimeSource source) {
    return new ProcessSettings(mailboxHighWater, onDeadLetter, source);
  }
}
