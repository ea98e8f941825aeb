package io.jergon.node.process;

import io.jergon.etf.Term;
import io.jergon.node.Behaviour;
import io.jergon.node.Exit;
import io.jergon.node.ProcessBody;
import io.jergon.node.Self;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The code that a process runs: a body or a behaviour's callbacks.
///
/// Owned by the process's turn.
abstract sealed class Program {
  private static final String LAMBDA = "$$Lambda";

  @Nullable ProcessSelf self;

  /// Runs the beginning; true when that was all.
  abstract boolean start(LocalProcess process) throws Exception;

  abstract void receive(Object message) throws Exception;

  abstract void terminate(Term reason) throws Exception;

  /// Whether the log is to tell that the process died of what it threw. A plain process that exits
  /// on purpose is nobody's concern but its links', as in Erlang; a behaviour that does is.
  abstract boolean reportsExit(Throwable thrown);

  /// The process has died, once. Any thread.
  void ended() {}

  /// The class of the code that it runs, as far as that is known; for a lambda the class that it
  /// stands in.
  final String code() {
    Object code = runs();
    String name = code == null ? "" : code.getClass().getName();
    int lambda = name.indexOf(LAMBDA);
    return lambda < 0 ? name : name.substring(0, lambda);
  }

  /// What it runs, as far as that is known.
  abstract @Nullable Object runs();

  final Self self(LocalProcess process) {
    ProcessSelf s = self;
    if (s == null) {
      s = new ProcessSelf(process);
      self = s;
    }
    return s;
  }

  static final class Body extends Program {
    private final ProcessBody body;
    private final @Nullable Runnable atEnd;

    Body(ProcessBody body) {
      this(body, null);
    }

    Body(ProcessBody body, @Nullable Runnable atEnd) {
      this.body = body;
      this.atEnd = atEnd;
    }

    @Override
    void ended() {
      if (atEnd != null) {
        atEnd.run();
      }
    }

    @Override
    boolean start(LocalProcess process) throws Exception {
      body.run(self(process));
      return true;
    }

    @Override
    void receive(Object message) {
      throw new AssertionError("a body receives by itself");
    }

    @Override
    Object runs() {
      return body;
    }

    @Override
    void terminate(Term reason) {}

    @Override
    boolean reportsExit(Throwable thrown) {
      return !(thrown instanceof Exit);
    }
  }

  static final class Callbacks extends Program {
    private @Nullable Supplier<? extends Behaviour> factory; // until it has made the behaviour
    private @Nullable Behaviour behaviour;

    Callbacks(Supplier<? extends Behaviour> factory) {
      this.factory = factory;
    }

    @Override
    boolean start(LocalProcess process) throws Exception {
      Behaviour made = Objects.requireNonNull(factory).get();
      behaviour = made;
      factory = null;
      made.init(self(process));
      return false;
    }

    @Override
    void receive(Object message) throws Exception {
      Behaviour b = behaviour;
      ProcessSelf s = self;
      if (b == null || s == null) {
        throw new AssertionError("a message before the start");
      }
      b.receive(s, message);
    }

    @Override
    @Nullable Object runs() {
      Behaviour made = behaviour;
      return made == null ? factory : made.code();
    }

    @Override
    void terminate(Term reason) throws Exception {
      Behaviour b = behaviour;
      ProcessSelf s = self;
      if (b != null && s != null) {
        b.terminate(s, reason);
      }
    }

    @Override
    boolean reportsExit(Throwable thrown) {
      return true;
    }
  }
}
