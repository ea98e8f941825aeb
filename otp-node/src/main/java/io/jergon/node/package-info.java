/// The node: processes that send, receive, link and monitor, here and across the cluster.
///
/// Start with [io.jergon.node.Node]. A process is written as a [io.jergon.node.ProcessBody] (plain
/// Java that receives when it likes) or a [io.jergon.node.Behaviour] (callbacks), and acts through
/// its [io.jergon.node.Self]. What other nodes may call is in [io.jergon.node.OfferedFunctions].
///
/// Inside, a package for each concept: [io.jergon.node.process] and [io.jergon.node.scheduling],
/// [io.jergon.node.signal], [io.jergon.node.registry], [io.jergon.node.gen],
/// [io.jergon.node.kernel]; on the wire's side [io.jergon.node.remote], [io.jergon.node.control],
/// [io.jergon.node.handshake], [io.jergon.node.channel], [io.jergon.node.name].
@NullMarked
package io.jergon.node;

import org.jspecify.annotations.NullMarked;
