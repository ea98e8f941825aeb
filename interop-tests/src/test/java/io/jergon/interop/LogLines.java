package io.jergon.interop;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.slf4j.LoggerFactory;

/// What nodes in this JVM complain of in their logs (WARN and ERROR), since this was made.
final class LogLines extends AppenderBase<ILoggingEvent> implements AutoCloseable {
  private final Logger logger = (Logger) LoggerFactory.getLogger("io.jergon");
  private final List<String> lines = new CopyOnWriteArrayList<>();

  LogLines() {
    setContext(logger.getLoggerContext());
    start();
    logger.addAppender(this);
  }

  @Override
  protected void append(ILoggingEvent event) {
    if (event.getLevel().isGreaterOrEqual(Level.WARN)) {
      lines.add(event.getFormattedMessage());
    }
  }

  /// Waits until one line contains all the words.
  void await(String... words) {
    Awaitility.await()
        .atMost(Place.SOON)
        .untilAsserted(() ->
            assertThat(lines).anySatisfy(line -> assertThat(line).contains(words).hasLineCount(1)));
  }

  @Override
  public void close() {
    logger.detachAppender(this);
    stop();
  }
}
