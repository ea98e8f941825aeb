package io.jergon.node.trace;

import io.jergon.etf.Pid;
import org.jspecify.annotations.Nullable;

/// What a process keeps for `seq_trace`: the token of the message that it received last, and two
/// counts. A process that never had to do with tokens has none of this.
///
/// ```text
///   received {.., Serial, ..}   token = that; last = Serial; clock = max(clock, Serial)
///   received without a token    no token
///   sends                       clock + 1; {Flags, Label, clock, self(), last} goes along
/// ```
///
/// Source: `erl_trace.c`, `seq_trace_update_serial`; `erl_process.c`, `erl_create_process`.
///
/// Owned by the process's turn; others may look at the token.
public final class SequentialTrace {
  private @Nullable TraceToken token;
  private long clock;
  private long last;

  /// The process has received a message with a token.
  public void received(TraceToken arrived) {
    token = arrived;
    last = arrived.serial();
    clock = Math.max(clock, last);
  }

  /// The process has received a message without a token.
  public void receivedNone() {
    token = null;
  }

  /// `seq_trace:set_token/1`: nothing was sent or received with it.
  public void set(@Nullable TraceToken begun) {
    token = begun;
    if (begun != null) {
      clock = begun.serial();
      last = begun.lastCount();
    }
  }

  /// The token for what the process sends now; null if there is none.
  public @Nullable TraceToken next(Pid self) {
    TraceToken before = token;
    if (before == null) {
      return null;
    }
    clock++;
    TraceToken sent = before.with(clock, self, last);
    token = sent;
    return sent;
  }

  /// The process has spawned another, which inherits the token, and has told of it.
  ///
  /// @return what the new process begins with; null if there is no token
  public @Nullable SequentialTrace passOn(Pid self, Pid child) {
    TraceToken request = next(self);
    if (request == null) {
      return null;
    }
    SequentialTrace inherited = new SequentialTrace();
    inherited.received(request);
    TraceToken reply = inherited.next(child);
    if (reply != null) {
      last = reply.serial();
      clock = reply.serial();
    }
    return inherited;
  }

  /// What a process begins with that another node spawned. Its arguments count as a message of
  /// their own, behind the request.
  ///
  /// @param arguments the token that came with both
  /// @param child the new process
  public static Spawned spawned(TraceToken arguments, Pid child) {
    SequentialTrace trace = new SequentialTrace();
    long request = Math.max(0, arguments.serial() - 1);
    trace.received(arguments.with(request, arguments.sender(), arguments.lastCount()));
    TraceToken reply = trace.next(child);
    trace.received(arguments);
    return new Spawned(trace, reply);
  }

  /// A process that another node spawned.
  ///
  /// @param trace what it begins with
  /// @param reply what goes with the answer to the request
  public record Spawned(SequentialTrace trace, @Nullable TraceToken reply) {}

  /// The token; null if there is none.
  public @Nullable TraceToken token() {
    return token;
  }
}
