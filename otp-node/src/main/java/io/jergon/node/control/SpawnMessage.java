package io.jergon.node.control;

import io.jergon.etf.Atom;
import io.jergon.etf.IntegerTerm;
import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.etf.TermOutput;
import io.jergon.etf.Tuple;
import org.jspecify.annotations.Nullable;

/// Spawning on another node. Flag SPAWN, OTP 23.
///
/// ```text
///   A: spawn_request(Node, ...)   SPAWN_REQUEST RequestId, arguments ->
///                                 <- SPAWN_REPLY RequestId, pid or error
///                                 <- whatever the new process sends to A
/// ```
///
/// Every request gets its reply, before any other signal of the new process to the requester.
public sealed interface SpawnMessage extends ControlMessage {
  /// The request, made by the requesting process; the monitor's reference too, if one is asked for.
  Ref requestId();

  /// The trace token, or null.
  @Nullable Term token();

  /// SPAWN_REQUEST, 29 `{29, RequestId, From, GroupLeader, {Module, Function, Arity}, Options}` and
  /// 30 with a token at the end. The payload is the list of arguments.
  ///
  /// @param from the requesting process, parent of the new one
  /// @param groupLeader the new process' group leader
  /// @param arity how many arguments there are, 0 to 255
  /// @param options a list as of `spawn_opt`: `link`, `monitor`, `{priority, P}` ...; as the peer
  ///   sent it, so it may be anything
  record SpawnRequest(
      Ref requestId,
      Pid from,
      Pid groupLeader,
      Atom module,
      Atom function,
      int arity,
      Term options,
      @Nullable Term token)
      implements SpawnMessage {
    @Override
    public int operation() {
      return token == null ? Operation.SPAWN_REQUEST : Operation.SPAWN_REQUEST_TT;
    }

    @Override
    public boolean hasPayload() {
      return true;
    }

    @Override
    public void encode(TermOutput out) {
      Tuple start = Tuple.of(module, function, IntegerTerm.of(arity));
      ControlTuple.write(out, operation(), requestId, from, groupLeader, start, options, token);
    }
  }

  /// SPAWN_REPLY, 31 `{31, RequestId, To, Flags, PidOrError}` and 32 with a token at the end.
  ///
  /// @param to the requesting process
  /// @param flags [#LINKED] and [#MONITORED], as far as these were asked for and made
  /// @param result the new process' [Pid], or an [Atom] that says why there is none: `badopt`,
  ///   `notsup`, `system_limit`
  record SpawnReply(Ref requestId, Pid to, int flags, Term result, @Nullable Term token)
      implements SpawnMessage {
    /// The requester is linked to the new process.
    public static final int LINKED = 1;

    /// The requester monitors the new process.
    public static final int MONITORED = 2;

    /// Checks the result.
    public SpawnReply {
      if (!(result instanceof Pid || result instanceof Atom)) {
        throw new IllegalArgumentException(
            "spawn result: " + result + " (expected: a pid or an atom)");
      }
    }

    /// Whether there is a new process and a link to it.
    public boolean linked() {
      return (flags & LINKED) != 0;
    }

    /// Whether there is a new process and a monitor of it.
    public boolean monitored() {
      return (flags & MONITORED) != 0;
    }

    @Override
    public int operation() {
      return token == null ? Operation.SPAWN_REPLY : Operation.SPAWN_REPLY_TT;
    }

    @Override
    public boolean hasPayload() {
      return false;
    }

    @Override
    public void encode(TermOutput out) {
      ControlTuple.write(out, operation(), requestId, to, IntegerTerm.of(flags), result, token);
    }
  }
}
