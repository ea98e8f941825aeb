package io.jergon.benchmarks.codec;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// One codec, one shape, one direction. Each combination runs in JVMs of its own, so that the
/// compiler sees one codec only, as in a program that uses it.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class CodecBenchmark {
  @Param({"small_tuple", "int_list_1k", "map_100", "bin_1m", "tuples_10k", "record"})
  public String shape = "";

  @Param({"jergon", "jergon-sharing", "jinterface", "cbor", "smile", "typed", "by-hand"})
  public String codec = "";

  @SuppressWarnings("NullAway.Init") // JMH calls prepare first
  private Codec subject;

  @Setup
  public void prepare() {
    subject = Codec.of(codec, Shape.of(shape));
  }

  @Benchmark
  public Object encode() {
    return subject.encode();
  }

  @Benchmark
  public Object decode() {
    return subject.decode();
  }

  @Benchmark
  public Object roundTrip() {
    return subject.roundTrip();
  }
}
