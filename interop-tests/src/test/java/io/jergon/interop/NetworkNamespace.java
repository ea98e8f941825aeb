package io.jergon.interop;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A network of its own (a network namespace of Linux), which nothing else on the machine sees,
/// with nothing in it but a loopback interface. It is that of one thread: sockets that this opens
/// are in it, and so are the programs that it starts, wherever they go on. It has no name, and goes
/// with the last thread, program and socket in it, so nothing is left behind.
///
/// ```java
/// try (var far = NetworkNamespace.create()) {
///   Process there = far.inside(() -> new ProcessBuilder("ip", "address").inheritIO().start());
/// }
/// ```
final class NetworkNamespace implements AutoCloseable {
  private static final int CLONE_NEWNET = 0x4000_0000; // linux/sched.h

  private final Executor thread;
  private final Runnable end;

  private NetworkNamespace(Executor thread, Runnable end) {
    this.thread = thread;
    this.end = end;
  }

  /// Makes one.
  ///
  /// @throws IOException if this user may not, or this system has none
  static NetworkNamespace create() throws IOException {
    ExecutorService thread =
        Executors.newSingleThreadExecutor(
            task -> Thread.ofPlatform().daemon().name("in its namespace").unstarted(task));
    NetworkNamespace created = new NetworkNamespace(thread, thread::shutdown);
    try {
      created.inside(() -> {
        Linux.unshare(CLONE_NEWNET);
        return true;
      });
      created.ip("link", "set", "lo", "up");
      return created;
    } catch (IOException e) {
      created.close();
      throw e;
    }
  }

  /// The one in which this JVM runs.
  static NetworkNamespace ofThisProgram() {
    return new NetworkNamespace(Runnable::run, () -> {});
  }

  /// Does something on the thread that is in here.
  <T> T inside(Callable<T> work) throws IOException {
    try {
      return CompletableFuture.supplyAsync(
              () -> {
                try {
                  return work.call();
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              },
              thread)
          .get();
    } catch (ExecutionException e) {
      throw new IOException("in a namespace", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /// Runs `ip` in here.
  void ip(String... arguments) throws IOException {
    inside(() -> {
      ip(List.of(arguments));
      return true;
    });
  }

  /// Runs `ip` where the calling thread is.
  private static void ip(List<String> arguments) throws IOException, InterruptedException {
    ProcessBuilder command = new ProcessBuilder("ip");
    command.command().addAll(arguments);
    Process ip = command.redirectErrorStream(true).start();
    String output = new String(ip.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (ip.waitFor() != 0) {
      throw new IOException("ip " + String.join(" ", arguments) + ": " + output.strip());
    }
  }

  @Override
  public void close() {
    end.run();
  }
}
