package io.jergon.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;

/// What a demo's log complains of (WARN and ERROR) since a moment. A BEAM writes its own reports:
/// of the reference demo nothing is asked.
record Complaints(DemoUnderTest demo, int mark, boolean asked) {

  private static final Duration SOON = Duration.ofSeconds(5);

  static Complaints of(DemoUnderTest demo) {
    return new Complaints(demo, demo.process().lineCount(), demo instanceof JergonDemo);
  }

  /// Exactly one line that contains the words. Others may be late ones of the test before.
  void expectOne(String... words) {
    if (asked) {
      demo.process().awaitLine(line -> isComplaint(line, words), mark, SOON);
      assertThat(lines().filter(line -> isComplaint(line, words))).hasSize(1);
    }
  }

  void expectNone() {
    if (asked) {
      assertThat(lines()).isEmpty();
    }
  }

  private Stream<String> lines() {
    return demo.process().linesSince(mark).stream().filter(Complaints::isComplaint);
  }

  private static boolean isComplaint(String line, String... words) {
    return isComplaint(line) && Arrays.stream(words).allMatch(line::contains);
  }

  private static boolean isComplaint(String line) {
    return line.contains("WARN")
        || line.contains("ERROR")
        || line.startsWith("\tat ")
        || line.startsWith("Caused by");
  }
}
