package io.jergon.benchmarks.local;

import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/// What a million of something take: live bytes are what the heap holds more after a collection,
/// resident bytes what the operating system counts more for the whole JVM then.
final class Memory {
  private static final int COUNT = 1_000_000;
  private static final int COLLECTIONS = 3;

  private Memory() {}

  /// Makes a million, after ten thousand to load classes, and prints the bytes for each.
  static void each(Figure live, Figure resident, IntFunction<Object> make) throws IOException {
    Object first = make.apply(COUNT / 100);
    long liveBefore = live();
    long residentBefore = resident();
    Object all = make.apply(COUNT);
    long liveAfter = live();
    long residentAfter = resident();
    Reference.reachabilityFence(first);
    Reference.reachabilityFence(all);
    live.print((double) (liveAfter - liveBefore) / COUNT);
    resident.print((double) (residentAfter - residentBefore) / COUNT);
  }

  private static long live() {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static long resident() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElseThrow();
    }
  }
}
