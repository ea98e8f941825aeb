package io.jergon.testkit;

import io.jergon.etf.Atom;
import io.jergon.etf.Binary;
import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import io.jergon.node.Behaviour;
import io.jergon.node.DownMessage;
import io.jergon.node.ExitMessage;
import io.jergon.node.Node;
import io.jergon.node.ProcessName;
import io.jergon.node.Self;
import io.jergon.node.SpawnOptions;
import io.jergon.node.gen.From;
import io.jergon.node.gen.GenMessage;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
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
/// Under a registered name it stands in for a server that the code under test calls:
///
/// ```java
/// depot.register("depot");
/// courier.cast(new Deliver("books"));
/// depot.expectCall(new Hand("books")).reply(Answer.CLOSED);
/// ```
///
/// It traps exits. What it gets has to be expected in the order in which it comes, but for
/// [#awaitMessage] and [#expectInAnyOrder]; a message that does not come within 20 seconds of real
/// time, or is another, is an [AssertionFailedError] that names it.
///
/// Threads: any but the node's processes; a method may wait.
public final class Probe {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private record Task(Function<Self, ?> action, CompletableFuture<Object> result) {}

  private static final Object NOTHING = new Object();

  private final Node node;
  private final LinkedBlockingQueue<Object> received = new LinkedBlockingQueue<>();
  private final Deque<Object> passedOver = new ArrayDeque<>(); // older; guarded by this
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
    } catch (RuntimeException | Error e) { // an assertion's too: it is the test's to see
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

  /// Does something as this process, and waits for the result. It may assert something: the test
  /// fails of it.
  ///
  /// @throws RuntimeException what it threw, an `Error` likewise
  /// @throws IllegalStateException when the probe has ended, by [#kill] or with its node
  @SuppressWarnings("unchecked") // the action's own result
  public <T> T run(Function<? super Self, ? extends T> action) {
    if (!node.isAlive(pid)) {
      throw new IllegalStateException("the probe " + pid + " has ended");
    }
    CompletableFuture<Object> result = new CompletableFuture<>();
    node.send(pid, new Task(action::apply, result));
    try {
      return (T) result.orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).join();
    } catch (CompletionException e) {
      switch (e.getCause()) {
        case RuntimeException thrown -> throw thrown;
        case Error thrown -> throw thrown;
        case null, default -> throw e;
      }
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

  /// Monitors whoever has a registered name, here or on another node; [#expectDown] shows its end.
  public Ref monitor(ProcessName other) {
    return run(self -> self.monitor(other));
  }

  /// Gives it a registered name: it stands in for a process that the code under test knows by name.
  ///
  /// @throws io.jergon.node.Exit `badarg` when the name is taken, or it has one
  public void register(String name) {
    run(self -> {
      self.register(Atom.of(name));
      return NOTHING;
    });
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

  /// The first message that matches, waiting for it; the others stay, in their order.
  ///
  /// @param what says in the error what did not come: `"a pong"`
  public synchronized Object awaitMessage(String what, Predicate<Object> matches) {
    for (Iterator<Object> i = passedOver.iterator(); i.hasNext(); ) {
      Object message = i.next();
      if (matches.test(message)) {
        i.remove();
        return message;
      }
    }
    for (Object message = poll(what); ; message = poll(what)) {
      if (matches.test(message)) {
        return message;
      }
      passedOver.add(message);
    }
  }

  /// The next messages, which have to be equal to these, in whatever order.
  public void expectInAnyOrder(Object... expected) {
    List<Object> missing = new ArrayList<>(List.of(expected));
    while (!missing.isEmpty()) {
      Object message = next("all of " + missing);
      if (!missing.remove(message)) {
        throw other("all of " + missing, message);
      }
    }
  }

  /// The next message, which has to be a call, `gen_server:call`, from this node or another. Its
  /// `from` is the way to answer.
  public GenMessage.Call expectCall() {
    Object message = next("a call");
    if (gen(message) instanceof GenMessage.Call call) {
      return call;
    }
    throw other("a call", message);
  }

  /// The next message, which has to be a call with that request.
  ///
  /// ```java
  /// probe.expectCall(new Get("x")).reply(1);
  /// ```
  ///
  /// @param request what a caller of this node passed, or, from another node, the term
  public From expectCall(Object request) {
    Object message = next("a call of " + request);
    if (gen(message) instanceof GenMessage.Call(From from, Object got) && got.equals(request)) {
      return from;
    }
    throw other("a call of " + request, message);
  }

  /// The next message, which has to be a cast, `gen_server:cast`, of that request.
  public void expectCast(Object request) {
    Object message = next("a cast of " + request);
    if (!(gen(message) instanceof GenMessage.Cast(Object got) && got.equals(request))) {
      throw other("a cast of " + request, message);
    }
  }

  private @Nullable GenMessage gen(Object message) {
    return this.<Optional<GenMessage>>run(self -> GenMessage.of(self, message)).orElse(null);
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
    return down(other);
  }

  /// The next message, which has to tell that a process which is monitored by its name is down.
  ///
  /// @return the reason; `noproc` when nobody had the name
  public Term expectDown(ProcessName other) {
    return down(other.toTerm());
  }

  private Term down(Term object) {
    Object message = next(object + " down");
    if (message instanceof DownMessage down && down.object().equals(object)) {
      return down.reason();
    }
    throw other(object + " down", message);
  }

  /// The next message, which has to tell that a monitored process died of an exception.
  ///
  /// @param type the exception's class itself
  /// @return the exception's message
  public String expectCrash(Pid other, Class<? extends Throwable> type) {
    Term reason = down(other); // {{Class, Message}, Stacktrace}
    if (reason instanceof Tuple crash
        && crash.arity() == 2
        && crash.get(0) instanceof Tuple error
        && error.arity() == 2
        && error.get(0).equals(Atom.of(type.getName()))
        && error.get(1) instanceof Binary text) {
      return text.utf8();
    }
    throw other("a crash of " + other + " with " + type.getName(), reason);
  }

  /// Waits until every process of the node has come to rest; then nothing may have come.
  public synchronized void expectNothing() {
    Quiet.await(node);
    Object message = passedOver.isEmpty() ? received.poll() : passedOver.poll();
    if (message != null) {
      throw other("nothing", message);
    }
  }

  /// What has come and was not expected yet.
  public synchronized List<Object> mailbox() {
    return Stream.concat(passedOver.stream(), received.stream()).toList();
  }

  /// Ends the probe at once, with reason `killed`; those linked to it get its exit signal.
  public void kill() {
    node.exit(pid, Atom.KILL);
  }

  private synchronized Object next(String expected) {
    Object first = passedOver.poll();
    return first != null ? first : poll(expected);
  }

  private Object poll(String expected) {
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
