package io.jergon.node.gen;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import io.jergon.node.Node;
import io.jergon.node.Self;
import io.jergon.node.call.MessageFrom;
import java.util.Objects;
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
  record Call(From from, Object request) implements GenMessage {
    private static final Atom LABEL = Atom.of("$gen_call");

    /// Checks the request.
    public Call {
      Objects.requireNonNull(request, "request");
    }

    @Override
    public Term toTerm(Node node) {
      return Tuple.of(LABEL, from.toTerm(), node.toTerm(request));
    }
  }

  /// A request that wants none.
  record Cast(Object request) implements GenMessage {
    private static final Atom LABEL = Atom.of("$gen_cast");

    /// Checks the request.
    public Cast {
      Objects.requireNonNull(request, "request");
    }

    @Override
    public Term toTerm(Node node) {
      return Tuple.of(LABEL, node.toTerm(request));
    }
  }

  /// A request of module `sys`.
  ///
  /// @param from whom to reply to
  record SystemRequest(From from, Term request) implements GenMessage {
    private static final Atom LABEL = Atom.of("system");

    @Override
    public Term toTerm(Node node) {
      return Tuple.of(LABEL, from.toTerm(), request);
    }
  }

  /// The message as Erlang would see it.
  Term toTerm(Node node);

  /// The gen message that a mailbox's message is, or nothing for any other message.
  ///
  /// @param self the process that received it
  static Optional<GenMessage> of(Self self, Object message) {
    return switch (message) {
      case GenMessage m -> Optional.of(m);
      case Tuple t when t.arity() == 3 -> fromTriple(self.node(), t);
      case Tuple t when t.arity() == 2 && t.get(0).equals(Cast.LABEL) ->
          Optional.of(new Cast(t.get(1)));
      default -> Optional.empty();
    };
  }

  private static Optional<GenMessage> fromTriple(Node node, Tuple t) {
    boolean call = t.get(0).equals(Call.LABEL);
    if ((call || t.get(0).equals(SystemRequest.LABEL))
        && t.get(1) instanceof Tuple from
        && from.arity() == 2
        && from.get(0) instanceof Pid pid) {
      From caller = new MessageFrom(node, pid, from.get(1));
      return Optional.of(call ? new Call(caller, t.get(2)) : new SystemRequest(caller, t.get(2)));
    }
    return Optional.empty();
  }
}
