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

/// Something that a plain thread has done by a process of its own, and waits for.
///
/// @param <T> the result
final class Errand<T> extends Pending<Errand.Outcome<T>> implements Watcher {

  sealed interface Outcome<T> {
    record Returned<T>(T value) implements Outcome<T> {}

    record Threw<T>(RuntimeException exception) implements Outcome<T> {}
  }

  private final LocalNode node;
  private final Function<LocalProcess, T> action;

  Errand(LocalNode node, Function<LocalProcess, T> action) {
    this.node = node;
    this.action = action;
  }

  /// Has it done.
  ///
  /// @throws Exit `interrupted` when the waiting thread is interrupted, which stays so; `killed` or
  ///   whatever the process was ended with
  T run() {
    LocalProcess process = node.create(null, SpawnOptions.DEFAULT, self -> complete(attempt()));
    process.watch(node.newRef(), this, process.pid());
    node.start(process);
    try {
      return switch (Objects.requireNonNull(await(Pending.FOREVER))) {
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
    try {
      return new Outcome.Returned<>(action.apply(Objects.requireNonNull(node.current())));
    } catch (RuntimeException e) {
      return new Outcome.Threw<>(e);
    }
  }

  @Override
  public Pid pid() {
    return node.init();
  }

  /// The process ended without an outcome.
  @Override
  public void down(Ref monitor, Term object, Term reason) {
    complete(new Outcome.Threw<>(new Exit(reason)));
  }
}
