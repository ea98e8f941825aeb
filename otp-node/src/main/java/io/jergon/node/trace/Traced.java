package io.jergon.node.trace;

import io.jergon.etf.Term;
import org.jspecify.annotations.Nullable;

/// A message on its way with a trace token. Whoever gets it out of a mailbox sees the message
/// alone.
///
/// @param message what is sent
/// @param token what goes with it
public record Traced(Object message, TraceToken token) {

  /// The message with a token, if there is one.
  public static Object of(Object message, @Nullable TraceToken token) {
    return token == null ? message : new Traced(message, token);
  }

  /// The message without its token.
  public static Object content(Object item) {
    return item instanceof Traced traced ? traced.message : item;
  }

  /// The token as a term; null if the message has none.
  public static @Nullable Term token(Object item) {
    return item instanceof Traced traced ? traced.token.toTerm() : null;
  }
}
