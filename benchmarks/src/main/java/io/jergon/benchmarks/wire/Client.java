package io.jergon.benchmarks.wire;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

/// A client on a JVM, which does what it is told line by line:
///
/// ```text
///   in:   call_int 2000              measure, milliseconds
///   out:  did 61234 2000123456       operations, nanoseconds
///         took 31.2 55.0 120.7       microseconds of the median, of 99 % and of 99.9 % of the operations
/// ```
///
/// `took 0 0 0` follows where operations are not timed one by one. The end of the input ends it.
interface Client {

  /// Does a measure for a time.
  ///
  /// @param latencies takes the time of each operation of which [Measure#hasLatencies]
  /// @return how many operations
  /// @throws IllegalStateException if messages were lost or came out of order
  long run(Measure measure, Duration time, Latencies latencies);

  /// Serves a client until there is no more input.
  static void main(Client client) throws IOException {
    System.out.println("ready");
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ");
      Latencies latencies = new Latencies();
      long start = System.nanoTime();
      long operations =
          client.run(
              Measure.of(words[0]), Duration.ofMillis(Integer.parseInt(words[1])), latencies);
      System.out.println("did " + operations + " " + (System.nanoTime() - start));
      System.out.printf(
          Locale.ROOT,
          "took %.1f %.1f %.1f%n",
          latencies.micros(0.5),
          latencies.micros(0.99),
          latencies.micros(0.999));
    }
  }
}
