package io.jergon.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/// A program of the operating system that a test starts, whose output it keeps, and that is surely
/// gone at the end.
///
/// ```java
/// try (var server = OsProcess.start(new ProcessBuilder("my-server", "--port", "4000"))) {
///   server.awaitLine(line -> line.startsWith("ready"), Duration.ofSeconds(10));
///   int mark = server.lineCount();
///   // ... talk to it ...
///   assertThat(server.linesSince(mark)).isEmpty();
///   assertThat(server.terminate(Duration.ofSeconds(5))).isZero();
/// }
/// ```
///
/// Standard output and standard error are read together, as UTF-8 lines, by a thread of its own, so
/// the program never waits for a reader. [#close()] kills the program and all that it started
/// (SIGKILL) and waits for its end; a shutdown hook does the same when the test's JVM ends first.
/// Safe for use by several threads.
public final class OsProcess implements AutoCloseable {

  private static final Duration KILL_TIME = Duration.ofSeconds(10);
  private static final int TAIL = 40;

  private final String name;
  private final Process process;
  private final Thread reader;
  private final Thread hook;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<String> lines = new ArrayList<>(); // guarded by lock
  private boolean ended; // guarded by lock: the output has been read to its end

  private OsProcess(String name, Process process) {
    this.name = name;
    this.process = process;
    this.reader =
        Thread.ofPlatform().daemon().name("output of " + name).unstarted(this::readOutput);
    this.hook = new Thread(this::destroy, "kill " + name);
  }

  /// Starts the program; standard error goes where standard output goes.
  ///
  /// @throws UncheckedIOException if the program cannot be started
  public static OsProcess start(ProcessBuilder builder) {
    builder.redirectErrorStream(true);
    try {
      var started = new OsProcess(builder.command().getFirst(), builder.start());
      Runtime.getRuntime().addShutdownHook(started.hook);
      started.reader.start();
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + String.join(" ", builder.command()), e);
    }
  }

  /// The process id given by the operating system.
  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /// The number of lines read until now, as a mark for [#linesSince(int)].
  public int lineCount() {
    lock.lock();
    try {
      return lines.size();
    } finally {
      lock.unlock();
    }
  }

  /// The lines read since `mark`, a former [#lineCount()].
  public List<String> linesSince(int mark) {
    lock.lock();
    try {
      return List.copyOf(lines.subList(mark, lines.size()));
    } finally {
      lock.unlock();
    }
  }

  /// The whole output until now.
  public String output() {
    return String.join("\n", linesSince(0));
  }

  /// Waits for a line, from the first one on, that satisfies `wanted`, and returns it.
  ///
  /// @throws IllegalStateException if the program ends, or `limit` passes, without such a line; the
  ///   message shows the last lines
  public String awaitLine(Predicate<String> wanted, Duration limit) {
    return awaitLine(wanted, 0, limit);
  }

  /// Waits for a line after `mark`, a former [#lineCount()], that satisfies `wanted`, and returns
  /// it.
  ///
  /// @throws IllegalStateException if the program ends, or `limit` passes, without such a line
  public String awaitLine(Predicate<String> wanted, int mark, Duration limit) {
    long left = limit.toNanos();
    lock.lock();
    try {
      for (int next = mark; ; ) {
        for (; next < lines.size(); next++) {
          if (wanted.test(lines.get(next))) {
            return lines.get(next);
          }
        }
        if (ended) {
          throw new IllegalStateException(name + " ended without the awaited line" + tail());
        }
        if (left <= 0) {
          throw new IllegalStateException(
              name + " did not write the awaited line within " + limit + tail());
        }
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for a line of " + name, e);
    } finally {
      lock.unlock();
    }
  }

  /// Waits for the program's end and returns its exit code (128 + the signal's number if a signal
  /// ended it).
  ///
  /// @throws IllegalStateException if it still runs after `limit`
  public int awaitExit(Duration limit) {
    try {
      if (!process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new IllegalStateException(name + " still runs after " + limit + tail());
      }
      reader.join(KILL_TIME);
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for the end of " + name, e);
    }
  }

  /// Asks the program to end (SIGTERM), waits for it and returns its exit code.
  ///
  /// @throws IllegalStateException if it still runs after `limit`
  public int terminate(Duration limit) {
    process.destroy();
    return awaitExit(limit);
  }

  /// Ends the program without its consent (SIGKILL) and waits until it is gone.
  public void kill() {
    destroy();
    awaitExit(KILL_TIME);
  }

  /// Stops the program's threads (SIGSTOP) until [#thaw()]: to its peers it looks like a machine
  /// that hangs.
  public void freeze() {
    signal("STOP");
  }

  /// Lets a frozen program go on (SIGCONT).
  public void thaw() {
    signal("CONT");
  }

  /// Kills the program if it still runs, and everything that it started. Does nothing when called
  /// again.
  @Override
  public void close() {
    kill();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is ending and runs the hook by itself: there is nothing left to remove.
      return;
    }
  }

  @Override
  public String toString() {
    return name + " (process " + pid() + (isAlive() ? ", running)" : ", ended)");
  }

  /// The last lines of the output, for messages.
  String tail() {
    lock.lock();
    try {
      var last = lines.subList(Math.max(0, lines.size() - TAIL), lines.size());
      return last.isEmpty()
          ? "; it wrote nothing"
          : "; its last lines:\n" + String.join("\n", last);
    } finally {
      lock.unlock();
    }
  }

  private void destroy() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private void signal(String signal) {
    try {
      int code =
          new ProcessBuilder("kill", "-" + signal, Long.toString(pid()))
              .inheritIO()
              .start()
              .waitFor();
      if (code != 0) {
        throw new IllegalStateException("kill -" + signal + " failed for " + this);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run kill", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while signalling " + this, e);
    }
  }

  private void readOutput() {
    try (BufferedReader in = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        add(line);
      }
    } catch (IOException e) {
      add("[output lost: " + e.getMessage() + "]");
    } finally {
      lock.lock();
      try {
        ended = true;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  private void add(String line) {
    lock.lock();
    try {
      lines.add(line);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
