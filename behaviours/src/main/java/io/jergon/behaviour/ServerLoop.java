package io.jergon.behaviour;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.node.Behaviour;
import io.jergon.node.Exit;
import io.jergon.node.ExitMessage;
import io.jergon.node.Node;
import io.jergon.node.Self;
import io.jergon.node.SpawnOptions;
import io.jergon.node.gen.From;
import io.jergon.node.gen.GenMessage;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The loop of a [GenServer]: takes messages off the gen protocol, hands them to the callbacks, and
/// does what their results say. Owned by the server's process.
final class ServerLoop<Q, C> implements Behaviour {
  private static final Atom IGNORE = Atom.of("ignore");
  private static final String NULL_RESULT =
      "a callback returned null (expected: a result, such as Result.noReply())";

  /// What only the beginning needs.
  private record Start<Q, C>(
      Function<? super Self, ? extends GenServer<Q, C>> factory, Started.Report report) {}

  /// The time of [Next.Timeout] is over. One that crossed a message carries an old number.
  private record TimeoutTick(long number, Object message) {}

  private @Nullable Start<Q, C> start; // until init is through
  private final @Nullable Pid parent;

  private @Nullable GenServer<Q, C> made;
  private RequestTypes types = RequestTypes.TERMS;
  private @Nullable Ref timer;
  private long timeouts;
  private @Nullable Runnable lastReply;

  private ServerLoop(
      Function<? super Self, ? extends GenServer<Q, C>> factory,
      Started.Report report,
      boolean linked) {
    this.start = new Start<>(factory, report);
    this.parent = linked ? report.starter() : null;
  }

  @SuppressWarnings("unchecked") // requests are converted to what the class says it takes
  static <S extends GenServer<?, ?>> ServerRef<S> start(
      Node node, SpawnOptions options, Function<? super Self, S> server) {
    Function<Self, GenServer<Object, Object>> factory =
        self -> (GenServer<Object, Object>) (GenServer<?, ?>) server.apply(self);
    return ServerRef.of(
        node,
        Started.start(node, options, report -> new ServerLoop<>(factory, report, options.link())));
  }

  private GenServer<Q, C> server() {
    return Objects.requireNonNull(made);
  }

  @Override
  public void init(Self self) throws Exception {
    Start<Q, C> beginning = Objects.requireNonNull(start);
    start = null;
    Started.Report report = beginning.report();
    GenServer<Q, C> server = beginning.factory().apply(self);
    types = RequestTypes.of(server.getClass());
    switch (Objects.requireNonNull(server.init(self), NULL_RESULT)) {
      case Init.Ok(Next next) -> {
        made = server; // only now: terminate is not for a server that did not start
        report.ok(self);
        go(self, next);
      }
      case Init.Ignore _ -> {
        report.refused(self, IGNORE);
        throw new Exit(Atom.NORMAL);
      }
      case Init.Refused(Term reason) -> {
        report.refused(self, reason);
        throw new Exit(Atom.NORMAL);
      }
      case Init.Stop(Term reason) -> throw new Exit(reason);
    }
  }

  @Override
  public void receive(Self self, Object message) throws Exception {
    if (message instanceof TimeoutTick tick) {
      if (timer != null && tick.number() == timeouts) {
        timedOut(self, tick.message());
      }
      return;
    }
    GenMessage gen = GenMessage.of(self, message).orElse(null);
    if (gen instanceof GenMessage.SystemRequest request) {
      SystemRequests.answer(self, request); // the server's timeout runs on
      return;
    }
    cancelTimeout(self);
    switch (gen) {
      case GenMessage.Call(From from, Object request) -> {
        @SuppressWarnings("unchecked") // converted to the server's type
        Q typed = (Q) RequestTypes.convert(self.node(), request, types.call());
        apply(self, from, server().handleCall(typed, from));
      }
      case GenMessage.Cast(Object request) -> {
        @SuppressWarnings("unchecked") // converted to the server's type
        C typed = (C) RequestTypes.convert(self.node(), request, types.cast());
        apply(self, server().handleCast(typed));
      }
      case GenMessage.SystemRequest _ -> throw new AssertionError(message);
      case null -> info(self, message);
    }
  }

  private void info(Self self, Object message) throws Exception {
    if (message instanceof ExitMessage(Pid from, Term reason) && from.equals(parent)) {
      throw new Exit(reason);
    }
    apply(self, server().handleInfo(message));
  }

  private void apply(Self self, From from, CallResult result) throws Exception {
    switch (Objects.requireNonNull(result, NULL_RESULT)) {
      case Reply(Object value, Next next) -> {
        from.reply(value);
        go(self, next);
      }
      case Result.Stop stop -> {
        lastReply = stop.reply().<Runnable>map(value -> () -> from.reply(value)).orElse(null);
        throw new Exit(stop.reason());
      }
      case Result.NoReply(Next next) -> go(self, next);
    }
  }

  private void apply(Self self, Result result) throws Exception {
    switch (Objects.requireNonNull(result, NULL_RESULT)) {
      case Result.Stop stop -> throw new Exit(stop.reason());
      case Result.NoReply(Next next) -> go(self, next);
    }
  }

  private void go(Self self, Next first) throws Exception {
    Next next = first;
    while (next instanceof Next.Continue(Object continuation)) {
      next =
          switch (server().handleContinue(continuation)) {
            case Result.Stop stop -> throw new Exit(stop.reason());
            case Result.NoReply(Next after) -> after;
          };
    }
    if (next instanceof Next.Timeout(Duration time, Object message)) {
      timer = self.sendAfter(time, self.pid(), new TimeoutTick(++timeouts, message));
    }
  }

  private void timedOut(Self self, Object message) throws Exception {
    cancelTimeout(self);
    apply(
        self,
        message.equals(Atom.TIMEOUT) ? server().handleTimeout() : server().handleInfo(message));
  }

  private void cancelTimeout(Self self) {
    Ref running = timer;
    if (running != null) {
      self.cancelTimer(running);
      timer = null;
    }
  }

  @Override
  public void terminate(Self self, Term reason) throws Exception {
    GenServer<Q, C> server = made;
    try {
      if (server != null) {
        server.terminate(reason);
      }
    } finally {
      if (lastReply != null) {
        lastReply.run();
      }
    }
  }

  @Override
  public Object code() {
    Object server = made;
    return server == null ? this : server;
  }

  @Override
  public String toString() {
    return "ServerLoop " + made;
  }
}
