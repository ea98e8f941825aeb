package io.jergon.benchmarks.local;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.DoubleSupplier;

/// What is measured on the JVM: does each of the measures for a time.
///
/// A rate is measured in a second pass after a first of the same length that warms up.
interface Subject extends AutoCloseable {

  /// Nanoseconds per call.
  double call(Duration time);

  /// Nanoseconds per message and its answer.
  double roundTrip(Duration time);

  /// Calls per second of that many pairs together.
  double pairs(int pairs, Duration time);

  /// Messages per second, that many at a time.
  double oneWay(int batch, Duration time);

  /// Processes per second, that many at a time.
  double spawn(int batch, Duration time);

  /// Makes processes that have received one message and wait.
  ///
  /// @return keeps them
  Object idleProcesses(int count);

  /// Makes servers that have handled one message and wait.
  ///
  /// @return keeps them
  Object idleServers(int count);

  /// Nanoseconds from a plain thread's sending to the handler, for each message of that time, while
  /// that many pairs call each other.
  long[] latency(int pairs, Duration time);

  @Override
  void close();

  /// A subject with OTP's links and monitors.
  interface OfOtp extends Subject {
    /// Seconds until that many processes are dead, each linked to the one before it, from the death
    /// of the first on.
    double chain(int count);

    /// Milliseconds until a process is told as often as it has monitored another one, from the
    /// death of that on.
    double monitors(int count);
  }

  private static OfOtp otps(Subject subject) {
    if (subject instanceof OfOtp otps) {
      return otps;
    }
    throw new IllegalArgumentException(subject + " (expected: one with links and monitors)");
  }

  /// Runs one measure and prints its figures.
  ///
  /// @param arguments the measure's label, and the seconds
  static void main(Subject subject, String[] arguments) throws IOException {
    Measure measure = Measure.of(arguments[0]);
    Duration time = Duration.ofSeconds(Integer.parseInt(arguments[1]));
    switch (measure) {
      case CALL -> Figure.CALL.print(second(() -> subject.call(time)));
      case ROUND_TRIP -> Figure.ROUND_TRIP.print(second(() -> subject.roundTrip(time)));
      case PAIRS -> Figure.PAIRS.print(second(() -> subject.pairs(120, time)));
      case ONE_WAY -> Figure.ONE_WAY.print(second(() -> subject.oneWay(10_000, time)));
      case BACKLOG -> Figure.BACKLOG.print(second(() -> subject.oneWay(200_000, time)));
      case SPAWN -> Figure.SPAWN.print(second(() -> subject.spawn(1_000, time)));
      case IDLE_PROCESSES ->
          Memory.each(Figure.PROCESS_LIVE, Figure.PROCESS_RESIDENT, subject::idleProcesses);
      case IDLE_SERVERS ->
          Memory.each(Figure.SERVER_LIVE, Figure.SERVER_RESIDENT, subject::idleServers);
      case LATENCY -> {
        int pairs = 2 * Runtime.getRuntime().availableProcessors();
        subject.latency(pairs, time);
        long[] nanos = subject.latency(pairs, time);
        Arrays.sort(nanos);
        Figure.LATENCY_50.print(nanos[nanos.length / 2] / 1e3);
        Figure.LATENCY_99.print(nanos[nanos.length * 99 / 100] / 1e3);
      }
      case CHAIN -> Figure.CHAIN.print(second(() -> otps(subject).chain(1_000_000)));
      case MONITORS -> Figure.MONITORS.print(second(() -> otps(subject).monitors(100_000)));
    }
    System.out.flush();
    Runtime.getRuntime().halt(0); // whatever a million idle processes still want
  }

  private static double second(DoubleSupplier pass) {
    double value = Double.NaN;
    for (int i = 0; i < 2; i++) {
      value = pass.getAsDouble();
    }
    return value;
  }
}
