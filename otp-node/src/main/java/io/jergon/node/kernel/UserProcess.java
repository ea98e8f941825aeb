package io.jergon.node.kernel;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.jergon.etf.Atom;
import io.jergon.etf.Binary;
import io.jergon.etf.IntegerTerm;
import io.jergon.etf.ListTerm;
import io.jergon.etf.Pid;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import io.jergon.node.Behaviour;
import io.jergon.node.Self;
import java.nio.charset.Charset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `user`: the group leader of processes that have no other, which does their output.
///
/// ```
/// {io_request, From, ReplyAs, Request}   ->   From ! {io_reply, ReplyAs, Result}
/// {put_chars, Encoding, Chars}                ok
/// {put_chars, Encoding, io_lib, format, [Format, Args]}   ok; the directives are FormatText's
/// {requests, [Request]}                       ok, or the first error
/// any other, input included                   {error, enotsup}
/// ```
///
/// A process of this node that calls a function on another is that function's group leader, so the
/// output of `rpc:call(N, io, format, ...)` ends up here.
///
/// Source: stdlib user's guide, "The Erlang I/O Protocol".
public final class UserProcess implements Behaviour {
  private static final Logger log = LoggerFactory.getLogger(UserProcess.class);

  private static final Atom LATIN1 = Atom.of("latin1");
  private static final Atom TERMINATED = Atom.of("terminated");
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

  /// The result of a request; for several, however nested, that of the last one, or the first
  /// error.
  private Term answer(Term request) {
    Deque<Term> left = new ArrayDeque<>();
    left.push(request);
    Term result = Atom.OK;
    while (!left.isEmpty() && result.equals(Atom.OK)) {
      if (!(left.pop() instanceof Tuple t) || t.arity() < 2 || !(t.get(0) instanceof Atom label)) {
        result = ENOTSUP;
      } else if (label.is("requests") && t.get(1) instanceof ListTerm requests) {
        requests.elements().reversed().forEach(left::push);
      } else {
        result = label.is("put_chars") ? putChars(t) : ENOTSUP;
      }
    }
    return result;
  }

  private Term putChars(Tuple t) {
    boolean latin1 = t.arity() == 2 || t.get(1).equals(LATIN1);
    Optional<String> text =
        switch (t.arity()) {
          case 2 -> chars(t.get(1), latin1 ? ISO_8859_1 : UTF_8);
          case 3 -> chars(t.get(2), latin1 ? ISO_8859_1 : UTF_8);
          case 5 -> formatted(t.get(2), t.get(3), t.get(4));
          default -> Optional.empty();
        };
    if (text.isEmpty()) {
      return BAD_REQUEST;
    }
    try {
      output.accept(text.get());
      return Atom.OK;
    } catch (RuntimeException e) {
      log.warn("output failed process=user", e); // its writer is told; the next one may fare better
      return Tuple.of(Atom.ERROR, TERMINATED);
    }
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
    return chars(chardata, UTF_8);
  }

  private static Optional<String> chars(Term chardata, Charset charset) {
    StringBuilder text = new StringBuilder();
    Deque<Term> left = new ArrayDeque<>();
    left.push(chardata);
    while (!left.isEmpty()) {
      switch (left.pop()) {
        case Binary binary -> text.append(new String(binary.toByteArray(), charset));
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
