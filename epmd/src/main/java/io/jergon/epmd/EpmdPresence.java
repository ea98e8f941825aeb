package io.jergon.epmd;

import io.jergon.epmd.EpmdException.Reason;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.time.Duration;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps a node's name known on its machine for as long as the node runs, whatever happens to EPMD.
///
/// ```java
/// try (var presence = EpmdPresence.builder(NodeEntry.hidden("jvm", 40123)).start(group).join()) {
///   int creation = presence.creation();   // for the node's pids; it never changes
///   ...
/// }
/// ```
///
/// If nobody serves the EPMD port, the presence serves it, for itself and for every other node of
/// the machine; otherwise it registers with whoever does. When that one goes, every presence that
/// was registered there tries to take the port: one wins and serves, the others register with it.
/// This may happen any number of times, between any mix of presences, daemons of OTP and Erlang
/// nodes (which come back every two seconds). The name is unknown for about 100 ms in between.
///
/// After a failure it tries again until it is closed, after 100 ms at first and 2 seconds at most.
/// It says once in the log that it lost its registration, once that it has it again, and in
/// between, if that takes more than a moment, once why. Thread-safe.
///
/// @since 0.1
public final class EpmdPresence implements AutoCloseable {
  // One event loop runs everything: this class, its client and its server. One operation is under
  // way at a time.
  //
  //  state        what happens                          leads to
  //  REGISTERING  granted                               REGISTERED
  //               nobody listens, and we may serve      BINDING
  //               any other failure                     WAITING
  //  BINDING      bound: there is an EPMD now, our own  REGISTERING
  //               address in use: another was faster    WAITING
  //  REGISTERED   connection lost                       REGISTERING
  //               connection lost within 20 ms          WAITING
  //  WAITING      time has passed                       REGISTERING
  //  any          close()                               CLOSED
  //
  // Registering comes before binding, because on some systems a program may bind an address in
  // front of a server that has all of them. Whether this presence serves is apart from the state:
  // one that serves registers over the loopback like any other node, and may lose that registration
  // alone.
  private enum State {
    REGISTERING,
    BINDING,
    REGISTERED,
    WAITING,
    CLOSED
  }

  private static final Logger log = LoggerFactory.getLogger(EpmdPresence.class);

  private static final long MIN_DELAY_MILLIS = 100;
  private static final long MAX_DELAY_MILLIS = 2000;

  /// An EPMD that grants a name and drops it at once must not be asked without a pause.
  private static final long SHORT_LIFE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /// A takeover takes one failure or two: the old server still ends, or another was faster.
  private static final int QUIET_FAILURES = 2;

  private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

  private final EventLoop loop;
  private final Options options;
  private final NodeEntry entry;
  private final EpmdClient client;
  private final CompletableFuture<EpmdPresence> started = new CompletableFuture<>();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private final SplittableRandom random = new SplittableRandom();

  // Owned by the event loop; the volatile ones are read by everybody.
  private State state = State.REGISTERING;
  private @Nullable CompletableFuture<EpmdRegistration> request; // the latest
  private CompletableFuture<Void> operation = DONE; // done when the state knows its outcome
  private int failures; // since the last registration that lasted
  private boolean failureLogged;
  private long registeredAt; // System.nanoTime()
  private @Nullable EpmdException lastFailure;
  private volatile @Nullable EpmdRegistration registration;
  private volatile @Nullable EpmdServer server;
  private volatile @Nullable Integer creation;

  private EpmdPresence(EventLoop loop, Options options) {
    this.loop = loop;
    this.options = options;
    this.entry = options.entry();
    this.client = new EpmdClient(loop, options.epmdPort());
  }

  /// Returns a builder for the presence of a node on port 4369; it may serve, on the loopback.
  public static Builder builder(NodeEntry entry) {
    return new Builder(entry);
  }

  /// Returns what is registered.
  public NodeEntry entry() {
    return entry;
  }

  /// Returns the creation of the first registration: 32 bits, unsigned. Later registrations do not
  /// change it, because pids that carry it are still around.
  public int creation() {
    return Objects.requireNonNull(creation, "started before anybody sees it");
  }

