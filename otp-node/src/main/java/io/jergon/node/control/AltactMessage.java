package io.jergon.node.control;

import io.jergon.etf.Atom;
import io.jergon.etf.IntegerTerm;
import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.etf.TermOutput;
import org.jspecify.annotations.Nullable;

/// ALTACT_SIG_SEND, 37 `{37, Flags, From, To}`, with a token at the end if the flags say so: a
/// message or an exit signal that asks for more than the plain operations can say. The message, or
/// the exit's reason, is the payload. Flag ALTACT_SIG, OTP 28.
///
/// ```text
///   flag   says
///      1   priority: what comes of it may overtake other messages
///      2   a trace token follows
///      4   `To` is an alias
///      8   `To` is a registered name
///     16   an exit signal; without it a message
/// ```
///
/// A node of OTP 28 uses it for all messages to aliases, for what is sent with priority, and for
/// exit signals to aliases; everything else goes by the older operations. Other flags, and more
/// elements at the end, are for later releases, and ignored.
///
/// @param exit whether it is an exit signal
/// @param priority whether the sender asks for priority; it is the receiver's to grant it
/// @param from the sender
/// @param to a [Pid], an alias' [Ref], or an [Atom]: the name of a process on the receiving node
/// @param token the trace token, or null
public record AltactMessage(boolean exit, boolean priority, Pid from, Term to, @Nullable Term token)
    implements ControlMessage {
  static final int PRIORITY = 1;
  static final int TOKEN = 2;
  static final int ALIAS = 4;
  static final int NAME = 8;
  static final int EXIT = 16;

  /// Checks the receiver.
  public AltactMessage {
    if (!(to instanceof Pid || to instanceof Ref || to instanceof Atom)) {
      throw new IllegalArgumentException(
          "receiver: " + to + " (expected: a pid, a reference or an atom)");
    }
  }

  /// A message to an alias.
  public static AltactMessage toAlias(Pid from, Ref alias, boolean priority, @Nullable Term token) {
    return new AltactMessage(false, priority, from, alias, token);
  }

  /// An exit signal to an alias.
  public static AltactMessage exitToAlias(Pid from, Ref alias, boolean priority) {
    return new AltactMessage(true, priority, from, alias, null);
  }

  @Override
  public int operation() {
    return Operation.ALTACT_SIG_SEND;
  }

  @Override
  public boolean hasPayload() {
    return true;
  }

  @Override
  public void encode(TermOutput out) {
    int flags =
        (priority ? PRIORITY : 0)
            | (token != null ? TOKEN : 0)
            | (to instanceof Ref ? ALIAS : 0)
            | (to instanceof Atom ? NAME : 0)
            | (exit ? EXIT : 0);
    ControlTuple.write(out, operation(), IntegerTerm.of(flags), from, to, token);
  }
}
