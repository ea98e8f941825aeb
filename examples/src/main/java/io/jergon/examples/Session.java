package io.jergon.examples;

import io.jergon.behaviour.Call;
import io.jergon.behaviour.CallResult;
import io.jergon.behaviour.Cast;
import io.jergon.behaviour.GenServer;
import io.jergon.behaviour.Init;
import io.jergon.behaviour.Result;
import io.jergon.etf.Pid;
import io.jergon.node.Self;
import io.jergon.node.gen.From;
import java.time.Duration;

/// A user's session: ends after half an hour of silence, and tells somebody so.
public final class Session implements GenServer<Session.Touch, Cast<Session>> {
  /// The user did something.
  public record Touch() implements Call<Session, Boolean> {} // touch -> true

  private static final Duration SILENCE = Duration.ofMinutes(30);

  private final Self self;
  private final Pid owner;

  /// A session.
  ///
  /// @param owner is sent `session_over`
  public Session(Self self, Pid owner) {
    this.self = self;
    this.owner = owner;
  }

  @Override
  public Init init(Self process) {
    return Init.ok().timeout(SILENCE);
  }

  @Override
  public CallResult handleCall(Touch request, From from) {
    return request.reply(true).timeout(SILENCE);
  }

  @Override
  public Result handleTimeout() {
    self.send(owner, "session_over");
    return Result.stop("normal");
  }
}
