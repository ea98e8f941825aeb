package io.jergon.node.process;

import io.jergon.etf.Pid;
import io.jergon.node.DeadLetter;
import io.jergon.node.DeadLetter.Cause;
import io.jergon.node.event.DeadLetterEvent;
import io.jergon.node.trace.Traced;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Messages of a node that reached nobody: counted, recorded, and shown to whoever wants to see
/// them. Any thread.
public final class DeadLetters {
  private static final Logger log = LoggerFactory.getLogger(DeadLetters.class);

  private final String node;
  private final Consumer<DeadLetter> reader;
  private final LongAdder count = new LongAdder();

  DeadLetters(String node, Consumer<DeadLetter> reader) {
    this.node = node;
    this.reader = reader;
  }

  /// A message reached nobody.
  ///
  /// @param sender null when that is not known
  public void add(@Nullable Pid sender, Object to, Object message, Cause cause) {
    count.increment();
    DeadLetter letter =
        new DeadLetter(Optional.ofNullable(sender), to, Traced.content(message), cause);
    DeadLetterEvent.emit(node, letter);
    try {
      reader.accept(letter);
    } catch (RuntimeException | Error e) { // whoever sends, or tells of a death, has to go on
      log.error("reader of dead letters failed node={} cause={}", node, cause, e);
    }
  }

  /// How many there were.
  public long count() {
    return count.sum();
  }
}
