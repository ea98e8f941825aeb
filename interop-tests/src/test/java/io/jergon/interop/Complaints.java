package io.jergon.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.jergon.testkit.OsProcess;
import java.time.Duration;
import java.util.List;

/// What a demo's log complains of (WARN and ERROR) since a moment. A BEAM writes its own reports:
/// of the reference demo nothing is asked.
record Complaints(DemoUnderTest demo, int mark, boolean asked) {

  private static final Duration SOON = Duration.ofSeconds(5);

  static Complaints of(DemoUnderTest demo) {
    return new Complaints(demo, demo.process().lineCount(), demo instanceof JergonDemo);
  }

  /// Exactly one line, which contains the words.
  void expectOne(String... words) {
    if (asked) {
      OsProcess process = demo.process();
      process.awaitLine(Complaints::isComplaint, mark, SOON);
      assertThat(lines()).hasSize(1);
      for (String word : words) {
        assertThat(lines().getFirst()).contains(word);
      }
    }
  }

  void expectNone() {
    if (asked) {
      assertThat(lines()).isEmpty();
    }
  }

  private List<String> lines() {
    return demo.process().linesSince(mark).stream().filter(Complaints::isComplaint).toList();
  }

  private static boolean isComplaint(String line) {
    return line.contains("WARN")
        || line.contains("ERROR")
        || line.startsWith("\tat ")
        || line.startsWith("Caused by");
  }
}
