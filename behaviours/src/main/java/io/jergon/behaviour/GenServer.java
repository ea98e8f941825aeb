package io.jergon.behaviour;

import io.jergon.etf.Term;
import io.jergon.node.Node;
import io.jergon.node.ProcessName;
import io.jergon.node.Self;
import io.jergon.node.SpawnOptions;
import io.jergon.node.gen.From;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;

/// A server process: OTP's `gen_server`.
///
/// ```java
/// public final class Counter implements GenServer<Counter.Request<?>, Counter.Command> {
///   public sealed interface Request<R> extends Call<Counter, R> {}
///   public record Add(long n) implements Request<Long> {}       // {add, N} -> integer
///   public record Get() implements Request<Long> {}             // get      -> integer
///
///   public sealed interface Command extends Cast<Counter> {}
///   public record Reset() implements Command {}                 // reset
///
///   private long value;
///
///   @Override public CallResult handleCall(Request<?> request, From from) {
///     return switch (request) {
///       case Add add -> add.reply(value += add.n());
///       case Get get -> get.reply(value);
///     };
///   }
///
///   @Override public Result handleCast(Command command) {
///     switch (command) {
///       case Reset() -> value = 0;
///     }
///     return Result.noReply();
///   }
/// }
///
/// ServerRef<Counter> counter = GenServer.start(node, "counter", Counter::new);
/// long now = counter.call(new Add(2));
/// ```
///
/// The same server answers Java callers, whose requests arrive by reference, and Erlang callers,
/// whose terms are mapped to the records (`gen_server:call({counter, Node}, {add, 2})`). For terms
/// as they are, let both type parameters be [Term].
///
/// | OTP | here | when | returns |
/// |---|---|---|---|
/// | `init/1` | constructor, then [#init] | first, in the new process | [Init] |
/// | `handle_call/3` | [#handleCall] | for `gen_server:call` | [CallResult] |
/// | `handle_cast/2` | [#handleCast] | for `gen_server:cast` | [Result] |
/// | `handle_info/2` | [#handleInfo] | for any other message | [Result] |
/// | `handle_info(timeout, S)` | [#handleTimeout] | no message came in the time that the last callback gave | [Result] |
/// | `handle_continue/2` | [#handleContinue] | right after a callback that asked for it | [Result] |
/// | `terminate/2` | [#terminate] | last, see there | |
///
/// All callbacks run one after the other in the server's process; its fields need no locks. A
/// callback may block. An exception ends the server with `{{Class, Message}, Stacktrace}`, an
/// [io.jergon.node.Exit] with its reason; waiting callers get that reason as theirs.
///
/// | OTP | here | allowed from |
/// |---|---|---|
/// | `{ok, State}` | `Init.ok()` | `init` |
/// | `ignore`, `{stop, Reason}`, `{error, Reason}` | `Init.ignore()`, `Init.stop(reason)`, `Init.error(reason)` | `init` |
/// | `{reply, Reply, State}` | `request.reply(value)`, `Reply.of(value)` | `handleCall` |
/// | `{noreply, State}` | `Result.noReply()` | all but `init` |
/// | `{stop, Reason, Reply, State}` | `Result.stop(reason).reply(value)` | `handleCall` |
/// | `{stop, Reason, State}` | `Result.stop(reason)` | all but `init` |
///
/// The first, third and fourth may say what comes next: `.timeout(duration)`, `.timeout(duration,
/// message)`, `.thenContinue(value)` or `.hibernate()`. The state is in the server's fields.
///
/// **Defaults and races.**
///
/// - `start` waits for [#init] however long it takes. The name is registered before the constructor
///   runs: others may find the server by then, and what they send waits until `init` is through.
/// - A call waits 5 seconds ([ServerRef#DEFAULT_TIMEOUT]) if not said otherwise. After its timeout
///   the server may still handle it; the reply reaches nobody. The caller gets an
///   [io.jergon.node.Exit] and lives on.
/// - A call to a name that nobody has fails at once with `noproc`, so also while a supervisor
///   restarts the server. A cast or a message to nobody is dropped.
/// - Any message ends the wait for a timeout, calls and casts included; it is given anew by the
///   next callback or not at all. A message that came before the time was over comes first.
///   Requests of module `sys` do not count.
/// - `thenContinue` comes before any message, also one that waits already.
/// - `hibernate` changes nothing: a server that waits has neither a thread nor a stack.
/// - `Result.stop(reason).reply(value)` lets [#terminate] run first, then replies, then the process
///   ends.
/// - A server that does not trap exits dies of an exit signal at once, without [#terminate]. One
///   that does gets it as an [io.jergon.node.ExitMessage] in [#handleInfo], but for that of its
///   parent, which ends it.
/// - A request that the server's types do not describe ends it, as a missing clause does.
///
/// @param <Q> the calls it takes, best a sealed interface; [Term] for any
/// @param <C> the casts it takes, best a sealed interface; [Term] for any
public interface GenServer<Q, C> {