  /// Whether the name is registered right now.
  public boolean isRegistered() {
    var current = registration;
    return current != null && current.isLive();
  }

  /// Whether this presence serves the EPMD port right now.
  public boolean isServing() {
    return server != null;
  }

  /// Completes when a closed presence is gone, its name unregistered and its server ended. Never
  /// fails.
  public CompletableFuture<Void> closed() {
    return closed.copy();
  }

  /// Unregisters the name and, if it serves, ends the server, whose nodes register elsewhere. Does
  /// not wait; [#closed()] completes when it is done.
  @Override
  public void close() {
    try {
      loop.execute(this::end);
    } catch (RejectedExecutionException e) {
      log.debug("epmd presence ended before, with its event loop: {}", e.getMessage());
      closed.complete(null);
    }
  }

  private void start() {
    try {
      loop.execute(this::register);
      var timer =
          loop.schedule(
              this::startTimedOut, options.startTimeout().toNanos(), TimeUnit.NANOSECONDS);
      started.whenComplete((_, failure) -> {
        timer.cancel(false);
        if (failure != null) {
          close();
        }
      });
    } catch (RejectedExecutionException e) {
      started.completeExceptionally(
          new EpmdException(Reason.CLOSED, "the event loop has ended", e));
    }
  }

  private void register() {
    if (state == State.CLOSED) {
      return;
    }
    state = State.REGISTERING;
    request = client.register(entry);
    operation = request.handleAsync(this::registered, loop).thenCompose(Function.identity());
  }

  private CompletableFuture<Void> registered(
      @Nullable EpmdRegistration granted, @Nullable Throwable failure) {
    if (granted == null) {
      notRegistered(asEpmdException(failure));
      return DONE;
    }
    if (state == State.CLOSED) {
      granted.close();
      return granted.lost();
    }
    state = State.REGISTERED;
    registration = granted;
    registeredAt = System.nanoTime();
    failureLogged = false;
    if (creation == null) {
      creation = granted.creation();
    }
    log.info(
        "epmd registered name={} port={} epmd={} creation={} serving={}",
        entry.name(),
        entry.port(),
        granted.epmd(),
        Integer.toUnsignedString(creation()),
        isServing());
    granted.lost().thenRunAsync(this::lost, loop);
    started.complete(this);
    return DONE;
  }

  private void notRegistered(EpmdException failure) {
    if (state == State.CLOSED || loop.isShuttingDown()) {
      return;
    }
    if (failure.reason() == Reason.NAME_TAKEN && !started.isDone()) {
      started.completeExceptionally(failure);
    } else if (failure.reason() == Reason.UNREACHABLE && options.serve() && server == null) {
      bind();
    } else {
      retryLater(failure);
    }
  }

  private void lost() {
    registration = null;
    if (state != State.REGISTERED) {
      return;
    }
    log.info("epmd registration lost name={} serving={}", entry.name(), isServing());
    if (System.nanoTime() - registeredAt < SHORT_LIFE_NANOS) {
      waitThenRegister();
    } else {
      failures = 0;
      register();
    }
  }

  private void bind() {
    state = State.BINDING;
    var builder = EpmdServer.builder().port(options.epmdPort());
    if (options.allInterfaces()) {
      builder.allInterfaces();
    }
    operation = builder.start(loop).handleAsync(this::bound, loop).thenCompose(Function.identity());
  }

  private CompletableFuture<Void> bound(@Nullable EpmdServer bound, @Nullable Throwable failure) {
    if (bound == null) {
      if (state != State.CLOSED) {
        retryLater(asEpmdException(failure));
      }
      return DONE;
    }
    if (state == State.CLOSED) {
      bound.close();
      return bound.closed();
    }
    server = bound;
    bound.closed().thenRunAsync(() -> server = null, loop);
    register();
    return DONE;
  }

