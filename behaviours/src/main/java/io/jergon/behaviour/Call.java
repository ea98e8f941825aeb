package io.jergon.behaviour;

/// A request that wants a reply.
///
/// ```java
/// record Add(long n) implements Call<Counter, Long> {}    // {add, N} -> integer
/// ```
///
/// @param <S> the server it is for: its class, or an interface that stands for a server elsewhere
/// @param <R> what the server replies with
public interface Call<S, R> {

  /// The result of `handleCall` that answers this request, of the type that the request asks for.
  ///
  /// @param value the reply, never null: a request for something that may be missing asks for an
  ///   `Optional`
  default Reply reply(R value) {
    return Reply.of(value);
  }
}
