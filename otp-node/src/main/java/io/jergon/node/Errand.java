package io.jergon.node;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.node.process.LocalNode;
import io.jergon.node.process.LocalProcess;
import io.jergon.node.scheduling.Pending;
import io.jergon.node.signal.Watcher;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Something that a plain thread has done by a process of its own, and waits for.
///
/// The thread watches the process: it goes on when that is gone, with all that it had, a name for
/// example, and is told whatever ends it, be it before its first step.
///
/// @param <T> the result
final class Errand<T> implements Watcher {

  private sealed interface Outcome<T> {
    record Returned<T>(T value) implements Outcome<T> {}

    record Threw<T>(Throwable thrown) implements Outcome<T> {}

    record Ended<T>(Term reason) implements Outcome<T> {}
  }

  private final LocalNode node;
  private final Function<LocalProcess, T> action;
  private final Pending<Outcome<T>> outcome = new Pending<>();

  /// Written by the process at its end, read by whoever tells of it.
  private volatile @Nullable Outcome<T> result;

  Errand(LocalNode node, Function<LocalProcess, T> action) {
    this.node = node;
    this.action = action;
  }

  /// Has it done.
  ///
  /// @throws RuntimeException what the action threw, an `Error` likewise
  /// @throws Exit with the reason when the process was ended by others; `interrupted` when the
  ///   waiting thread is interrupted, which stays so
  T run() {
    LocalProcess process = node.create(null, SpawnOptions.DEFAULT, self -> attempt());
    if (!process.watch(node.newRef(), this, process.pid())) {
      throw new Exit(Objects.requireNonNull(process.exitReason()));
    }
    node.start(process);
    try {
      return switch (Objects.requireNonNull(outcome.await(Pending.FOREVER))) {
        case Outcome.Returned<T>(T value) -> value;
        case Outcome.Threw<T>(RuntimeException e) -> throw withCallersFrames(e);
        case Outcome.Threw<T>(Error e) -> throw withCallersFrames(e);
        case Outcome.Threw<T>(Throwable e) -> throw new AssertionError("thrown unchecked", e);
        case Outcome.Ended<T>(Term reason) -> throw new Exit(reason);
      };
    } catch (InterruptedException e) {
      process.exitSignal(node.init(), Atom.KILL);
      Thread.currentThread().interrupt();
      throw new Exit(Atom.of("interrupted"), e);
    }
  }

  private void attempt() {
    LocalProcess self = Objects.requireNonNull(node.current());
    try {
      result = new Outcome.Returned<>(action.apply(self));
    } catch (Throwable e) {
      self.checkAlive(); // if it was ended, that is what counts
      result = new Outcome.Threw<>(e);
    }
  }

  /// Where it was thrown, and below that who waits for it.
  private static <E extends Throwable> E withCallersFrames(E thrown) {
    thrown.setStackTrace(
        Stream.of(thrown.getStackTrace(), Thread.currentThread().getStackTrace())
            .flatMap(Stream::of)
            .toArray(StackTraceElement[]::new));
    return thrown;
  }

  @Override
  public Pid pid() {
    return node.init();
  }

  @Override
  public void down(Ref monitor, Term object, Term reason) {
    Outcome<T> own = result;
    outcome.complete(own == null ? new Outcome.Ended<>(reason) : own);
  }
}