  private void retryLater(EpmdException failure) {
    lastFailure = failure;
    if (!failureLogged && started.isDone() && failures > QUIET_FAILURES) {
      failureLogged = true;
      log.warn(
          "epmd registration failed, trying again name={} reason={}",
          entry.name(),
          failure.getMessage());
    }
    waitThenRegister();
  }

  private void waitThenRegister() {
    state = State.WAITING;
    long limit = Math.min(MIN_DELAY_MILLIS << Math.min(failures, 10), MAX_DELAY_MILLIS);
    failures++;
    // Those that lost the same server do not all come back at the same moment.
    long delay = random.nextLong(limit / 2, limit + 1);
    loop.schedule(this::register, delay, TimeUnit.MILLISECONDS);
  }

  private void startTimedOut() {
    var cause = lastFailure;
    started.completeExceptionally(
        new EpmdException(
            cause == null ? Reason.TIMEOUT : cause.reason(),
            "cannot register '%s' on EPMD port %d within %d ms: %s"
                .formatted(
                    entry.name(),
                    options.epmdPort(),
                    options.startTimeout().toMillis(),
                    cause == null ? "no answer" : cause.getMessage()),
            cause));
  }

  private void end() {
    if (state == State.CLOSED) {
      return;
    }
    state = State.CLOSED;
    started.completeExceptionally(
        new EpmdException(Reason.CLOSED, "closed before '" + entry.name() + "' was registered"));
    if (request != null) {
      request.cancel(false);
    }
    CompletableFuture<Void> unregistered = operation;
    var current = registration;
    if (current != null) {
      current.close();
      unregistered = CompletableFuture.allOf(unregistered, current.lost());
    }
    var serving = server;
    if (serving != null) {
      serving.close();
      unregistered = CompletableFuture.allOf(unregistered, serving.closed());
    }
    unregistered.whenComplete((_, _) -> closed.complete(null));
  }

  private static EpmdException asEpmdException(@Nullable Throwable failure) {
    return failure instanceof EpmdException e
        ? e
        : new EpmdException(Reason.CLOSED, "EPMD request failed: " + failure, failure);
  }

  /// What a builder collects.
  private record Options(
      NodeEntry entry, int epmdPort, boolean serve, boolean allInterfaces, Duration startTimeout) {}

  /// Collects the options of a presence. Not thread-safe.
  ///
  /// @since 0.1
  public static final class Builder {
    private final NodeEntry entry;
    private int epmdPort = EpmdClient.DEFAULT_PORT;
    private boolean serve = true;
    private boolean allInterfaces;
    private Duration startTimeout = Duration.ofSeconds(10);

    private Builder(NodeEntry entry) {
      this.entry = Objects.requireNonNull(entry);
    }

    /// Sets the TCP port of EPMD, 1 to 65535.
    public Builder epmdPort(int value) {
      epmdPort = value;
      return this;
    }

    /// Only ever registers with an EPMD that others run.
    public Builder neverServe() {
      serve = false;
      return this;
    }

    /// Serves, if it comes to that, on every address of the machine, so that other hosts find its
    /// nodes; otherwise on the loopback only.
    public Builder serveAllInterfaces() {
      allInterfaces = true;
      return this;
    }

    /// Sets how long the first registration may take; 10 seconds unless told.
    public Builder startTimeout(Duration value) {
      if (!value.isPositive()) {
        throw new IllegalArgumentException("startTimeout: " + value + " (expected: > 0)");
      }
      startTimeout = value;
      return this;
    }

    /// Starts a presence on one event loop of the group, which must be one for NIO, and completes
    /// when the name is registered.
    ///
    /// Fails at once with [Reason#NAME_TAKEN] if a live node has the name; with the last failure's
    /// reason if the name could not be registered within the start time-out. Cancelling the future
    /// before it completes ends the presence; a presence that has started is closed.
    public CompletableFuture<EpmdPresence> start(EventLoopGroup group) {
      var options = new Options(entry, epmdPort, serve, allInterfaces, startTimeout);
      var presence = new EpmdPresence(group.next(), options);
      presence.start();
      return presence.started;
    }
  }
}
