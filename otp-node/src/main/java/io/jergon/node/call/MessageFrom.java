package io.jergon.node.call;

import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import io.jergon.node.Node;
import io.jergon.node.gen.From;

/// A caller that is answered with a message, `{Tag, Reply}`.
///
/// @param node the node that answers
/// @param pid the caller
/// @param tag goes back as it came
public record MessageFrom(Node node, Pid pid, Term tag) implements From {

  @Override
  public void reply(Object value) {
    Tuple message = Tuple.of(tag, node.toTerm(value));
    Ref alias = ReplyTag.alias(tag);
    if (alias == null) {
      node.send(pid, message);
    } else {
      node.send(alias, message);
    }
  }

  @Override
  public Term toTerm() {
    return Tuple.of(pid, tag);
  }
}
