package io.jergon.node.handshake;

/// What the owner of the socket has to do next, in the order of the list it got.
///
/// ```java
/// for (HandshakeAction action : handshake.received(message)) {
///   switch (action) {
///     case HandshakeAction.Send(byte[] message) -> write(message);
///     case HandshakeAction.Established(HandshakePeer peer) -> connected(peer);
///     case HandshakeAction.Proven(var peer, var ack, var replaces) -> accepted(peer, ack, replaces);
///     case HandshakeAction.Failed(HandshakeFailure failure) -> closeAfterWrites(failure);
///   }
/// }
/// ```
public sealed interface HandshakeAction {
  /// Send this message, with its length in front.
  record Send(byte[] message) implements HandshakeAction {}

  /// We dialled and both sides proved the cookie: frames may flow in both directions.
  record Established(HandshakePeer peer) implements HandshakeAction {}

  /// We were dialled and the peer proved the cookie. Enter the connection in the books, end the old
  /// connection first if this one `replaces` it, then send `ack`: from then on frames flow.
  ///
  /// @param peer who it is
  /// @param ack the last message of the handshake
  /// @param replaces the peer says that the connection we still hold is dead
  record Proven(HandshakePeer peer, byte[] ack, boolean replaces) implements HandshakeAction {}

  /// Close the connection, after what was sent before. Nothing follows.
  record Failed(HandshakeFailure failure) implements HandshakeAction {}
}
