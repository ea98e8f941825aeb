package io.jergon.benchmarks.codec;

import com.fasterxml.jackson.dataformat.cbor.PackageVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/// Measures every codec and OTP's with every shape, in rounds: in each round all that will be
/// compared runs one after the other, so that what else the machine does meets all of them. Writes
/// the medians and the ratios to `results/<date>-codec.md`.
///
/// ```
/// Comparison DIRECTORY [rounds=3] [shape=LABEL] [operation=encode|decode|roundTrip] [codec=LABEL] [seconds=3]
/// ```
///
/// `DIRECTORY` is that of this module. The options `shape`, `operation` and `codec` may be
/// repeated; without them all are measured.
public final class Comparison {
  static final String OTP = "otp";
  static final List<String> OPERATIONS = List.of("encode", "decode", "roundTrip");
  static final List<String> SUBJECTS =
      Stream.concat(Stream.of(OTP), Codec.LABELS.stream()).toList();

  private final List<String> options;
  private final int rounds;
  private final int seconds;
  private final OtpCodec otp;
  private final List<Measurement> measurements = new ArrayList<>();

  private Comparison(List<String> options, Path scratch, Path escript) throws IOException {
    this.options = options;
    this.rounds = number("rounds", 3);
    this.seconds = number("seconds", 3);
    this.otp = new OtpCodec(escript, scratch, seconds);
  }

  /// @throws IllegalArgumentException if an option is none
  public static void main(String[] arguments)
      throws IOException, InterruptedException, RunnerException {
    Path module = Path.of(arguments[0]);
    List<String> options = List.of(arguments).subList(1, arguments.length);
    for (String option : options) {
      if (!option.matches("(rounds|seconds)=[1-9]\\d*|(shape|operation|codec)=.+")) {
        throw new IllegalArgumentException("option " + option);
      }
    }
    Path scratch = Files.createTempDirectory("jergon-codec");
    Comparison comparison =
        new Comparison(options, scratch, module.resolve("src/main/erlang/codec.escript"));
    comparison.run();
    Path report = module.resolve("results").resolve(LocalDate.now() + "-codec.md");
    Files.writeString(report, new Report(comparison.measurements, comparison.conditions()).text());
    System.out.println("written: " + report);
  }

  private void run() throws IOException, InterruptedException, RunnerException {
    List<Shape> shapes =
        chosen("shape", Stream.of(Shape.values()).map(Shape::label).toList()).stream()
            .map(Shape::of)
            .toList();
    for (int round = 1; round <= rounds; round++) {
      for (Shape shape : shapes) {
        for (String operation : chosen("operation", OPERATIONS)) {
          for (String subject : chosen("codec", SUBJECTS)) {
            Measurement measurement =
                subject.equals(OTP)
                    ? new Measurement(
                        OTP, shape, operation, otp.measure(operation, shape), Double.NaN)
                    : fork(subject, shape, operation);
            measurements.add(measurement);
            System.out.printf("round %d of %d: %s%n", round, rounds, measurement);
          }
        }
      }
    }
  }

  private Measurement fork(String codec, Shape shape, String operation) throws RunnerException {
    RunResult result =
        new Runner(
                new OptionsBuilder()
                    .include(CodecBenchmark.class.getName() + "." + operation + "$")
                    .param("codec", codec)
                    .param("shape", shape.label())
                    .warmupTime(TimeValue.seconds(1))
                    .warmupIterations(Math.max(2, seconds))
                    .measurementTime(TimeValue.seconds(1))
                    .measurementIterations(seconds)
                    .addProfiler(GCProfiler.class)
                    .verbosity(VerboseMode.SILENT)
                    .build())
            .runSingle();
    return new Measurement(
        codec, shape, operation, result.getPrimaryResult().getScore(), bytesAllocated(result));
  }

  private static double bytesAllocated(RunResult result) {
    Result<?> rate = result.getSecondaryResults().get("gc.alloc.rate.norm");
    return rate == null ? Double.NaN : rate.getScore();
  }

  private List<String> conditions() throws IOException, InterruptedException {
    return List.of(
        "Machine: " + Machine.describe(),
        "JVM: "
            + System.getProperty("java.vm.name")
            + " "
            + System.getProperty("java.vm.version")
            + ", default flags, one JVM per figure",
        "OTP "
            + otp.release()
            + ", JInterface "
            + JInterfaceCodec.version()
            + ", Jackson "
            + PackageVersion.VERSION,
        "%d rounds; a figure is the average over %d s after as long a warm-up (OTP: half as long), the table has the rounds' median"
            .formatted(rounds, seconds));
  }

  private List<String> chosen(String option, List<String> all) {
    List<String> values = values(option);
    if (!all.containsAll(values)) {
      throw new IllegalArgumentException(option + " " + values + " (expected: " + all + ")");
    }
    return values.isEmpty() ? all : all.stream().filter(values::contains).toList();
  }

  private int number(String option, int otherwise) {
    List<String> values = values(option);
    return values.isEmpty() ? otherwise : Integer.parseInt(values.getLast());
  }

  private List<String> values(String option) {
    String prefix = option + "=";
    return options.stream()
        .filter(o -> o.startsWith(prefix))
        .map(o -> o.substring(prefix.length()))
        .toList();
  }
}