  /// Runs first, in the new process; whoever started the server waits for it.
  ///
  /// @param self the server's own process. A server that sends, links or monitors best takes it in
  ///   its constructor and keeps it in a final field.
  default Init init(Self self) throws Exception {
    return Init.ok();
  }

  /// Answers a call, or promises to.
  ///
  /// @param from the way to answer later: return [Result#noReply] and use [From#reply]
  CallResult handleCall(Q request, From from) throws Exception;

  /// Handles a cast. The default ends the server, as a missing clause does in Erlang.
  default Result handleCast(C request) throws Exception {
    throw new UnsupportedRequestException("cast", request);
  }

  /// Handles a message that is neither call nor cast: a term, an object from this node, a
  /// [io.jergon.node.DownMessage], an [io.jergon.node.ExitMessage]. The default logs and drops it.
  default Result handleInfo(Object message) throws Exception {
    LoggerFactory.getLogger(getClass())
        .warn("unexpected message server={}: {}", this, Brief.of(message));
    return Result.noReply();
  }

  /// No message came within the time that the last callback gave. The default hands the atom
  /// `timeout` to [#handleInfo].
  default Result handleTimeout() throws Exception {
    return handleInfo(io.jergon.etf.Atom.TIMEOUT);
  }

  /// Goes on where the last callback left off, before any message. The default ends the server.
  ///
  /// @param continuation what the last callback passed to `thenContinue`
  default Result handleContinue(Object continuation) throws Exception {
    throw new UnsupportedRequestException("continue", continuation);
  }

  /// Cleans up. Runs when a callback stopped the server or threw, and when the parent ends a server
  /// that traps exits; not when an exit signal ends it (as in OTP).
  default void terminate(Term reason) throws Exception {}

  /// Starts a server and waits until [#init] is through.
  ///
  /// @param server makes the server, in the new process
  /// @throws StartException when it did not start
  static <S extends GenServer<?, ?>> ServerRef<S> start(Node node, Supplier<S> server) {
    return start(node, _ -> server.get());
  }

  /// The same, for a server that takes its own process in its constructor: `Clock::new`.
  static <S extends GenServer<?, ?>> ServerRef<S> start(
      Node node, Function<? super Self, S> server) {
    return ServerLoop.start(node, SpawnOptions.DEFAULT, server);
  }

  /// Starts a server under a registered name and waits until [#init] is through.
  ///
  /// @param server makes the server, in the new process
  /// @throws StartException when it did not start; `already_started` when the name is taken
  static <S extends GenServer<?, ?>> ServerRef<S> start(
      Node node, String name, Supplier<S> server) {
    return start(node, name, _ -> server.get());
  }

