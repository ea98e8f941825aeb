package io.jergon.testkit;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.node.Behaviour;
import io.jergon.node.DownMessage;
import io.jergon.node.ExitMessage;
import io.jergon.node.Node;
import io.jergon.node.Self;
import io.jergon.node.SpawnOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.opentest4j.AssertionFailedError;

/// A process in the hands of a test: sends what the test says, and shows it what it gets.
///
/// ```java
/// Probe probe = Probe.on(node);
/// Pid echo = node.spawn(self -> self.send(probe.pid(), self.receive()));
/// probe.monitor(echo);
/// probe.send(echo, "hello");
/// probe.expectMessage("hello");
/// assertThat(probe.expectDown(echo)).isEqualTo(Atom.NORMAL);
/// probe.expectNothing();
/// ```
///
/// It traps exits. What it gets has to be expected in the order in which it comes; a message that
/// does not come within 20 seconds, or is another, is an [AssertionFailedError] that names it.
///
/// Threads: any but the node's processes; a method may wait.
public final class Probe {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private record Task(Function<Self, ?> action, CompletableFuture<Object> result) {}

  private static final Object NOTHING = new Object();

  private final Node node;
  private final LinkedBlockingQueue<Object> received = new LinkedBlockingQueue<>();
  private final Pid pid;

  private Probe(Node node) {
    this.node = node;
    this.pid = node.spawn(SpawnOptions.DEFAULT, Body::new);
  }

  private final class Body implements Behaviour {
    @Override
    public void init(Self self) {
      self.trapExit(true);
    }

    @Override
    public void receive(Self self, Object message) {
      if (message instanceof Task task) {
        perform(self, task);
      } else {
        received.add(message);
      }
    }
  }

  private static void perform(Self self, Task task) {
    try {
      Object result = task.action().apply(self);
      task.result().complete(result == null ? NOTHING : result);
    } catch (RuntimeException e) {
      task.result().completeExceptionally(e);
    }
  }

  /// Starts a probe.
  public static Probe on(Node node) {
    return new Probe(node);
  }

  /// Its pid.
  public Pid pid() {
    return pid;
  }

  /// Does something as this process, and waits for the result.
  ///
  /// @throws RuntimeException what it threw
  @SuppressWarnings("unchecked") // the action's own result
  public <T> T run(Function<? super Self, ? extends T> action) {
    CompletableFuture<Object> result = new CompletableFuture<>();
    node.send(pid, new Task(action::apply, result));
    try {
      return (T) result.orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException thrown) {
        throw thrown;
      }
      throw e;
    }
  }

  /// Sends a message.
  public void send(Pid to, Object message) {
    run(self -> {
      self.send(to, message);
      return NOTHING;
    });
  }

  /// Sends an exit signal.
  public void exit(Pid to, Term reason) {
    run(self -> {
      self.exit(to, reason);
      return NOTHING;
    });
  }

  /// Links to a process; [#expectExit] shows its end.
  public void link(Pid other) {
    run(self -> {
      self.link(other);
      return NOTHING;
    });
  }

  /// Monitors a process; [#expectDown] shows its end.
  public Ref monitor(Pid other) {
    return run(self -> self.monitor(other));
  }

  /// The next message, whatever it is.
  public Object expectMessage() {
    return next("a message");
  }

  /// The next message, which has to be equal to that one.
  public void expectMessage(Object expected) {
    Object message = next(expected.toString());
    if (!message.equals(expected)) {
      throw other(expected.toString(), message);
    }
  }

  /// The next message, which has to be of that class.
  public <T> T expectMessage(Class<T> type) {
    Object message = next("a " + type.getName());
    if (!type.isInstance(message)) {
      throw other("a " + type.getName(), message);
    }
    return type.cast(message);
  }

  /// The next message, which has to be the exit signal of a linked process.
  ///
  /// @return the reason
  public Term expectExit(Pid from) {
    Object message = next("the exit of " + from);
    if (message instanceof ExitMessage(Pid sender, Term reason) && sender.equals(from)) {
      return reason;
    }
    throw other("the exit of " + from, message);
  }

  /// The next message, which has to tell that a monitored process is down.
  ///
  /// @return the reason; `noproc` when it was dead before it was monitored
  public Term expectDown(Pid other) {
    Object message = next(other + " down");
    if (message instanceof DownMessage down && down.object().equals(other)) {
      return down.reason();
    }
    throw other(other + " down", message);
  }

  /// Waits until every process of the node has come to rest; then nothing may have come.
  public void expectNothing() {
    Quiet.await(node);
    Object message = received.poll();
    if (message != null) {
      throw other("nothing", message);
    }
  }

  /// What has come and was not expected yet.
  public List<Object> mailbox() {
    return List.copyOf(received);
  }

  /// Ends the probe at once, with reason `killed`; those linked to it get its exit signal.
  public void kill() {
    node.exit(pid, Atom.KILL);
  }

  private Object next(String expected) {
    @Nullable Object message;
    try {
      message = received.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionFailedError("interrupted (expected: " + expected + ")", e);
    }
    if (message == null) {
      throw new AssertionFailedError(
          "no message within " + PATIENCE.toSeconds() + " s (expected: " + expected + ")");
    }
    return message;
  }

  private static AssertionFailedError other(String expected, Object message) {
    return new AssertionFailedError(
        "got " + message + " (expected: " + expected + ")", expected, message);
  }
}
