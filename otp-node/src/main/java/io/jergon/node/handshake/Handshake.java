package io.jergon.node.handshake;

import java.time.Duration;
import java.util.List;

/// One side of one handshake: messages in, actions out. It knows no socket and no clock; the owner
/// calls it from one thread at a time.
///
/// ```java
/// Handshake handshake = new InitiatorHandshake(...);
/// perform(handshake.start());
/// perform(handshake.received(message));   // for each message, without its length
/// ```
///
/// After [HandshakeAction.Established], [HandshakeAction.Proven] or [HandshakeAction.Failed] the
/// handshake is over, and every call returns an empty list. No call throws because of what a peer
/// sent.
public sealed interface Handshake permits InitiatorHandshake, AcceptorHandshake {
  /// Begins; call it once, first.
  List<HandshakeAction> start();

  /// Takes the next message, without its length.
  List<HandshakeAction> received(byte[] message);

  /// The peer closed the connection: [HandshakeAction.Failed] with what that means at this step.
  List<HandshakeAction> closed();

  /// The peer did not answer within `step`: [HandshakeAction.Failed] with what was awaited.
  List<HandshakeAction> timedOut(Duration step);
}
