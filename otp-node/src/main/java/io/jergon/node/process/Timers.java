package io.jergon.node.process;

import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.node.DeadLetter.Cause;
import io.jergon.node.ProcessName;
import io.jergon.node.TimeSource;
import io.jergon.node.TimeoutMessage;
import io.jergon.node.signal.Timed;
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
/// Whether a timer fires or is cancelled is decided by its alarm, for whom that works but once. So
/// a cancel that found it running can rely on it that nothing comes, and one that did not, on it
/// that something does.
///
/// The time's thread never waits. A message to a process of this node goes straight to its mailbox;
/// one to another node, whose connection may be busy, is sent by a turn of its own.
///
/// A timer for a process of this node ends with that process, as in OTP; its sender's end does not
/// matter.
public final class Timers {

  /// A timer that has not fired.
  private final class Timer extends Timed implements Runnable {
    private final Ref ref;
    private final Pid from;
    private final Object to; // a LocalProcess, or the Pid or ProcessName of whoever it is
    private final Object message; // to another node a term
    private final long due;

    /// Null until the time has been told: after the table and the receiver, so that it is in both
    /// when it fires.
    private volatile TimeSource.@Nullable Alarm alarm;

    Timer(Ref ref, Pid from, Object to, Object message, long due) {
      this.ref = ref;
      this.from = from;
      this.to = to;
      this.message = message;
      this.due = due;
    }

    @Override
    public void run() {
      forget();
      switch (to) {
        case LocalProcess process -> process.deliver(from, Traced.ofNobody(message));
        case ProcessName name when node.isHere(name.node()) -> deliver(from, name, message);
        default -> node.scheduler().execute(worker -> sendAway());
      }
    }

    private void sendAway() {
      switch (to) {
        case Pid pid -> node.signals().send(from, pid, message);
        case ProcessName name -> node.signals().send(from, name, message);
        default -> throw new AssertionError(to);
      }
    }

    private void forget() {
      running.remove(ref);
      if (to instanceof LocalProcess process) {
        process.removeTimer(this);
      }
    }

    boolean cancel() {
      TimeSource.Alarm set = alarm;
      if (set == null || !set.cancel()) {
        return false;
      }
      forget();
      return true;
    }

    @Override
    public void receiverEnded() {
      cancel();
    }

    Duration left() {
      return Duration.ofNanos(Math.max(0, due - time.nanoTime()));
    }
  }

  private final LocalNode node;
  private final TimeSource time;
  private final ConcurrentMap<Ref, Timer> running = new ConcurrentHashMap<>();

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
    start(timer, delay, from, to, node.isHere(to.node()) ? message : node.node().toTerm(message));
    return timer;
  }

  private Ref sendAfter(Ref timer, Duration delay, Pid from, Pid to, Object message) {
    Objects.requireNonNull(message, "message");
    if (!node.isHere(to.node())) {
      start(timer, delay, from, to, node.node().toTerm(message));
      return timer;
    }
    LocalProcess target = node.process(to);
    if (target != null) {
      start(timer, delay, from, target, message);
    }
    return timer;
  }

  /// @param message as a term already, for another node: whoever starts it can still be told
  private void start(Ref ref, Duration delay, Pid from, Object to, Object message) {
    long nanos = Math.max(0, TimeUnit.NANOSECONDS.convert(delay)); // 292 years for more
    Timer timer = new Timer(ref, from, to, message, time.nanoTime() + nanos);
    if (to instanceof LocalProcess target && !target.addTimer(timer)) {
      return;
    }
    running.put(ref, timer);
    timer.alarm = time.after(Duration.ofNanos(nanos), timer);
    if (to instanceof LocalProcess target && target.isDead()) {
      timer.cancel(); // its obituary may have been faster
    }
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

  /// Cancels a timer; the time that was left, or nothing when it fired already or never was.
  Optional<Duration> cancel(Ref timer) {
    Timer found = running.get(timer);
    return found == null || !found.cancel() ? Optional.empty() : Optional.of(found.left());
  }

  /// The time left; nothing when it fired already or never was.
  Optional<Duration> read(Ref timer) {
    return Optional.ofNullable(running.get(timer)).map(Timer::left);
  }

  /// How many have not fired.
  public int size() {
    return running.size();
  }
}
