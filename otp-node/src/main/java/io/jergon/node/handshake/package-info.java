/// The distribution handshake, version 6, of both sides: who are you, what can you do, do you know
/// the cookie. No sockets and no threads here: bytes in, actions out.
///
/// Start at [io.jergon.node.handshake.InitiatorHandshake] (we dialled) and
/// [io.jergon.node.handshake.AcceptorHandshake] (we were dialled); both read and write the messages
/// of [io.jergon.node.handshake.HandshakeMessage]. What a node can do is a set of
/// [io.jergon.node.handshake.Flags]; the proof of the cookie is a
/// [io.jergon.node.handshake.Digest].
///
/// Reference: Erlang's distribution protocol (erl_dist_protocol), chapter "Distribution Handshake".
package io.jergon.node.handshake;
