package io.jergon.cmd;

import java.util.concurrent.CountDownLatch;

/// The end of a command that runs until it is told to stop: SIGTERM and SIGINT run its clean-up and
/// end the JVM with exit code 0.
///
/// ```java
/// Termination termination = new Termination();
/// try {
///   Server server = start();
///   termination.onSignal(server::close);
///   termination.await();
/// } finally {
///   termination.disarm();       // from now on the exit code is the command's own again
/// }
/// ```
///
/// For maintainers: after a signal the JVM runs its shutdown hooks and would then exit with 128 and
/// the signal's number. A hook cannot change that but by `halt`; nothing runs after it.
final class Termination {
  private final Thread hook = new Thread(this::stop, "stop");
  private final CountDownLatch never = new CountDownLatch(1);

  private volatile Runnable cleanUp = () -> {};

  Termination() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /// What is to be done on a signal.
  void onSignal(Runnable action) {
    cleanUp = action;
  }

  /// Waits; only a signal ends it, and the JVM with it.
  void await() {
    try {
      never.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Takes it back.
  void disarm() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException alreadyStopping) {
      await(); // the hook ends the JVM
    }
  }

  private void stop() {
    int code = 1;
    try {
      cleanUp.run();
      code = 0;
    } finally {
      System.out.flush();
      Runtime.getRuntime().halt(code);
    }
  }
}
