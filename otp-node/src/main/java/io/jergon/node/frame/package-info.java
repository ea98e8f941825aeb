/// Frames: what lies between two lengths on a connection that is up, and the messages in it.
///
/// Start at [io.jergon.node.frame.HeaderFrames], which shows the three kinds of frames and reads
/// them, with [io.jergon.node.frame.InboundAtomCache] and [io.jergon.node.frame.Reassembly]. The
/// other way, a sender's thread makes an [io.jergon.node.frame.OutboundFrame], and on the event
/// loop [io.jergon.node.frame.OutboundPieces] decides what goes out when and
/// [io.jergon.node.frame.FrameWriter] puts the headers before it.
/// [io.jergon.node.frame.PassThrough] is for peers that agreed to neither the atom cache nor
/// fragments, [io.jergon.node.frame.OldForms] for older peers.
///
/// Reference: erl_dist_protocol, "Protocol between Connected Nodes", and erl_ext_dist,
/// "Distribution Header".
package io.jergon.node.frame;
