package io.jergon.benchmarks.codec;

import com.fasterxml.jackson.dataformat.cbor.PackageVersion;
import io.jergon.benchmarks.report.Machine;
import io.jergon.benchmarks.report.Versions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
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
/// the medians and the ratios to `results/<date>-codec.md` after each round.
///
/// ```
/// Comparison DIRECTORY [OPTION...]     DIRECTORY is that of this module; see Choice for the options
/// ```
public final class Comparison {
  static final String OTP = "otp";

  /// As a server has it that has run for a while: the heap does not grow any more, and its pages
  /// are there; else a figure would hold what the operating system takes for new pages. What is to
  /// be compiled is compiled at once; else a busy machine would measure the interpreter.
  private static final List<String> JVM =
      List.of("-Xms1g", "-Xmx1g", "-XX:+AlwaysPreTouch", "-Xbatch");

  private final Choice choice;
  private final Path report;
  private final OtpCodec otp;
  private final List<Measurement> measurements = new ArrayList<>();

  private Comparison(Choice choice, Path module, Path scratch) throws IOException {
    this.choice = choice;
    this.report = module.resolve("results").resolve(LocalDate.now() + "-codec.md");
    this.otp =
        new OtpCodec(module.resolve("src/main/erlang/codec.escript"), scratch, choice.seconds());
  }

  /// @throws IllegalArgumentException if an option is none
  public static void main(String[] arguments)
      throws IOException, InterruptedException, RunnerException {
    Choice choice = Choice.of(List.of(arguments).subList(1, arguments.length));
    Path scratch = Files.createTempDirectory("jergon-codec");
    try {
      new Comparison(choice, Path.of(arguments[0]), scratch).run();
    } finally {
      for (Shape shape : Shape.values()) {
        Files.deleteIfExists(scratch.resolve(shape.label() + ".etf"));
      }
      Files.deleteIfExists(scratch);
    }
  }

  private void run() throws IOException, InterruptedException, RunnerException {
    for (int round = 1; round <= choice.rounds(); round++) {
      for (Shape shape : choice.shapes()) {
        for (String operation : choice.operations()) {
          for (String subject : choice.subjects(shape)) {
            Measurement measurement =
                subject.equals(OTP)
                    ? new Measurement(
                        OTP, shape, operation, otp.measure(operation, shape), Double.NaN)
                    : fork(subject, shape, operation);
            measurements.add(measurement);
            System.out.printf("round %d of %d: %s%n", round, choice.rounds(), measurement);
          }
        }
      }
      Files.createDirectories(report.getParent());
      Files.writeString(report, new Report(measurements, conditions(round)).text());
    }
    System.out.println("written: " + report);
  }

  private Measurement fork(String codec, Shape shape, String operation) throws RunnerException {
    RunResult result =
        new Runner(
                new OptionsBuilder()
                    .include(CodecBenchmark.class.getName() + "." + operation + "$")
                    .param("codec", codec)
                    .param("shape", shape.label())
                    .jvmArgsAppend(JVM.toArray(String[]::new))
                    .warmupTime(TimeValue.seconds(1))
                    .warmupIterations(Math.max(2, choice.seconds()))
                    .measurementTime(TimeValue.seconds(1))
                    .measurementIterations(choice.seconds())
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

  private List<String> conditions(int rounds) throws IOException, InterruptedException {
    return List.of(
        "Machine: " + Machine.describe(),
        "JVM: %s %s %s, one JVM per figure with %s"
            .formatted(
                System.getProperty("java.vendor.version"),
                System.getProperty("java.vm.name"),
                System.getProperty("java.vm.version"),
                String.join(" ", JVM)),
        "OTP "
            + otp.release()
            + ", JInterface "
            + Versions.jinterface()
            + ", Jackson "
            + PackageVersion.VERSION,
        "%d rounds; a figure is the average over %d s after as long a warm-up (OTP: half as long), the tables have the rounds' medians"
            .formatted(rounds, choice.seconds()));
  }
}
