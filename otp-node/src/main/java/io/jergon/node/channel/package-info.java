/// The connections to other nodes: sockets, frames, ticks, queues, and the table of who is
/// connected.
///
/// Start at [io.jergon.node.channel.Connections], the table, and
/// [io.jergon.node.channel.Connection], one entry of it; what arrives goes to a
/// [io.jergon.node.channel.DistributionEvents]. The way of a message in: socket, `FrameDecoder`,
/// `ConnectionHandler`, `InboundFrames`, `DistributionEvents.received`. The way out:
/// `Connection.send`, `OutboundFrame` (encoded in the sender's thread), `OutboundQueue`, socket.
/// With TLS 1.3, `RecordHandler` stands behind the socket on the way in, and `OutboundBytes` before
/// it on the way out.
///
/// Reference: Erlang's distribution protocol (erl_dist_protocol).
package io.jergon.node.channel;
