package io.jergon.node.gen;

import io.jergon.etf.Atom;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import io.jergon.node.Self;
import java.util.Optional;

/// A message of the gen protocol.
///
/// From this node it arrives as one of these records, its request passed by reference; from another
/// as a term. [#of] makes no difference between them:
///
/// ```
/// {'$gen_call', {Pid, Tag}, Request}     Call
/// {'$gen_cast', Request}                 Cast
/// {system, {Pid, Tag}, Request}          SystemRequest
/// ```
///
/// Source: `gen.erl`, `gen_server.erl`, `sys.erl`; the forms are the same from OTP 23 to 29.
public sealed interface GenMessage {

  /// A request that wants a reply.
  ///
  /// @param from whom to reply to
  record Call(From from, Object request) implements GenMessage {}

  /// A request that wants none.
  record Cast(Object request) implements GenMessage {}

  /// A request of module `sys`.
  ///
  /// @param from whom to reply to
  record SystemRequest(From from, Term request) implements GenMessage {}

  /// The gen message that a mailbox's message is, or nothing for any other message.
  ///
  /// @param self the process that received it
  static Optional<GenMessage> of(Self self, Object message) {
    return switch (message) {
      case GenMessage m -> Optional.of(m);
      case Tuple t when t.arity() == 3 -> fromTriple(self, t);
      case Tuple t when t.arity() == 2 && t.get(0).equals(Labels.GEN_CAST) ->
          Optional.of(new Cast(t.get(1)));
      default -> Optional.empty();
    };
  }

  private static Optional<GenMessage> fromTriple(Self self, Tuple t) {
    if (!(t.get(0) instanceof Atom label)) {
      return Optional.empty();
    }
    boolean call = label.equals(Labels.GEN_CALL);
    if (!call && !label.is("system")) {
      return Optional.empty();
    }
    return From.parse(self.node(), t.get(1))
        .map(from -> call ? new Call(from, t.get(2)) : new SystemRequest(from, t.get(2)));
  }
}
