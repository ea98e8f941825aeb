package io.jergon.node.kernel;

import io.jergon.etf.Atom;
import io.jergon.etf.Binary;
import io.jergon.etf.IntegerTerm;
import io.jergon.etf.ListTerm;
import io.jergon.etf.Pid;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import io.jergon.node.Behaviour;
import io.jergon.node.Self;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;

/// `user`: the group leader of processes that have no other, which does their output.
///
/// ```
/// {io_request, From, ReplyAs, Request}   ->   From ! {io_reply, ReplyAs, Result}
/// {put_chars, Encoding, Chars}                ok
/// {put_chars, Encoding, io_lib, format, [Format, Args]}   ok; the directives are FormatText's
/// {requests, [Request]}                       the last one's result
/// any other, input included                   {error, enotsup}
/// ```
///
/// A process of this node that calls a function on another is that function's group leader, so the
/// output of `rpc:call(N, io, format, ...)` ends up here.
///
/// Source: stdlib user's guide, "The Erlang I/O Protocol".
public final class UserProcess implements Behaviour {
  private static final Atom IO_REPLY = Atom.of("io_reply");
  private static final Term ENOTSUP = Tuple.of(Atom.ERROR, Atom.of("enotsup"));
  private static final Term BAD_REQUEST = Tuple.of(Atom.ERROR, Atom.of("request"));

  private final Consumer<String> output;

  /// A group leader that hands the text it gets to `output`.
  public UserProcess(Consumer<String> output) {
    this.output = output;
  }

  @Override
  public void receive(Self self, Object message) {
    if (message instanceof Tuple t
        && t.arity() == 4
        && t.get(0) instanceof Atom label
        && label.is("io_request")
        && t.get(1) instanceof Pid from) {
      self.send(from, Tuple.of(IO_REPLY, t.get(2), answer(t.get(3))));
    }
  }

  private Term answer(Term request) {
    if (!(request instanceof Tuple t) || t.arity() < 2 || !(t.get(0) instanceof Atom label)) {
      return ENOTSUP;
    }
    if (label.is("requests") && t.get(1) instanceof ListTerm requests) {
      Term last = Atom.OK;
      for (Term each : requests) {
        last = answer(each);
      }
      return last;
    }
    return label.is("put_chars") ? putChars(t) : ENOTSUP;
  }

  private Term putChars(Tuple t) {
    Optional<String> text =
        switch (t.arity()) {
          case 2 -> chars(t.get(1));
          case 3 -> chars(t.get(2));
          case 5 -> formatted(t.get(2), t.get(3), t.get(4));
          default -> Optional.empty();
        };
    text.ifPresent(output);
    return text.isPresent() ? Atom.OK : BAD_REQUEST;
  }

  private static Optional<String> formatted(Term module, Term function, Term arguments) {
    return module.equals(Atom.of("io_lib"))
            && function.equals(Atom.of("format"))
            && arguments instanceof ListTerm list
            && list.size() == 2
            && list.get(1) instanceof ListTerm values
        ? chars(list.get(0)).map(format -> FormatText.format(format, values.elements()))
        : Optional.empty();
  }

  /// The text of chardata: a binary, a list of code points, or nested lists of both; nothing when
  /// it is none.
  static Optional<String> chars(Term chardata) {
    StringBuilder text = new StringBuilder();
    Deque<Term> left = new ArrayDeque<>();
    left.push(chardata);
    while (!left.isEmpty()) {
      switch (left.pop()) {
        case Binary binary -> text.append(new String(binary.toByteArray(), StandardCharsets.UTF_8));
        case IntegerTerm n when n.fitsLong() && isCodePoint(n.longValue()) ->
            text.appendCodePoint((int) n.longValue());
        case ListTerm list -> {
          if (!list.isProper()) {
            left.push(list.tail());
          }
          for (Term each : list.elements().reversed()) {
            left.push(each);
          }
        }
        default -> {
          return Optional.empty();
        }
      }
    }
    return Optional.of(text.toString());
  }

  private static boolean isCodePoint(long n) {
    return n >= 0 && n <= Character.MAX_CODE_POINT;
  }
}
