package io.jergon.node.control;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.etf.TermOutput;
import org.jspecify.annotations.Nullable;

/// A message to a process: by pid, by registered name, by alias. The message is the payload.
///
/// ```java
/// connection.send(new SendMessage.SendToName(self, Atom.of("echo"), null), message);
/// ```
///
/// A receiver that does not exist (any more) is no error: the message is dropped. All three kinds
/// of sends from one process to another are one stream and keep their order.
public sealed interface SendMessage extends ControlMessage {
  /// The trace token, or null.
  @Nullable Term token();

  @Override
  default boolean hasPayload() {
    return true;
  }

  /// SEND_SENDER, 22 `{22, From, To}` and 23 `{23, From, To, Token}`. Flag SEND_SENDER, OTP 21.
  record Send(Pid from, Pid to, @Nullable Term token) implements SendMessage {
    @Override
    public int operation() {
      return token == null ? Operation.SEND_SENDER : Operation.SEND_SENDER_TT;
    }

    @Override
    public void encode(TermOutput out) {
      ControlTuple.write(out, operation(), from, to, token);
    }
  }

  /// SEND, 2 `{2, Unused, To}` and 12 `{12, Unused, To, Token}`: from nobody in particular, or to a
  /// peer without SEND_SENDER.
  record SendAnonymously(Pid to, @Nullable Term token) implements SendMessage {
    @Override
    public int operation() {
      return token == null ? Operation.SEND : Operation.SEND_TT;
    }

    @Override
    public void encode(TermOutput out) {
      ControlTuple.write(out, operation(), Atom.EMPTY, to, token);
    }
  }

  /// REG_SEND, 6 `{6, From, Unused, Name}` and 16 `{16, From, Unused, Name, Token}`.
  record SendToName(Pid from, Atom name, @Nullable Term token) implements SendMessage {
    @Override
    public int operation() {
      return token == null ? Operation.REG_SEND : Operation.REG_SEND_TT;
    }

    @Override
    public void encode(TermOutput out) {
      ControlTuple.write(out, operation(), from, Atom.EMPTY, name, token);
    }
  }

  /// ALIAS_SEND, 33 `{33, From, Alias}` and 34 `{34, From, Alias, Token}`. Flag ALIAS, OTP 24: to a
  /// peer without it the message is dropped, it cannot have made the alias.
  record SendToAlias(Pid from, Ref alias, @Nullable Term token) implements SendMessage {
    @Override
    public int operation() {
      return token == null ? Operation.ALIAS_SEND : Operation.ALIAS_SEND_TT;
    }

    @Override
    public void encode(TermOutput out) {
      ControlTuple.write(out, operation(), from, alias, token);
    }
  }
}
