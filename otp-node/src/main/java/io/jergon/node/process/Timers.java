package io.jergon.node.process;

import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.node.DeadLetter.Cause;
import io.jergon.node.ProcessName;
import io.jergon.node.TimeSource;
import io.jergon.node.TimeoutMessage;
import io.jergon.node.trace.Traced;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The timers of a node: a table of what has not fired yet, and the time that it fires by.
///
/// The time's thread never waits. A message to a process of this node goes straight to its mailbox;
/// one to another node, whose connection may be busy, is sent by a turn of its own.
///
/// A timer for a process of this node ends with that process, as in OTP; its sender's end does not
/// matter.
public final class Timers {

  /// A timer that has not fired.
  ///
  /// @param due when it fires
  /// @param target whom its message is for; null for a process elsewhere
  private record Running(TimeSource.Alarm alarm, long due, @Nullable LocalProcess target) {}

  private final LocalNode node;
  private final TimeSource time;
  private final ConcurrentMap<Ref, Running> running = new ConcurrentHashMap<>();

  Timers(LocalNode node) {
    this.node = node;
    this.time = node.scheduler().time();
  }

  /// Sends a message after a delay.
  ///
  /// @return names the timer for [#cancel]
  Ref sendAfter(Duration delay, Pid from, Pid to, Object message) {
    return sendAfter(node.newRef(), delay, from, to, message);
  }

  /// Sends a message that names the timer after a delay.
  Ref startTimer(Duration delay, Pid from, Pid to, Object message) {
    Ref timer = node.newRef();
    return sendAfter(timer, delay, from, to, new TimeoutMessage(timer, message));
  }

  /// Sends a message to whoever has a name when the delay is over.
  ///
  /// @return names the timer for [#cancel]
  Ref sendAfter(Duration delay, Pid from, ProcessName to, Object message) {
    return sendAfter(node.newRef(), delay, from, to, message);
  }

  /// Sends a message that names the timer to whoever has a name when the delay is over.
  Ref startTimer(Duration delay, Pid from, ProcessName to, Object message) {
    Ref timer = node.newRef();
    return sendAfter(timer, delay, from, to, new TimeoutMessage(timer, message));
  }

  private Ref sendAfter(Ref timer, Duration delay, Pid from, ProcessName to, Object message) {
    Objects.requireNonNull(message, "message");
    if (node.isHere(to.node())) {
      start(delay, timer, null, () -> deliver(from, to, message));
    } else {
      Term term = node.node().toTerm(message); // now: whoever calls can still be told
      Runnable send = () -> node.signals().send(from, to, term);
      start(delay, timer, null, () -> node.scheduler().execute(worker -> send.run()));
    }
    return timer;
  }

  /// To a name of this node, without waiting for room in a mailbox: the time's thread never waits.
  private void deliver(Pid from, ProcessName to, Object message) {
    LocalProcess process = node.registry().whereis(to.name());
    if (process != null) {
      process.deliver(from, Traced.ofNobody(message));
    } else {
      node.deadLetters().add(from, to, message, Cause.NO_NAME);
    }
  }

  private Ref sendAfter(Ref timer, Duration delay, Pid from, Pid to, Object message) {
    Objects.requireNonNull(message, "message");
    if (!node.isHere(to.node())) {
      Term term = node.node().toTerm(message); // now: whoever calls can still be told
      start(delay, timer, null, () -> node.scheduler().execute(worker -> send(from, to, term)));
      return timer;
    }
    LocalProcess target = node.process(to);
    if (target != null && target.addTimer(timer)) {
      start(delay, timer, target, () -> target.deliver(from, Traced.ofNobody(message)));
      if (target.isDead()) {
        cancel(timer); // its obituary may have been faster
      }
    }
    return timer;
  }

  private void send(Pid from, Pid to, Object message) {
    node.signals().send(from, to, message);
  }

  private void start(Duration delay, Ref timer, @Nullable LocalProcess target, Runnable action) {
    Runnable fire =
        () -> {
          if (forget(timer) != null) {
            action.run();
          }
        };
    long nanos = nanos(delay);
    // the table entry comes first for a timer that fires at once: fire() waits for it
    running.compute(
        timer,
        (key, none) ->
            new Running(
                time.after(Duration.ofNanos(nanos), fire), time.nanoTime() + nanos, target));
  }

  /// As nanoseconds: none for less than none, 292 years for more.
  private static long nanos(Duration delay) {
    return Math.max(0, TimeUnit.NANOSECONDS.convert(delay));
  }

  private @Nullable Running forget(Ref timer) {
    Running entry = running.remove(timer);
    if (entry != null && entry.target() != null) {
      entry.target().removeTimer(timer);
    }
    return entry;
  }

  /// Cancels a timer; the time that was left, or nothing when it fired already or never was.
  Optional<Duration> cancel(Ref timer) {
    Running entry = forget(timer);
    return entry == null || !entry.alarm().cancel() ? Optional.empty() : Optional.of(left(entry));
  }

  /// The time left; nothing when it fired already or never was.
  Optional<Duration> read(Ref timer) {
    return Optional.ofNullable(running.get(timer)).map(this::left);
  }

  private Duration left(Running entry) {
    return Duration.ofNanos(Math.max(0, entry.due() - time.nanoTime()));
  }

  /// How many have not fired.
  public int size() {
    return running.size();
  }
}
