package io.jergon.node.gen;

import io.jergon.etf.ListTerm;
import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import io.jergon.node.Node;
import java.util.List;
import java.util.Optional;

/// Whom a call came from, and the way back: `From` of `handle_call/3`.
///
/// ```java
/// waiting.add(from);                      // now, in handleCall
/// for (From from : waiting) from.reply(value);   // later, in any process or thread
/// ```
///
/// A reply that comes after the caller's timeout reaches nobody, by design.
public sealed interface From {

  /// The process that called.
  Pid pid();

  /// Answers the call. A second reply, or one that is too late, is dropped.
  ///
  /// @param value a term, or any object that can be mapped to one; a caller on this node gets it by
  ///     reference
  void reply(Object value);

  /// `{Pid, Tag}`, to pass it on to another process.
  Term toTerm();

  /// Reads `{Pid, Tag}`; nothing when the term is no such pair.
  static Optional<From> parse(Node node, Term term) {
    return term instanceof Tuple t && t.arity() == 2 && t.get(0) instanceof Pid pid
        ? Optional.of(new Remote(node, pid, t.get(1)))
        : Optional.empty();
  }

  /// A caller that has to be answered with a message.
  ///
  /// The tag is opaque and goes back as it came. A tag `[alias | Ref]`, or one whose head is such a
  /// pair (multi_call), names the alias that the reply is to be sent to.
  record Remote(Node node, Pid pid, Term tag) implements From {
    @Override
    public void reply(Object value) {
      Tuple message = Tuple.of(tag, node.toTerm(value));
      Ref alias = alias(tag);
      if (alias == null) {
        node.send(pid, message);
      } else {
        node.send(alias, message);
      }
    }

    private static @org.jspecify.annotations.Nullable Ref alias(Term tag) {
      if (!(tag instanceof ListTerm list) || list.size() != 1) {
        return null;
      }
      Term head = list.get(0);
      if (head.equals(Labels.ALIAS)) {
        return list.tail() instanceof Ref ref ? ref : null;
      }
      return head instanceof ListTerm ? alias(head) : null;
    }

    @Override
    public Term toTerm() {
      return Tuple.of(pid, tag);
    }
  }

  /// A caller on this node, which waits for the value itself.
  record Local(PendingCall call) implements From {
    @Override
    public Pid pid() {
      return call.pid();
    }

    @Override
    public void reply(Object value) {
      call.reply(value);
    }

    @Override
    public Term toTerm() {
      return Tuple.of(pid(), ListTerm.improper(List.of(Labels.ALIAS), call.activateAlias()));
    }
  }
}
