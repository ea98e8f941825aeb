/// The control messages of the distribution protocol: what one node tells another about a send, a
/// link, a monitor, an exit, a spawn.
///
/// Start at [io.jergon.node.control.ControlMessage]; its sub-interfaces group the messages by
/// concept. [io.jergon.node.control.ControlMessages] reads them from terms.
///
/// Reference: Erlang's distribution protocol (erl_dist_protocol), chapter "Protocol between
/// Connected Nodes".
package io.jergon.node.control;
