package io.jergon.node;

/// How the connection to another node is doing, at one moment.
///
/// ```java
/// for (ConnectionStatus status : node.connections()) {
///   gauge("jergon.queued", status.peer()).set(status.queuedBytes());
/// }
/// ```
///
/// @param peer the other node's name
/// @param queuedBytes what was sent and the socket has not taken yet
/// @param waitingSenders processes and threads that wait because too much is queued: Erlang's
///   `busy_dist_port`
/// @param waits how often a sender had to wait since the connection was made
/// @param reading false while little or nothing is read from the peer: it does not take our
///   answers, or what it sends piles up in mailboxes
public record ConnectionStatus(
    String peer, long queuedBytes, int waitingSenders, long waits, boolean reading) {}
