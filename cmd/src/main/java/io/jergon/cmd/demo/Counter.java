package io.jergon.cmd.demo;

import io.jergon.behaviour.Call;
import io.jergon.behaviour.CallResult;
import io.jergon.behaviour.Cast;
import io.jergon.behaviour.GenServer;
import io.jergon.behaviour.Result;
import io.jergon.etf.Atom;
import io.jergon.etf.Tuple;
import io.jergon.node.Exit;
import io.jergon.node.Self;
import io.jergon.node.gen.From;
import java.math.BigInteger;
import java.time.Duration;

/// Counts: a server whose messages are records.
///
/// ```
/// gen_server:call({counter, Node}, {add, 2})      the new value
/// gen_server:call({counter, Node}, get)           the value
/// gen_server:call({counter, Node}, {sleep, 500})  ok, half a second later
/// gen_server:call({counter, Node}, crash)         exits with {demo_crash, counter}
/// gen_server:cast({counter, Node}, reset)
/// ```
///
/// The value has no bounds, as integers in Erlang have none.
public final class Counter implements GenServer<Counter.Request<?>, Counter.Command> {

  /// What can be asked.
  ///
  /// @param <R> the reply
  public sealed interface Request<R> extends Call<Counter, R> {}

  /// `{add, N}`: adds, and answers the new value.
  public record Add(BigInteger n) implements Request<BigInteger> {}

  /// `get`: the value.
  public record Get() implements Request<BigInteger> {}

  /// `{sleep, Ms}`: answers `ok` after that many milliseconds. Other calls are served meanwhile.
  public record Sleep(long ms) implements Request<Atom> {}

  /// `crash`: ends the server.
  public record Crash() implements Request<Void> {}

  /// What can be cast.
  public sealed interface Command extends Cast<Counter> {}

  /// `reset`: back to 0.
  public record Reset() implements Command {}

  /// What a timer sends when a caller has slept enough. It never leaves this server.
  private record WakeUp(From sleeper) {}

  private final Self self;
  private BigInteger value = BigInteger.ZERO;

  Counter(Self self) {
    this.self = self;
  }

  @Override
  public CallResult handleCall(Request<?> request, From from) {
    return switch (request) {
      case Add add -> {
        value = value.add(add.n());
        yield add.reply(value);
      }
      case Get get -> get.reply(value);
      case Sleep(long ms) -> {
        wakeLater(from, Duration.ofMillis(ms));
        yield Result.noReply();
      }
      case Crash() -> throw new Exit(Tuple.of(Atom.of("demo_crash"), Atom.of("counter")));
    };
  }

  private void wakeLater(From sleeper, Duration time) {
    self.sendAfter(time, self.pid(), new WakeUp(sleeper));
  }

  @Override
  public Result handleCast(Command command) {
    return switch (command) {
      case Reset() -> {
        value = BigInteger.ZERO;
        yield Result.noReply();
      }
    };
  }

  @Override
  public Result handleInfo(Object message) {
    if (message instanceof WakeUp(From sleeper)) {
      sleeper.reply(Atom.OK);
    }
    return Result.noReply();
  }
}
