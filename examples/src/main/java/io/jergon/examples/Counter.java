package io.jergon.examples;

import io.jergon.behaviour.Call;
import io.jergon.behaviour.CallResult;
import io.jergon.behaviour.Cast;
import io.jergon.behaviour.GenServer;
import io.jergon.behaviour.Result;
import io.jergon.node.gen.From;

/// A server that counts. Java calls it with records, Erlang with terms; it does not know which.
public final class Counter implements GenServer<Counter.Request<?>, Counter.Command> {
  public sealed interface Request<R> extends Call<Counter, R> {}

  public record Add(long n) implements Request<Long> {} // {add, N} -> integer

  public record Get() implements Request<Long> {} // get -> integer

  public sealed interface Command extends Cast<Counter> {}

  public record Reset() implements Command {} // reset

  private long value; // owned by the server's process: no lock

  @Override
  public CallResult handleCall(Request<?> request, From from) {
    return switch (request) {
      case Add add -> add.reply(value += add.n());
      case Get get -> get.reply(value);
    };
  }

  @Override
  public Result handleCast(Command command) {
    return switch (command) {
      case Reset() -> {
        value = 0;
        yield Result.noReply();
      }
    };
  }
}
