package io.jergon.benchmarks.local;

import io.jergon.benchmarks.report.Machine;
import io.jergon.benchmarks.report.Options;
import io.jergon.benchmarks.report.Switches;
import io.jergon.benchmarks.report.Versions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Measures Jergon, OTP and Pekko in rounds. In each round the subjects of one measure run one
/// after the other, each as a program of its own, so that what else the machine does meets all of
/// them. Writes medians and ratios to `results/<date>-local.md`.
///
/// ```
/// Comparison DIRECTORY [rounds=5] [measure=LABEL] [subject=LABEL] [seconds=3]
/// ```
///
/// `DIRECTORY` is that of this module. The options `measure` and `subject` may be repeated; without
/// them all are measured.
public final class Comparison {
  static final String OTP = "otp";
  static final String JERGON = "jergon";
  static final String JERGON_OWN = "jergon-own";
  static final String PEKKO = "pekko";
  static final List<String> SUBJECTS = List.of(OTP, JERGON, JERGON_OWN, PEKKO);

  private final Options options;
  private final int rounds;
  private final int seconds;
  private final Path module;
  private final List<Measurement> measurements = new ArrayList<>();

  private Comparison(Path module, List<String> words) {
    this.module = module;
    this.options = new Options(words);
    this.rounds = options.number("rounds", 5);
    this.seconds = options.number("seconds", 3);
  }

  /// @throws IllegalArgumentException if an option is none
  public static void main(String[] arguments) throws IOException, InterruptedException {
    List<String> options = List.of(arguments).subList(1, arguments.length);
    for (String option : options) {
      if (!option.matches("(rounds|seconds)=[1-9]\\d*|(measure|subject)=.+")) {
        throw new IllegalArgumentException("option " + option);
      }
    }
    Comparison comparison = new Comparison(Path.of(arguments[0]), options);
    comparison.run();
    Path report = comparison.module.resolve("results").resolve(LocalDate.now() + "-local.md");
    Files.createDirectories(report.getParent());
    Files.writeString(report, new Report(comparison.measurements, comparison.conditions()).text());
    System.out.println("written: " + report);
  }

  private void run() throws IOException, InterruptedException {
    for (int round = 1; round <= rounds; round++) {
      for (String measure : options.chosen("measure", Measure.labels())) {
        for (String subject : options.chosen("subject", SUBJECTS)) {
          if (subject.equals(PEKKO) && Measure.of(measure).isOtps()) {
            continue;
          }
          figures(subject, measure)
              .forEach(
                  (figure, value) -> measurements.add(new Measurement(subject, figure, value)));
          System.out.printf("round %d of %d: %s %s%n", round, rounds, measure, subject);
        }
      }
    }
  }

  private Map<Figure, Double> figures(String subject, String measure)
      throws IOException, InterruptedException {
    Map<Figure, Double> figures = new LinkedHashMap<>();
    for (String line : output(command(subject, measure)).lines().toList()) {
      int space = line.indexOf(' ');
      figures.put(
          Figure.of(line.substring(0, space)), Double.parseDouble(line.substring(space + 1)));
    }
    if (!figures.keySet().containsAll(Measure.of(measure).figures())) {
      throw new IOException(subject + " " + measure + " printed only " + figures);
    }
    return figures;
  }

  private List<String> command(String subject, String measure) {
    List<String> command = new ArrayList<>();
    switch (subject) {
      case OTP -> {
        command.add("escript");
        command.add(module.resolve("src/main/erlang/local.escript").toString());
      }
      case JERGON -> command.addAll(java(List.of(), JergonSubject.class));
      case JERGON_OWN -> command.addAll(java(Switches.OWN_CARRIERS, JergonSubject.class));
      case PEKKO -> command.addAll(java(List.of(), PekkoSubject.class));
      default -> throw new IllegalArgumentException("subject " + subject);
    }
    command.addAll(List.of(measure, "" + seconds));
    return command;
  }

  private static List<String> java(List<String> flags, Class<? extends Subject> program) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
    command.addAll(flags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    return command;
  }

  private static String output(List<String> command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int status = process.waitFor();
    if (status != 0) {
      throw new IOException(command.getLast() + " ended with status " + status + ": " + output);
    }
    return output;
  }

  private List<String> conditions() throws IOException, InterruptedException {
    return List.of(
        "Machine: " + Machine.describe(),
        "JVM: "
            + System.getProperty("java.vm.name")
            + " "
            + System.getProperty("java.vm.version")
            + ", default flags, one JVM per figure; jergon-own with "
            + String.join(" ", Switches.OWN_CARRIERS),
        "OTP " + Versions.otp() + ", Pekko typed " + org.apache.pekko.Version.current(),
        "%d rounds; rates over %d s after as long a warm-up; the tables have the rounds' medians"
            .formatted(rounds, seconds));
  }
}
