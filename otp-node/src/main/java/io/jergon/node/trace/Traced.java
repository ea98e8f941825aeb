package io.jergon.node.trace;

import io.jergon.etf.Term;
import org.jspecify.annotations.Nullable;

/// A message on its way with what it does to the trace token of who receives it. Whoever gets it
/// out of a mailbox sees the message alone.
///
/// @param message what is sent
/// @param token the receiver's from then on; null if it keeps the one that it has
public record Traced(Object message, @Nullable TraceToken token) {

  /// The message with a token, if there is one.
  public static Object of(Object message, @Nullable TraceToken token) {
    return token == null ? message : new Traced(message, token);
  }

  /// A message that nobody sends, such as one of a timer: the receiver keeps its token.
  public static Object ofNobody(Object message) {
    return new Traced(message, null);
  }

  /// The message without its token.
  public static Object content(Object item) {
    return item instanceof Traced traced ? traced.message : item;
  }

  /// The token as a term; null if the message has none.
  public static @Nullable Term token(Object item) {
    return item instanceof Traced(_, TraceToken token) && token != null ? token.toTerm() : null;
  }
}
