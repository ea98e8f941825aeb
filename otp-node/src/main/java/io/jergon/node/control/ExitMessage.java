package io.jergon.node.control;

import io.jergon.etf.Pid;
import io.jergon.etf.Term;
import io.jergon.etf.TermOutput;
import org.jspecify.annotations.Nullable;

/// Exit signals: a link breaks because its process exited, or somebody called `exit/2`.
///
/// ```java
/// connection.send(new ExitMessage.LinkExit(self, to, null), reason);
/// ```
///
/// Since OTP 22 (flag EXIT_PAYLOAD) the reason is the payload; before, it was the last element of
/// the tuple. Receivers take both.
public sealed interface ExitMessage extends ControlMessage {
  /// The process that exits, or that called `exit/2`; on the sending node.
  Pid from();

  /// The process that gets the signal.
  Pid to();

  /// The trace token, or null.
  @Nullable Term token();

  @Override
  default boolean hasPayload() {
    return true;
  }

  /// PAYLOAD_EXIT, 24 `{24, From, To}` and 25 `{25, From, To, Token}`; the reason is the payload.
  record LinkExit(Pid from, Pid to, @Nullable Term token) implements ExitMessage {
    @Override
    public int operation() {
      return token == null ? Operation.PAYLOAD_EXIT : Operation.PAYLOAD_EXIT_TT;
    }

    @Override
    public void encode(TermOutput out) {
      ControlTuple.write(out, operation(), from, to, token);
    }
  }

  /// EXIT, 3 `{3, From, To, Reason}` and 13 `{13, From, To, Token, Reason}`.
  record LinkExitWithReason(Pid from, Pid to, @Nullable Term token, Term reason)
      implements ExitMessage {
    @Override
    public int operation() {
      return token == null ? Operation.EXIT : Operation.EXIT_TT;
    }

    @Override
    public boolean hasPayload() {
      return false;
    }

    @Override
    public void encode(TermOutput out) {
      ControlTuple.write(out, operation(), from, to, token, reason);
    }
  }

  /// PAYLOAD_EXIT2, 26 `{26, From, To}` and 27 `{27, From, To, Token}`; the reason is the payload.
  record Exit(Pid from, Pid to, @Nullable Term token) implements ExitMessage {
    @Override
    public int operation() {
      return token == null ? Operation.PAYLOAD_EXIT2 : Operation.PAYLOAD_EXIT2_TT;
    }

    @Override
    public void encode(TermOutput out) {
      ControlTuple.write(out, operation(), from, to, token);
    }
  }

  /// EXIT2, 8 `{8, From, To, Reason}` and 18 `{18, From, To, Token, Reason}`.
  record ExitWithReason(Pid from, Pid to, @Nullable Term token, Term reason)
      implements ExitMessage {
    @Override
    public int operation() {
      return token == null ? Operation.EXIT2 : Operation.EXIT2_TT;
    }

    @Override
    public boolean hasPayload() {
      return false;
    }

    @Override
    public void encode(TermOutput out) {
      ControlTuple.write(out, operation(), from, to, token, reason);
    }
  }
}
