package io.jergon.node.channel;

import io.jergon.etf.Term;
import io.jergon.node.control.ControlMessage;
import io.jergon.node.control.ProtocolException;
import io.jergon.node.handshake.HandshakeFailure;
import io.jergon.node.name.NodeName;
import org.jspecify.annotations.Nullable;

/// What a node hears from its connections.
///
/// For one peer name the calls come in the order
///
/// ```text
/// (connectFailed | nodeUp received* nodeDown)*
/// ```
///
/// one after the other, never two at once, on the event loop of the connection: an implementation
/// must not block. Different peers' calls come at the same time.
public interface DistributionEvents {
  /// A connection is up. Nothing was received on it yet; what was queued for the peer before is
  /// sent after this call.
  void nodeUp(Connection connection);

  /// A control message arrived, with its payload if it has one.
  ///
  /// @throws ProtocolException to close the connection, with one line in the log
  void received(Connection connection, ControlMessage message, @Nullable Term payload);

  /// A connection that was up is gone; exactly once for each [#nodeUp].
  ///
  /// @param connection the one that is gone; its `send` returns false
  /// @param reason as in Erlang's `nodedown_reason`: an atom such as `connection_closed`,
  ///   `net_tick_timeout`, `disconnect`, or what [Connection#disconnect] was given
  void nodeDown(NodeName peer, Connection connection, Term reason);

  /// A connection that [Connections#open] gave out never came up. What was queued on it is lost,
  /// exactly as if it had come up and gone down at once.
  void connectFailed(NodeName peer, Connection connection, HandshakeFailure failure);
}
