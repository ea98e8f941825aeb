/// Where signals meet the wire: what a node keeps about its peers' processes, and the translation
/// between signals and control messages.
///
/// Start with [io.jergon.node.remote.Distribution], which puts the parts together. Out goes
/// everything through [io.jergon.node.remote.OutboundSignals], in comes everything through
/// [io.jergon.node.remote.InboundSignals]; [io.jergon.node.remote.Peer] remembers which links and
/// monitors span the connection, so that each is resolved when it breaks.
@NullMarked
package io.jergon.node.remote;

import org.jspecify.annotations.NullMarked;
