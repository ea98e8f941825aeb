package io.jergon.benchmarks.local;

import static io.jergon.benchmarks.local.Comparison.JERGON;
import static io.jergon.benchmarks.local.Comparison.SUBJECTS;
import static io.jergon.benchmarks.report.Medians.median;

import io.jergon.benchmarks.report.Medians;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/// What was measured, as Markdown: ratios first, then the medians, and each round.
final class Report {
  private final List<Measurement> measurements;
  private final List<String> conditions;

  Report(List<Measurement> measurements, List<String> conditions) {
    this.measurements = measurements;
    this.conditions = conditions;
  }

  private interface Cell {
    String of(Figure figure, String subject);
  }

  String text() {
    StringBuilder text = new StringBuilder("# Within one node, " + LocalDate.now() + "\n\n");
    conditions.forEach(condition -> text.append("* ").append(condition).append('\n'));
    table(
        text,
        "How many times as good Jergon is",
        "Above 1 Jergon is better: faster, or smaller.",
        this::ratio);
    table(text, "Medians", "As each row says.", (f, s) -> format(median(values(f, s))));
    table(text, "Every round", "In the order they ran.", this::rounds);
    return text.toString();
  }

  private void table(StringBuilder text, String title, String note, Cell cell) {
    text.append("\n## ").append(title).append("\n\n").append(note).append("\n\n");
    text.append("| | ").append(String.join(" | ", SUBJECTS)).append(" |\n");
    text.append("|---|").append("---:|".repeat(SUBJECTS.size())).append('\n');
    for (Figure figure : Figure.values()) {
      if (measurements.stream().anyMatch(m -> m.figure() == figure)) {
        String cells =
            SUBJECTS.stream()
                .map(subject -> cell.of(figure, subject))
                .collect(Collectors.joining(" | "));
        text.append("| ").append(figure.title()).append(" | ").append(cells).append(" |\n");
      }
    }
  }

  private String ratio(Figure figure, String subject) {
    double other = median(values(figure, subject));
    double ours = median(values(figure, JERGON));
    double ratio = figure.moreIsBetter() ? ours / other : other / ours;
    return Medians.format("%.2f", ratio);
  }

  private String rounds(Figure figure, String subject) {
    return values(figure, subject).mapToObj(Report::format).collect(Collectors.joining("; "));
  }

  private DoubleStream values(Figure figure, String subject) {
    return measurements.stream()
        .filter(m -> m.figure() == figure && m.subject().equals(subject))
        .mapToDouble(Measurement::value);
  }

  private static String format(double value) {
    return Medians.format(value < 100 ? "%,.1f" : "%,.0f", value);
  }
}
