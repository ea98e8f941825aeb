package io.jergon.behaviour;

import io.jergon.etf.Pid;
import io.jergon.node.Self;
import io.jergon.node.SpawnOptions;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;

/// How a supervisor starts, restarts and stops one child.
///
/// ```java
/// ChildSpec.server("counter", Counter::new).restart(Restart.TRANSIENT)
/// ```
///
/// Source: `supervisor:child_spec()`.
///
/// @param id names it among its siblings
/// @param start starts it, linked to the supervisor, in the supervisor's process; throws a
///   [StartException] when it does not start
/// @param restart when it is started again
/// @param shutdown how long it may take to end after an exit signal `shutdown`, before it is
///   killed; [#BRUTAL_KILL] for no time at all, [#INFINITY] for any
/// @param type whether it is a supervisor itself
public record ChildSpec(String id, Start start, Restart restart, Duration shutdown, Type type) {
  /// Kill it at once.
  public static final Duration BRUTAL_KILL = Duration.ZERO;

  /// Wait for it as long as it takes.
  public static final Duration INFINITY = Duration.ofDays(36_500);

  private static final Duration DEFAULT_SHUTDOWN = Duration.ofSeconds(5);

  /// Starts a child.
  @FunctionalInterface
  public interface Start {
    /// Starts it, linked to the supervisor.
    Pid start(Self supervisor) throws Exception;
  }

  /// When a child that ended is started again.
  public enum Restart {
    /// Always.
    PERMANENT,
    /// When it ended with another reason than `normal`, `shutdown` and `{shutdown, Term}`.
    TRANSIENT,
    /// Never.
    TEMPORARY
  }

  /// What a child is.
  public enum Type {
    /// Any process but a supervisor.
    WORKER,
    /// A supervisor.
    SUPERVISOR
  }

  /// Checks the shutdown time.
  public ChildSpec {
    if (shutdown.isNegative()) {
      throw new IllegalArgumentException("shutdown: " + shutdown + " (expected: >= 0)");
    }
  }

  /// A permanent server with 5 seconds to shut down, registered under its id.
  public static <S extends GenServer<?, ?>> ChildSpec server(String name, Supplier<S> server) {
    return server(name, _ -> server.get());
  }

  /// The same, for a server that takes its own process in its constructor.
  public static <S extends GenServer<?, ?>> ChildSpec server(
      String name, Function<? super Self, S> server) {
    return worker(name, self -> GenServer.startLink(self, name, server).pid().orElseThrow());
  }

  /// A permanent server with options, such as a limit for its mailbox, and 5 seconds to shut down.
  /// It is registered if the options say so.
  public static <S extends GenServer<?, ?>> ChildSpec server(
      String id, SpawnOptions options, Supplier<S> server) {
    return server(id, options, _ -> server.get());
  }

  /// The same, for a server that takes its own process in its constructor.
  public static <S extends GenServer<?, ?>> ChildSpec server(
      String id, SpawnOptions options, Function<? super Self, S> server) {
    return worker(id, self -> GenServer.startLink(self, options, server).pid().orElseThrow());
  }

  /// A permanent worker with 5 seconds to shut down.
  public static ChildSpec worker(String id, Start start) {
    return new ChildSpec(id, start, Restart.PERMANENT, DEFAULT_SHUTDOWN, Type.WORKER);
  }

  /// A permanent supervisor, registered under its id, with as long as it takes to shut down.
  public static ChildSpec supervisor(String name, SupervisorSpec spec) {
    return new ChildSpec(
        name,
        self -> Supervisor.startLink(self, name, spec),
        Restart.PERMANENT,
        INFINITY,
        Type.SUPERVISOR);
  }

  /// The same with another restart type.
  public ChildSpec restart(Restart type) {
    return new ChildSpec(id, start, type, shutdown, this.type);
  }

  /// The same with another time to shut down.
  public ChildSpec shutdown(Duration time) {
    return new ChildSpec(id, start, restart, time, type);
  }
}
