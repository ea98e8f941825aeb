package io.jergon.benchmarks.wire;

import static io.jergon.benchmarks.report.Medians.median;

import io.jergon.benchmarks.report.Medians;
import java.time.LocalDate;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/// What was measured, as Markdown: ratios first, then the medians, how long single calls took, the
/// processor time, and each round.
final class Report {
  private final List<Measurement> measurements;
  private final List<String> conditions;
  private final List<Subject> subjects;

  Report(List<Measurement> measurements, List<String> conditions) {
    this.measurements = measurements;
    this.conditions = conditions;
    this.subjects = measurements.stream().map(Measurement::subject).distinct().toList();
  }

  private interface Cell {
    String of(Measure measure, Subject subject);
  }

  String text() {
    StringBuilder text = new StringBuilder("# Between two nodes, " + LocalDate.now() + "\n\n");
    conditions.forEach(condition -> text.append("* ").append(condition).append('\n'));
    table(
        text,
        "How many times as good as Erlang with Erlang",
        "Who calls stands first. Above 1 is better: a shorter time, or more in the same time.",
        this::ratio);
    table(
        text,
        "Medians",
        "As each row says.",
        (m, s) -> format(median(values(m, s, Measurement::value))));
    table(
        text,
        "Single calls",
        "Microseconds that half, 99 % and 99.9 % of the calls took at most; the medians of the rounds.",
        this::latencies);
    table(
        text,
        "Processor time",
        "Microseconds of both nodes together, user and system, for each call or message.",
        (m, s) -> format(median(values(m, s, Measurement::processorMicros))));
    table(text, "Every round", "In the order they ran.", this::rounds);
    return text.toString();
  }

  private void table(StringBuilder text, String title, String note, Cell cell) {
    text.append("\n## ").append(title).append("\n\n").append(note).append("\n\n");
    text.append("| | ")
        .append(subjects.stream().map(Subject::label).collect(Collectors.joining(" | ")))
        .append(" |\n|---|")
        .append("---:|".repeat(subjects.size()))
        .append('\n');
    for (Measure measure : Measure.values()) {
      List<String> cells = subjects.stream().map(subject -> cell.of(measure, subject)).toList();
      if (cells.stream().anyMatch(c -> !c.isEmpty())) {
        text.append("| %s | %s |%n".formatted(measure.title(), String.join(" | ", cells)));
      }
    }
  }

  private String ratio(Measure measure, Subject subject) {
    double theirs = median(values(measure, Subject.REFERENCE, Measurement::value));
    double ours = median(values(measure, subject, Measurement::value));
    return Medians.format("%.2f", measure.unit().moreIsBetter() ? ours / theirs : theirs / ours);
  }

  private String latencies(Measure measure, Subject subject) {
    if (!measure.hasLatencies() || values(measure, subject, Measurement::value).count() == 0) {
      return "";
    }
    return DoubleStream.of(
            median(values(measure, subject, Measurement::median)),
            median(values(measure, subject, Measurement::most)),
            median(values(measure, subject, Measurement::nearlyAll)))
        .mapToObj(Report::format)
        .collect(Collectors.joining(" / "));
  }

  private String rounds(Measure measure, Subject subject) {
    return values(measure, subject, Measurement::value)
        .mapToObj(Report::format)
        .collect(Collectors.joining("; "));
  }

  private DoubleStream values(
      Measure measure, Subject subject, ToDoubleFunction<Measurement> part) {
    return measurements.stream()
        .filter(m -> m.measure() == measure && m.subject().equals(subject))
        .mapToDouble(part);
  }

  private static String format(double value) {
    return Medians.format(value < 100 ? "%,.1f" : "%,.0f", value);
  }
}
