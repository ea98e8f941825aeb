package io.jergon.node.gen;

import io.jergon.etf.Pid;
import io.jergon.etf.Term;

/// Whom a call came from, and the way back: `From` of `handle_call/3`.
///
/// ```java
/// waiting.add(from);                             // now, in handleCall
/// for (From from : waiting) from.reply(value);   // later, in any process or thread
/// ```
///
/// A reply that comes after the caller's timeout reaches nobody, by design.
public interface From {

  /// The process that called.
  Pid pid();

  /// Answers the call. A second reply, or one that is too late, is dropped.
  ///
  /// @param value never null: a term, or any object that can be mapped to one; a caller on this
  ///   node gets it by reference
  void reply(Object value);

  /// `{Pid, Tag}`, to pass it on to another process.
  Term toTerm();
}
