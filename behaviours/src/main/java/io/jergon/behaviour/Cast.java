package io.jergon.behaviour;

/// A request that wants no reply.
///
/// ```java
/// record Reset() implements Cast<Counter> {}    // reset
/// ```
///
/// @param <S> the server it is for: its class, or an interface that stands for a server elsewhere
public interface Cast<S> {}
