package io.jergon.node;

import io.jergon.etf.Atom;
import io.jergon.node.process.LocalNode;
import io.jergon.node.process.LocalProcess;
import io.jergon.node.scheduling.Pending;
import java.util.Objects;
import java.util.function.Function;

/// Something that a plain thread has done by a process of its own, and waits for.
///
/// @param <T> the result
final class Errand<T> {

  private sealed interface Outcome<T> {
    record Returned<T>(T value) implements Outcome<T> {}

    record Threw<T>(RuntimeException exception) implements Outcome<T> {}
  }

  private final LocalNode node;
  private final Function<LocalProcess, T> action;
  private final Pending<Outcome<T>> outcome = new Pending<>();

  Errand(LocalNode node, Function<LocalProcess, T> action) {
    this.node = node;
    this.action = action;
  }

  /// Has it done.
  ///
  /// @throws Exit `interrupted` when the waiting thread is interrupted, which stays so
  T run() {
    LocalProcess process = node.spawn(SpawnOptions.DEFAULT, self -> outcome.complete(attempt()));
    try {
      return switch (Objects.requireNonNull(outcome.await(Pending.FOREVER))) {
        case Outcome.Returned<T>(T value) -> value;
        case Outcome.Threw<T>(RuntimeException e) -> {
          e.fillInStackTrace(); // the caller's frames say more than the errand's
          throw e;
        }
      };
    } catch (InterruptedException e) {
      process.exitSignal(node.init(), Atom.KILL);
      Thread.currentThread().interrupt();
      throw new Exit(Atom.of("interrupted"), e);
    }
  }

  private Outcome<T> attempt() {
    LocalProcess self = Objects.requireNonNull(node.current());
    try {
      return new Outcome.Returned<>(action.apply(self));
    } catch (RuntimeException e) {
      return new Outcome.Threw<>(e);
    } catch (Throwable e) {
      outcome.complete(new Outcome.Threw<>(new Exit(Atom.KILLED, e)));
      throw e;
    }
  }
}