  /// The same, for a server that takes its own process in its constructor.
  static <S extends GenServer<?, ?>> ServerRef<S> start(
      Node node, String name, Function<? super Self, S> server) {
    return ServerLoop.start(node, SpawnOptions.DEFAULT.withName(name), server);
  }

  /// Starts a server linked to the process that starts it, as a supervisor does.
  ///
  /// @param server makes the server, in the new process
  /// @throws StartException when it did not start
  static <S extends GenServer<?, ?>> ServerRef<S> startLink(Self parent, Supplier<S> server) {
    return startLink(parent, _ -> server.get());
  }

  /// The same, for a server that takes its own process in its constructor.
  static <S extends GenServer<?, ?>> ServerRef<S> startLink(
      Self parent, Function<? super Self, S> server) {
    return ServerLoop.start(parent.node(), SpawnOptions.DEFAULT.withLink(), server);
  }

  /// Starts a server under a registered name, linked to the process that starts it.
  ///
  /// @param server makes the server, in the new process
  /// @throws StartException when it did not start; `already_started` when the name is taken
  static <S extends GenServer<?, ?>> ServerRef<S> startLink(
      Self parent, String name, Supplier<S> server) {
    return startLink(parent, name, _ -> server.get());
  }

  /// The same, for a server that takes its own process in its constructor.
  static <S extends GenServer<?, ?>> ServerRef<S> startLink(
      Self parent, String name, Function<? super Self, S> server) {
    return ServerLoop.start(parent.node(), SpawnOptions.DEFAULT.withName(name).withLink(), server);
  }

  /// Starts a server with options: a name, a limit for its mailbox, a group leader. Waits until
  /// [#init] is through.
  ///
  /// ```java
  /// GenServer.start(node,
  ///     SpawnOptions.DEFAULT.withName("log").withMailboxLimit(MailboxLimit.dropNewest(1_000)),
  ///     Log::new);
  /// ```
  ///
  /// @param server makes the server, in the new process
  /// @throws StartException when it did not start; `already_started` when the name is taken
  /// @throws IllegalArgumentException for `withLink`: that is [#startLink]
  static <S extends GenServer<?, ?>> ServerRef<S> start(
      Node node, SpawnOptions options, Supplier<S> server) {
    return start(node, options, _ -> server.get());
  }

  /// The same, for a server that takes its own process in its constructor.
  static <S extends GenServer<?, ?>> ServerRef<S> start(
      Node node, SpawnOptions options, Function<? super Self, S> server) {
    if (options.link()) {
      throw new IllegalArgumentException("withLink (expected: startLink instead of start)");
    }
    return ServerLoop.start(node, options, server);
  }

  /// Starts a server with options, linked to the process that starts it.
  ///
  /// @param server makes the server, in the new process
  /// @throws StartException when it did not start; `already_started` when the name is taken
  static <S extends GenServer<?, ?>> ServerRef<S> startLink(
      Self parent, SpawnOptions options, Supplier<S> server) {
    return startLink(parent, options, _ -> server.get());
  }

  /// The same, for a server that takes its own process in its constructor.
  static <S extends GenServer<?, ?>> ServerRef<S> startLink(
      Self parent, SpawnOptions options, Function<? super Self, S> server) {
    return ServerLoop.start(parent.node(), options.withLink(), server);
  }

  /// A reference to a server of this node by its registered name. Nothing is looked up yet.
  ///
  /// @param protocol the class whose [Call]s and [Cast]s it understands
  static <S> ServerRef<S> ref(Node node, String name, Class<S> protocol) {
    return ref(node, name, node.name(), protocol);
  }

  /// A reference to a server by its registered name, on this node or on another, in Java or in
  /// Erlang. Nothing is looked up yet.
  ///
  /// @param protocol the class whose [Call]s and [Cast]s it understands
  static <S> ServerRef<S> ref(Node node, String name, String host, Class<S> protocol) {
    return ServerRef.of(node, ProcessName.of(name, host), protocol);
  }
}
