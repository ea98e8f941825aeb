package io.jergon.benchmarks.codec;

import static io.jergon.benchmarks.report.Medians.format;
import static io.jergon.benchmarks.report.Medians.median;

import java.time.LocalDate;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What was measured, as Markdown: ratios first, then the medians, the bytes allocated, and each
/// round.
final class Report {
  private static final String SUBJECT = "jergon";

  private final List<Measurement> measurements;
  private final List<String> conditions;

  Report(List<Measurement> measurements, List<String> conditions) {
    this.measurements = measurements;
    this.conditions = conditions;
  }

  String text() {
    StringBuilder text = new StringBuilder("# Codec, " + LocalDate.now() + "\n\n");
    conditions.forEach(condition -> text.append("* ").append(condition).append('\n'));
    table(
        text,
        "How many times as long as Jergon",
        "Above 1 Jergon is faster. `jergon` is like for like with `term_to_binary` and `binary_to_term`; "
            + "`jergon-sharing` encodes into an output that is used again and decodes large binaries as views. "
            + "`record` is from a Java record to bytes and back for `typed`, `by-hand`, `cbor` and `smile`, "
            + "from a term for the others.",
        this::ratio);
    table(text, "Nanoseconds per operation", "Medians.", this::nanoseconds);
    table(text, "Bytes allocated per operation", "On the Java heap.", this::bytes);
    table(text, "Every round", "Nanoseconds per operation.", this::rounds);
    return text.toString();
  }

  private interface Cell {
    String of(Shape shape, String operation, String subject);
  }

  private void table(StringBuilder text, String title, String note, Cell cell) {
    List<String> subjects =
        Choice.subjects().stream()
            .filter(subject -> measurements.stream().anyMatch(m -> m.subject().equals(subject)))
            .toList();
    text.append("\n## ").append(title).append("\n\n").append(note).append("\n\n");
    text.append("| shape | operation | ").append(String.join(" | ", subjects)).append(" |\n");
    text.append("|---|---|").append("---:|".repeat(subjects.size())).append('\n');
    for (Shape shape : Shape.values()) {
      for (String operation : Choice.allOperations()) {
        if (all(shape, operation, null).findAny().isEmpty()) {
          continue;
        }
        String cells =
            subjects.stream()
                .map(subject -> cell.of(shape, operation, subject))
                .collect(Collectors.joining(" | "));
        text.append("| %s | %s | %s |%n".formatted(shape.label(), operation, cells));
      }
    }
  }

  private String ratio(Shape shape, String operation, String subject) {
    double of = median(times(shape, operation, subject));
    double by = median(times(shape, operation, SUBJECT));
    return format("%.2f", of / by);
  }

  private String nanoseconds(Shape shape, String operation, String subject) {
    return format("%,.1f", median(times(shape, operation, subject)));
  }

  private String bytes(Shape shape, String operation, String subject) {
    return format(
        "%,.0f", median(all(shape, operation, subject).mapToDouble(Measurement::bytesAllocated)));
  }

  private String rounds(Shape shape, String operation, String subject) {
    return times(shape, operation, subject)
        .mapToObj(nanoseconds -> format("%,.0f", nanoseconds))
        .collect(Collectors.joining(", "));
  }

  private DoubleStream times(Shape shape, String operation, String subject) {
    return all(shape, operation, subject).mapToDouble(Measurement::nanoseconds);
  }

  private Stream<Measurement> all(Shape shape, String operation, @Nullable String subject) {
    return measurements.stream()
        .filter(m -> m.shape() == shape && m.operation().equals(operation))
        .filter(m -> subject == null || m.subject().equals(subject));
  }
}
